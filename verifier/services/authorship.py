"""Who is changing something, and the audit log's entry of it, in the transaction of the change.

Who does is known where a call or a command begins and needed where it commits; in between nobody
asks. So it is kept beside the call, for as long as that takes, and work that nobody asked for has none.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from verifier.store.ids import new_id
from verifier.store.tables import AuditRow


@dataclass(slots=True)
class Author:
    """Who makes a change: a name in words, by which call or command, with which key, from where.

    ``subject`` is what it is about, where the call says so. ``noted`` once the log has its entry, or
    nothing was changed that would need one.
    """

    by: str
    action: str
    at: datetime
    key_id: str | None = None
    address: str | None = None
    subject: str | None = None
    noted: bool = False


_author: ContextVar[Author | None] = ContextVar("author", default=None)


def act_as(author: Author | None) -> None:
    """From here on changes are this author's; nobody's for None."""
    _author.set(author)


def note(session: Session, subject: str | None) -> None:
    """Write who makes this change into the audit log; it is kept if the change is.

    ``subject`` is the id of what is changed, where the call itself names none.
    """
    author = _author.get()
    if author is None or author.noted:
        return
    entry = AuditRow(
        id=new_id("aud"), at=author.at, by=author.by, key_id=author.key_id, action=author.action,
        subject=author.subject or subject, address=author.address,
    )  # fmt: skip
    session.add(entry)
    author.noted = True


def nothing_changed() -> None:
    """Say that a call which may change something has changed nothing, as when its answer is repeated."""
    author = _author.get()
    if author is not None:
        author.noted = True
