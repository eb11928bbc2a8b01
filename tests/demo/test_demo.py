"""The demo tells the truth: its verdicts come from the article that it posts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.servers import ROOT, environment_for

_CHANGED = {
    "1,000 North Korean soldiers killed": "consistent",
    "About 600 North Korean troops have died in Ukraine": "contradicted",
    "At least 500 North Korean soldiers were killed": "consistent",
    "More than 5,000 North Korean soldiers were killed": "contradicted",
    "12,000 North Korean soldiers were sent to Ukraine": "contradicted",
    "22,000 North Korean soldiers were sent to Ukraine": "consistent",
    "Six hundred North Koreans died": "contradicted",
    "600 South Korean soldiers killed": "unverified",
    "600 North Korean soldiers captured": "unverified",
}


def _case(folder: Path, article: str, verdicts: dict[str, str]) -> Path:
    """The demo's case with another text and other verdicts expected."""
    original = (ROOT / "demo" / "claims.toml").read_text(encoding="utf-8")
    about = original.partition("[[claims]]")[0]
    claims = (f'[[claims]]\ntext = "{text}"\nverdict = "{verdict}"\n' for text, verdict in verdicts.items())
    (folder / "article.txt").write_text(article, encoding="utf-8")
    file = folder / "case.toml"
    file.write_text(about + "".join(claims), encoding="utf-8")
    return file


def _run(folder: Path, case: Path) -> subprocess.CompletedProcess[str]:
    environment = {**environment_for("", "", folder), "VERIFIER_DATA": ""}
    return subprocess.run(
        [sys.executable, "-m", "demo", str(case)],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_other_figures_give_other_verdicts_and_a_wrong_expectation_is_told(tmp_path: Path) -> None:
    article = (ROOT / "demo" / "article.txt").read_text(encoding="utf-8")
    for before, after in {"600": "1,000", "10,000 to 15,000": "20,000 to 25,000", "4,700": "6,000"}.items():
        assert before in article
        article = article.replace(before, after)

    ended = _run(tmp_path, _case(tmp_path, article, _CHANGED))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"{len(_CHANGED)} of {len(_CHANGED)} verdicts are as expected" in ended.stdout

    wrong = {"1,000 North Korean soldiers killed": "contradicted"}
    ended = _run(tmp_path, _case(tmp_path, article, wrong))
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "differs: 1,000 North Korean soldiers killed" in ended.stdout


def test_a_terminal_of_100_columns_is_wide_enough(tmp_path: Path) -> None:
    ended = _run(tmp_path, ROOT / "demo" / "claims.toml")
    table = [line for line in ended.stdout.splitlines() if " | " in line]
    assert table and max(map(len, table)) <= 100
    assert (tmp_path / "var" / "demo" / "verifier.db").exists()
