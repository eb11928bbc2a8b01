"""API keys, and what was done with them, as text for a terminal."""

from __future__ import annotations

from typing import Any


def key_text(made: dict[str, Any]) -> str:
    """A new key with its secrets, as it is shown once."""
    return "\n".join(
        (
            key_line(made),
            "",
            f"  key              {made['secret']}",
            f"  callback secret  {made['callback_secret']}",
            "",
            "Keep both now: they are not shown again.",
        )
    )


def key_line(key: dict[str, Any]) -> str:
    """A key in one line: its id, whose it is, what it may do, how it stands, when it was last used."""
    used = "never used" if key["last_used_at"] is None else f"last used {_minute(key['last_used_at'])}"
    made = f"made {key['created_at'][:10]} by {key['created_by']}"
    return f"{key['id']}  {key['name']}: {', '.join(key['scopes'])}; {_standing(key)}; {made}; {used}"


def _standing(key: dict[str, Any]) -> str:
    if key["status"] == "revoked":
        return f"revoked {_minute(key['revoked_at'])}"
    if key["expires_at"] is None:
        return "works until it is revoked"
    return f"{'ran out' if key['status'] == 'expired' else 'works until'} {_minute(key['expires_at'])}"


def _minute(moment: str) -> str:
    """A moment to the minute, in UTC."""
    return f"{moment[:16].replace('T', ' ')} UTC"


def audit_line(entry: dict[str, Any]) -> str:
    """A change in one line: when, who, by which call or command, to what, from where."""
    who = entry["by"] if entry["key_id"] is None else f"{entry['by']} ({entry['key_id']})"
    where = "" if entry["address"] is None else f"  from {entry['address']}"
    return f"{_minute(entry['at'])}  {who}  {entry['action']}  {entry['subject'] or ''}{where}"
