"""Verdicts that live: from figures that have moved to the claims that are to be judged again.

Three steps, each of which may be cut off anywhere: what has moved is noted for each claim that it
may bear on; of the claims with news a few at a time get a task; whoever judges a claim settles its news.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from verifier.core.model import Verdict
from verifier.services.answers import Document
from verifier.services.digests import close_round
from verifier.services.rings import Ring
from verifier.services.tasks import queue_work
from verifier.store import news
from verifier.store.database import Database
from verifier.store.figures import current_revision
from verifier.store.news import Moved
from verifier.store.reviews import evidence_reviewed_since
from verifier.store.tables import CheckRow, ClaimRow
from verifier.store.watches import Watchers, forget_watch, not_watched_by_now, watch

MOST_AT_ONCE = 50
"""How many claims that nobody asked for are queued at a time: others wait behind no more than these."""

_IMPORTS_HOLD = timedelta(minutes=10)  # claims that a file has moved wait for its end, but no longer
_SLOTS_AT_ONCE = 200
_OLD_AT_ONCE = 20
_STRETCHES_AT_ONCE = 10


def follow(database: Database, now: datetime) -> tuple[Ring, ...]:
    """One round: note what has moved, take up claims judged by an older engine, hand out some of them.

    Where an older engine's are all judged, that is told.
    """
    for _ in range(_STRETCHES_AT_ONCE):
        if not note_moved(database, now):
            break
    _note_old(database, now)
    return (*close_round(database, now), *_hand_out_some(database, now))


def has_moved(database: Database) -> bool:
    """Whether figures have come or changed whose claims have not been noted: a look that locks nothing."""
    with database.read() as session:
        return news.next_stretch(session) is not None


# --- Noting -----------------------------------------------------------------------------------------


def note_moved(database: Database, now: datetime) -> bool:
    """Note the claims that the next figures to have moved may bear on; False when there are none.

    What was noted by a process that dies before the end is noted again.
    """
    with database.read() as session:
        stretch = news.next_stretch(session)
        if stretch is None:
            return False
        moved = news.moved_within(session, *stretch)
    while len(moved) > _SLOTS_AT_ONCE:
        with database.write() as session:
            news.lock_notes(session, alone=True)
            _note(session, moved[:_SLOTS_AT_ONCE], now)
        database.give_way()
        moved = moved[_SLOTS_AT_ONCE:]
    with database.write() as session:
        news.lock_notes(session, alone=True)
        _note(session, moved, now)
        news.note_up_to(session, stretch[1])
    return True


def _note(session: Session, moved: Sequence[Moved], now: datetime) -> None:
    watchers = Watchers(session)
    found: dict[str, Moved] = {}
    for one in moved:
        for claim_id in watchers.of(one.keys):
            if claim_id not in found or found[claim_id].revision <= one.revision:
                found[claim_id] = one
    news.note_claims(session, found, now)


def _note_old(database: Database, now: datetime) -> None:
    """Take up some claims that another version of the engine has judged, or that no figure finds yet."""
    with database.read() as session:
        if not not_watched_by_now(session, limit=1):
            return
    with database.write() as session:
        news.lock_notes(session, alone=True)
        revision = current_revision(session)
        news.note_for_engine(session, not_watched_by_now(session, limit=_OLD_AT_ONCE), revision, now)


# --- Handing out ------------------------------------------------------------------------------------


def _hand_out_some(database: Database, now: datetime) -> tuple[Ring, ...]:
    with database.read() as session:
        if not _anything_to_hand_out(session, now):
            return ()
    with database.write() as session:
        return hand_out(session, now, limit=MOST_AT_ONCE)


def hand_out(session: Session, now: datetime, *, limit: int) -> tuple[Ring, ...]:
    """Queue tasks for some claims with news, in the caller's transaction, as far as there is room."""
    room = min(limit, MOST_AT_ONCE - news.count_background(session, most=MOST_AT_ONCE))
    if room <= 0:
        return ()
    claims = news.claims_to_hand_out(session, noted_before=_noted_before(session, now), limit=room)
    return tuple(queue_work(session, now, claim_id=each, background=True)[1] for each in claims)


def _noted_before(session: Session, now: datetime) -> datetime | None:
    return now - _IMPORTS_HOLD if news.is_importing(session) else None


def _anything_to_hand_out(session: Session, now: datetime) -> bool:
    return news.waits_to_be_handed_out(session, noted_before=_noted_before(session, now))


# --- Settling ---------------------------------------------------------------------------------------


def seen_by(session: Session, claim: ClaimRow, verdict: Verdict, now: datetime) -> None:
    """A claim has been judged: figures find it from now on, what moved it until then is settled.

    What came after the verdict was found and before the claim could be found is noted here.
    """
    if not claim.watch:
        forget_watch(session, claim.id)
        news.drop_news(session, claim.id)
        return
    seen = verdict.store_revision or 0
    is_new = watch(session, claim.id, (one.statement for one in verdict.statements), seen=seen)
    if is_new:  # whoever notes has not found it, or finds it once this has been committed
        news.lock_notes(session, alone=False)
    news.settle_news(session, claim.id, seen=seen)
    revision = current_revision(session)
    if is_new and revision > seen:
        news.note_claim(session, claim.id, news.ADDED, revision, now)


# --- What makes a difference ------------------------------------------------------------------------


def differs(before: Document, after: Document) -> bool:
    """Whether a verdict says something else than the one before: its word, its reason, what decides it."""
    return _said(before) != _said(after)


def _said(verdict: Document) -> tuple[object, ...]:
    return verdict["verdict"], verdict["reason"], frozenset(_deciding(verdict))


def _deciding(verdict: Document) -> Iterator[str]:
    return (one["figure"]["id"] for one in verdict["evidence"] if one["decides"])


def cause_of(session: Session, before: CheckRow, after: Document, *, asked: bool) -> Document:
    """Why a claim is judged as it is now and not as before: the figure that came or changed meanwhile.

    One that decides now comes first, then one that decided before, then what was noted.
    """
    reviewed = evidence_reviewed_since(session, before.claim_id, before.checked_at)
    if reviewed is not None:
        return {"kind": "reviewed", "figure_id": reviewed.figure_id, "revision": after["store_revision"]}
    noted = news.news_of(session, before.claim_id)
    moved_since = before.store_revision
    decided = [*_deciding(after), *_deciding(before.document)]
    changed = set(news.changed_since(session, decided, moved_since)) if decided else set()
    known = set(_deciding(before.document))
    seen = after["store_revision"]
    for figure_id in (each for each in decided if each in changed):
        kind = news.kind_of_change(session, figure_id, moved_since, seen)
        if kind != news.ADDED or figure_id not in known:  # what is known has changed after it was looked at
            return {"kind": kind, "figure_id": figure_id, "revision": seen}
    if noted is not None:
        return {"kind": noted.kind, "figure_id": noted.figure_id, "revision": noted.revision}
    kind = "asked" if asked else news.ENGINE
    return {"kind": kind, "figure_id": None, "revision": seen}
