"""``verifier figures`` and ``verifier sources``, run as a person would, on a store of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from verifier.cli import main

SIGNED = ("--by", "Ana", "--reason", "Misheard")
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("VERIFIER_DATA", str(tmp_path / "var"))

    def command(*arguments: str, status: int = 0) -> Result:
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == status, result.output
        return result

    return command


def added(run: Run, statement: str, *more: str) -> str:
    command = ("figures", "add", statement, "--publisher", "Harbour Times", "--published-at", "2025-03-02")
    made: str = json.loads(run(*command, *more, "--json").output)["id"]
    return made


def document(run: Run, *command: str) -> Any:
    return json.loads(run(*command, "--json").output)


def test_a_figure_is_added_found_and_shown(run: Run) -> None:
    figure = added(run, "About 320 homes were destroyed in Chile", "--origin", "Red Crescent")
    added(run, "12 people were killed in Peru")
    listed = run("figures", "list", "houses", "--place", "Chile").output
    assert figure in listed
    assert "Red Crescent · Harbour Times · 2 March 2025" in listed
    assert "12 people" not in listed
    assert run("figures", "list", "sandwiches").output == "No figure was found.\n"
    shown = run("figures", "show", figure).output
    assert "place    Chile" in shown
    assert document(run, "figures", "show", figure)["id"] == figure


def test_a_figure_may_be_added_field_by_field(run: Run) -> None:
    fields = ("--quantity", "at least 12", "--population", "boats", "--measure", "damaged", "--place", "Peru")
    source = ("--as-of", "2025-02-27", "--publisher", "Harbour Times", "--json")
    figure = json.loads(run("figures", "add", *fields, *source).output)
    assert (figure["quantity"]["low"], figure["place"]["key"]) == ("12", "PE")


def test_pages_of_figures_lead_on(run: Run) -> None:
    first, second = (added(run, f"{count} homes were destroyed") for count in (320, 330))
    page = run("figures", "list", "--limit", "1").output
    assert f"There are more: --before {second}" in page
    assert first in run("figures", "list", "--before", second).output


def test_an_editor_puts_a_figure_right_and_its_history_tells(run: Run) -> None:
    figure = added(run, "About 320 homes were destroyed")
    right = document(run, "figures", "correct", figure, "--place", "Peru", *SIGNED)["id"]
    assert f"in its place {right}" in run("figures", "show", figure).output
    told = run("figures", "history", figure).output.splitlines()
    assert "created" in told[0]
    assert "corrected by Ana: Misheard" in told[1]
    assert told[2] == "    place: — → PE"
    assert f"It stands in for {figure}." in run("figures", "history", right).output
    refused = run("figures", "retract", figure, *SIGNED, status=1)
    assert right in refused.output


def test_an_editor_retracts_restores_and_supersedes(run: Run) -> None:
    figure, newer = (added(run, f"{count} homes were destroyed in Chile") for count in (320, 450))
    assert "retracted on" in run("figures", "retract", figure, *SIGNED).output
    assert figure in run("figures", "list", "--status", "retracted").output
    assert "retracted" not in run("figures", "restore", figure, "--by", "Ana").output
    command = ("figures", "supersede", figure, newer, "--on", "2025-03-10", *SIGNED)
    told = run(*command).output
    assert "superseded from 10 March 2025" in told
    assert f"in its place {newer}" in told
    assert document(run, "figures", "show", figure, "--revision", "2")["status"] == "active"


def test_an_editor_blocks_a_source(run: Run) -> None:
    added(run, "About 320 homes were destroyed in Chile", "--origin", "Red Crescent")
    claim = ("check", "About 320 homes were destroyed in Chile", "--claimed-at", "2025-03-03", "--json")
    assert json.loads(run(*claim).output)["verdict"] == "consistent"
    listed = run("sources", "list", "red", "--kind", "origin").output
    assert "Red Crescent  1 figure, newest 2 March 2025" in listed
    source = listed.split()[0]
    rated = run("sources", "rate", source, "blocked", "--note", "A parody", "--by", "Ana").output
    assert "[blocked: A parody]" in rated
    assert json.loads(run(*claim).output)["verdict"] == "unverified"
    assert run("sources", "list", "nobody").output == "No source was found.\n"


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("figures", "add", "320 homes were destroyed"), "--publisher"),
        (("figures", "list", "--status", "gone"), "--status"),
        (("figures", "correct", "fig_1", "--by", "Ana"), "--statement"),
        (("figures", "supersede", "fig_1", "art_1", "--by", "Ana"), "NEWER"),
        (("sources", "rate", "src_1", "bad", "--by", "Ana"), "--reliability"),
    ],
)
def test_what_was_given_wrongly_is_named(run: Run, command: tuple[str, ...], told: str) -> None:
    assert told in run(*command, status=2).output


@pytest.mark.parametrize(
    "command",
    [
        ("figures", "show", "fig_1"),
        ("figures", "retract", "fig_1", *SIGNED),
        ("sources", "rate", "src_0000000001", "blocked", "--by", "Ana"),
    ],
)
def test_what_is_not_there_is_told_in_a_sentence(run: Run, command: tuple[str, ...]) -> None:
    assert run(*command, status=1).output.startswith("Error: there is no ")
