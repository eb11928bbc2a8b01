"""What has moved since when: the figures of the revisions not yet noted, and the claims to judge again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, text, true, union, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from verifier.store.figures import current_revision
from verifier.store.named_sources import ORIGIN, number_of
from verifier.store.prepared import dialect_of
from verifier.store.source_keys import publisher_key
from verifier.store.tables import (
    ClaimNewsRow,
    ClaimRow,
    EditRow,
    FigureRow,
    IncomingChangeRow,
    IncomingVersionRow,
    NamedSourceRow,
    NotedRevisionRow,
    SourceRow,
    TaskRow,
    TermRow,
    WatchRow,
)
from verifier.store.watches import SlotKeys

ADDED, RATED, ENGINE = "added", "source_rated", "engine"
_SLOTS = ("unit", "measure", "population", "place")
_MOST_FIGURES = 2_000


class Moved(NamedTuple):
    """The newest figure with some slots that has come or changed, what became of it, and when."""

    keys: SlotKeys
    figure_id: str
    kind: str
    revision: int


# --- What has moved ---------------------------------------------------------------------------------


def noted_revision(session: Session) -> int:
    """Up to where the claims that figures moved have been noted."""
    return session.scalars(select(NotedRevisionRow.number)).one()


def lock_notes(session: Session, *, alone: bool) -> None:
    """Wait until nobody notes claims, or makes some be found; ``alone`` for who notes."""
    session.execute(select(NotedRevisionRow.number).with_for_update(read=not alone))


def note_up_to(session: Session, revision: int) -> None:
    """Everything up to a revision has been noted."""
    session.execute(
        update(NotedRevisionRow).where(NotedRevisionRow.number < revision).values(number=revision)
    )


def next_stretch(session: Session) -> tuple[int, int] | None:
    """The revisions to note next, the first exclusive, the last inclusive: some thousand figures at most.

    None when everything has been noted.
    """
    start, end = noted_revision(session), current_revision(session)
    if start >= end:
        return None
    later = select(FigureRow.revision).where(FigureRow.revision > start).order_by(FigureRow.revision)
    too_far = session.scalars(later.offset(_MOST_FIGURES).limit(1)).first()
    return start, end if too_far is None else min(end, max(start + 1, too_far - 1))


def moved_within(session: Session, start: int, end: int) -> list[Moved]:
    """What came or changed after revision ``start`` up to ``end``, for each slots the newest figure."""
    rows = session.execute(_moved(start, end, _changed_within(session, start, end))).all()
    ids = [row.figure_id for row in rows]
    kinds = _kinds(session, ids, start, end)
    moved = [
        Moved((row.unit, row.measure, row.population, row.place), row.figure_id,
              kinds.get(row.figure_id, ADDED), row.revision or end)
        for row in rows
    ]  # fmt: skip
    return [*moved, *_rated_within(session, start, end)]


def _changed_within(session: Session, start: int, end: int) -> ColumnElement[bool]:
    """Figures by their rows, and those of versions whose figures' rows don't say so yet."""
    versions = session.scalars(
        select(IncomingVersionRow).where(
            IncomingVersionRow.revision > start, IncomingVersionRow.revision <= end
        )
    ).all()
    found: list[ColumnElement[bool]] = [and_(FigureRow.revision > start, FigureRow.revision <= end)]
    for version in versions:
        found.append(
            and_(FigureRow.article_id == version.article_id, FigureRow.article_version == version.version)
        )
        changes = select(IncomingChangeRow.figure).where(
            IncomingChangeRow.article_id == version.article_id, IncomingChangeRow.version == version.version
        )
        found.append(FigureRow.number.in_(changes))
    return or_(*found)


def _moved(start: int, end: int, condition: ColumnElement[bool]) -> Select[Any]:
    """For each combination of slots the newest of the figures that a condition lets pass."""
    ids = [getattr(FigureRow, f"{slot}_id") for slot in _SLOTS]
    newest = (
        select(*ids, func.max(FigureRow.number).label("number")).where(condition).group_by(*ids).subquery()
    )
    terms = {slot: aliased(TermRow) for slot in _SLOTS}
    query = select(FigureRow.id.label("figure_id"), FigureRow.revision)
    query = query.join(newest, newest.c.number == FigureRow.number)
    for slot, term in terms.items():
        query = query.join(term, term.id == getattr(FigureRow, f"{slot}_id"))
    return query.add_columns(*(term.key.label(slot) for slot, term in terms.items()))


def _kinds(session: Session, figure_ids: Sequence[str], start: int, end: int) -> dict[str, str]:
    """What an editor, or a new version of an article, made of figures after one revision, up to another."""
    found: dict[str, str] = {}
    for first in range(0, len(figure_ids), 500):
        some = figure_ids[first : first + 500]
        edits = select(EditRow.subject, EditRow.kind).where(
            EditRow.subject.in_(some), EditRow.revision > start, EditRow.revision <= end
        )
        found |= dict(session.execute(edits.order_by(EditRow.revision)).all())
        soon = (
            select(FigureRow.id, IncomingChangeRow.kind)
            .join(IncomingChangeRow, IncomingChangeRow.figure == FigureRow.number)
            .where(FigureRow.id.in_(some))
        )
        found |= dict(session.execute(soon).all())
    return found


def _rated_within(session: Session, start: int, end: int) -> Iterator[Moved]:
    """The figures of sources whose rating has changed."""
    edits = session.scalars(
        select(EditRow).where(EditRow.kind == "rated", EditRow.revision > start, EditRow.revision <= end)
    )
    for edit in edits.all():
        source = session.get(NamedSourceRow, number_of(edit.subject))
        if source is None:
            continue
        for row in session.execute(_moved(start, end, _named(session, source))):
            keys = (row.unit, row.measure, row.population, row.place)
            yield Moved(keys, row.figure_id, RATED, edit.revision)


def _named(session: Session, source: NamedSourceRow) -> ColumnElement[bool]:
    """The figures that credit an origin, or that a publisher published."""
    if source.kind == ORIGIN:
        keys = session.execute(select(TermRow.id, TermRow.key).where(TermRow.kind == "origin"))
        same = [number for number, key in keys if key.casefold() == source.key.casefold()]
        return FigureRow.origin_id.in_(same)
    publishers = session.scalars(select(SourceRow.publisher).distinct()).all()
    names = [name for name in publishers if publisher_key(name) == source.key]
    return FigureRow.source_id.in_(select(SourceRow.id).where(SourceRow.publisher.in_(names)))


# --- The claims that it moves -----------------------------------------------------------------------


def note_claims(session: Session, moved: Mapping[str, Moved], now: datetime) -> None:
    """Note that claims are to be judged again, but for those that have been judged since.

    ``moved`` holds by a claim's id what moved it.
    """
    seen = _seen(session, sorted(moved))
    for claim_id, one in sorted(moved.items()):
        if claim_id in seen and seen[claim_id] < one.revision:
            note_claim(session, claim_id, one.kind, one.revision, now, figure_id=one.figure_id)


def _seen(session: Session, claim_ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for first in range(0, len(claim_ids), 500):
        some = claim_ids[first : first + 500]
        query = select(WatchRow.claim_id, WatchRow.seen_revision).where(WatchRow.claim_id.in_(some))
        found |= dict(session.execute(query).all())
    return found


def note_claim(
    session: Session, claim_id: str, kind: str, revision: int, now: datetime, *, figure_id: str | None = None
) -> None:
    """Note that a claim is to be judged again; what is noted already counts from when it was."""
    insert = sqlite.insert if dialect_of(session) == "sqlite" else postgresql.insert
    newer = {"kind": kind, "figure_id": figure_id, "revision": revision}
    row = insert(ClaimNewsRow).values(claim_id=claim_id, noted_at=now, handed_out=False, **newer)
    session.execute(
        row.on_conflict_do_update(
            index_elements=["claim_id"], set_=newer, where=ClaimNewsRow.revision < row.excluded.revision
        )
    )


def note_for_engine(session: Session, claim_ids: Iterable[str], revision: int, now: datetime) -> None:
    """Note that claims are to be judged by another engine, but for those that are to be judged anyway."""
    insert = sqlite.insert if dialect_of(session) == "sqlite" else postgresql.insert
    noted = {"kind": ENGINE, "figure_id": None, "revision": revision, "noted_at": now, "handed_out": False}
    values = [{"claim_id": each, **noted} for each in sorted(claim_ids)]
    if values:
        session.execute(insert(ClaimNewsRow).values(values).on_conflict_do_nothing())


def awaits_engine(session: Session) -> bool:
    """Whether a claim waits to be judged because the engine is another."""
    query = select(ClaimNewsRow.claim_id).join(ClaimRow, ClaimRow.id == ClaimNewsRow.claim_id)
    waiting = query.where(
        ClaimNewsRow.kind == ENGINE, ClaimRow.status == "succeeded", ClaimRow.watch == true()
    )
    return session.scalars(waiting.limit(1)).first() is not None


def news_of(session: Session, claim_id: str) -> ClaimNewsRow | None:
    """Why a claim is to be judged again."""
    query = select(ClaimNewsRow).where(ClaimNewsRow.claim_id == claim_id)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def settle_news(session: Session, claim_id: str, *, seen: int) -> None:
    """A claim has been judged at a revision: what moved after it is still to come."""
    of_claim = ClaimNewsRow.claim_id == claim_id
    session.execute(delete(ClaimNewsRow).where(of_claim, ClaimNewsRow.revision <= seen))
    session.execute(update(ClaimNewsRow).where(of_claim).values(handed_out=False))


def drop_news(session: Session, claim_id: str) -> None:
    """A claim can't be judged again: it waits for what moves next."""
    session.execute(delete(ClaimNewsRow).where(ClaimNewsRow.claim_id == claim_id))


# --- Handing out ------------------------------------------------------------------------------------


def count_background(session: Session, *, most: int) -> int:
    """How many tasks nobody asked for are open; not counted on once it is ``most``."""
    open_ = text("tasks.background AND tasks.finished_at IS NULL")  # SQLite takes the index by its very words
    some = select(TaskRow.id).where(open_).limit(most)
    return session.scalars(select(func.count()).select_from(some.subquery())).one()


def is_importing(session: Session) -> bool:
    """Whether a file of figures is being taken in."""
    imports = select(TaskRow.id).where(TaskRow.kind == "import").limit(1)
    found = (session.scalars(imports.where(TaskRow.status == each)).first() for each in ("queued", "running"))
    return any(each is not None for each in found)


def waits_to_be_handed_out(session: Session, *, noted_before: datetime | None) -> bool:
    """Whether a claim is to be judged again for which no task has been queued: a look that locks nothing."""
    return session.scalars(_to_hand_out(noted_before).limit(1)).first() is not None


def claims_to_hand_out(session: Session, *, noted_before: datetime | None, limit: int) -> Sequence[str]:
    """Claims to be judged again for which a task is to be queued now; nobody else gets the same."""
    query = _to_hand_out(noted_before).order_by(ClaimNewsRow.noted_at).limit(limit)
    locked = query.with_for_update(of=[ClaimNewsRow, ClaimRow], skip_locked=True)
    rows = session.scalars(locked.execution_options(populate_existing=True)).all()
    for row in rows:
        row.handed_out = True
    session.flush()
    return [row.claim_id for row in rows]


def _to_hand_out(noted_before: datetime | None) -> Select[ClaimNewsRow]:
    query = (
        select(ClaimNewsRow)
        .join(ClaimRow, ClaimRow.id == ClaimNewsRow.claim_id)
        .where(ClaimNewsRow.handed_out.is_(False), ClaimRow.status == "succeeded", ClaimRow.watch == true())
    )
    return query if noted_before is None else query.where(ClaimNewsRow.noted_at <= noted_before)


def changed_since(session: Session, figure_ids: Collection[str], revision: int) -> Sequence[str]:
    """Which of some figures have come or changed after a revision."""
    in_rows = select(FigureRow.id).where(
        FigureRow.id.in_(figure_ids), or_(FigureRow.revision > revision, FigureRow.revision == 0)
    )
    soon = (
        select(FigureRow.id)
        .join(IncomingChangeRow, IncomingChangeRow.figure == FigureRow.number)
        .where(FigureRow.id.in_(figure_ids))
    )
    return session.scalars(union(in_rows, soon)).all()


def kind_of_change(session: Session, figure_id: str, revision: int, seen: int) -> str:
    """What became of a figure after a revision, as of that which was seen: "added", "retracted" …"""
    return _kinds(session, [figure_id], revision, seen).get(figure_id, ADDED)
