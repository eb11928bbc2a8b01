"""What each format makes of each event, and what Slack shows; ``python -m tests.webhooks.golden`` writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.webhooks.samples import claim, samples
from verifier.webhooks.formats import FORMATS
from verifier.webhooks.formats.slack_notes import checking_note, figureless_note, help_note, refused_note

FOLDER = Path(__file__).parent / "golden"


def golden_files() -> dict[str, str]:
    """Each file's name and what is to be in it: the body, indented so that changes can be read."""
    told = {
        f"{name}.{type_}.json": json.loads(format_.write(event))
        for name, format_ in FORMATS.items()
        for type_, event in samples().items()
    }
    return {
        name: json.dumps(each, ensure_ascii=False, indent=1) + "\n"
        for name, each in (told | _notes()).items()
    }


def _notes() -> dict[str, Any]:
    text = claim()["text"]
    return {
        "slack.note.help.json": help_note("/check"),
        "slack.note.checking.json": checking_note(text),
        "slack.note.figureless.json": figureless_note(text),
        "slack.note.refused.json": refused_note(text, "10,000 or more wait already; try again later."),
    }


if __name__ == "__main__":
    for name, content in golden_files().items():
        (FOLDER / name).write_text(content, encoding="utf-8")
