"""Keys on the command line: shown once, kept as a digest."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from verifier.cli import main
from verifier.store.database import Database


class Commands:
    """The commands, on an installation of their own."""

    def __init__(self, database_url: str) -> None:
        self.database_url = database_url

    def __call__(self, *arguments: str, status: int = 0) -> Result:
        result = CliRunner().invoke(main, ["keys", *arguments])
        assert result.exit_code == status, result.output
        return result

    def dump(self) -> str:
        """All that is kept of keys."""
        database = Database(self.database_url)
        with database.read() as session:
            found = repr(session.execute(text("SELECT * FROM api_keys")).all())
        database.dispose()
        return found


@pytest.fixture
def keys(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("VERIFIER_DATA", str(tmp_path))
    return Commands(database_url)


def _secrets(output: str) -> tuple[str, str]:
    (key,) = re.findall(r"vk_[A-Za-z0-9_-]{43}\b", output)
    (callback_secret,) = re.findall(r"whsec_[A-Za-z0-9+/]{43}=", output)
    return key, callback_secret


def test_a_key_is_shown_once_and_kept_as_a_digest(keys: Commands) -> None:
    shown = keys("create", "Newsroom CMS", "--scope", "claims:write", "--scope", "claims:read").output
    key, callback_secret = _secrets(shown)
    assert "not shown again" in shown

    kept = keys.dump()
    assert key not in kept and callback_secret not in kept
    assert hashlib.sha256(key.encode()).hexdigest() in kept
    listed = keys("list").output
    assert "Newsroom CMS: claims:read, claims:write; works until it is revoked" in listed
    assert "never used" in listed
    assert key not in listed and callback_secret not in listed


def test_each_key_is_another(keys: Commands) -> None:
    made = [_secrets(keys("create", "the same", "--scope", "all").output) for _ in range(2)]
    assert len({each for pair in made for each in pair}) == 4
    assert len(keys("list").output.splitlines()) == 2


def test_all_stands_for_every_scope(keys: Commands) -> None:
    made = json.loads(keys("create", "desk", "--scope", "all", "--json").output)
    assert made["scopes"][0] == "claims:read" and made["scopes"][-1] == "admin" and len(made["scopes"]) == 7
    assert made["secret"].startswith("vk_") and made["callback_secret"].startswith("whsec_")
    (listed,) = map(json.loads, keys("list", "--json").output.splitlines())
    assert listed == {name: told for name, told in made.items() if not name.endswith("secret")}


def test_a_key_works_through_its_last_day(keys: Commands) -> None:
    made = json.loads(
        keys("create", "guest", "--scope", "claims:read", "--expires", "2999-01-31", "--json").output
    )
    assert made["expires_at"] == "2999-02-01T00:00:00Z"
    assert made["status"] == "active"


def test_a_key_is_revoked_once_and_for_good(keys: Commands) -> None:
    made = json.loads(keys("create", "old", "--scope", "admin", "--json").output)
    assert "revoked" in keys("revoke", made["id"]).output
    assert "revoked" in keys("list").output
    assert "was revoked at" in keys("revoke", made["id"], status=1).output
    assert "there is no key key_0" in keys("revoke", "key_0", status=1).output


@pytest.mark.parametrize(
    "wrong",
    [
        ("name",),
        ("name", "--scope", "everything"),
        ("", "--scope", "all"),
        ("two\nlines", "--scope", "all"),
        ("n" * 101, "--scope", "all"),
        ("name", "--scope", "all", "--expires", "2020-01-01"),
        ("name", "--scope", "all", "--expires", "soon"),
    ],
)
def test_a_key_that_makes_no_sense_is_not_made(keys: Commands, wrong: tuple[str, ...]) -> None:
    keys("create", *wrong, status=2)
    assert keys("list").output == ""
