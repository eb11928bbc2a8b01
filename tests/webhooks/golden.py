"""What each format makes of each type of event: ``python -m tests.webhooks.golden`` writes the files anew."""

from __future__ import annotations

import json
from pathlib import Path

from tests.webhooks.samples import samples
from verifier.webhooks.formats import FORMATS

FOLDER = Path(__file__).parent / "golden"


def golden_files() -> dict[str, str]:
    """Each file's name and what is to be in it: the body, indented so that changes can be read."""
    return {
        f"{name}.{type_}.json": json.dumps(json.loads(format_.write(event)), ensure_ascii=False, indent=1)
        + "\n"
        for name, format_ in FORMATS.items()
        for type_, event in samples().items()
    }


if __name__ == "__main__":
    for name, content in golden_files().items():
        (FOLDER / name).write_text(content, encoding="utf-8")
