"""Claims page by page: the newest first, or in the order of their changes, to be followed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from verifier.services.answers import Document
from verifier.services.documents import listed_claim_document, moment
from verifier.store.changes import Position, settled_change
from verifier.store.claim_listing import ClaimsWanted, Listed, changed_claims, newest_claims
from verifier.store.database import Database

_FOLLOW = re.compile(r"chg_(\d{1,18})(?:_(clm_[0-9a-z]{1,40}))?")


def list_claims(
    database: Database,
    wanted: ClaimsWanted,
    *,
    limit: int,
    before: str | None = None,
    changed_since: Position | datetime | None = None,
) -> Document:
    """A page of claims; ``next`` is the id to pass as ``before``, ``follow`` where changes go on."""
    with database.read() as session:
        settled = settled_change(session)
        if changed_since is None:
            found = newest_claims(session, wanted, before=before, limit=limit + 1)
            last = found[limit - 1][0].id if len(found) > limit else None
            return _page(found[:limit], last, Position(settled))
        changed = changed_claims(session, wanted, since=changed_since, settled=settled, limit=limit)
        deleted = [{"id": one.id, "deleted_at": moment(one.deleted_at)} for one in changed.deleted]
        return {**_page(changed.claims, None, changed.far), "deleted": deleted}


def _page(found: Sequence[Listed], last: str | None, far: Position) -> Document:
    return {
        "claims": [listed_claim_document(*one) for one in found],
        "next": last,
        "follow": f"chg_{far.change}" + (f"_{far.claim_id}" if far.claim_id else ""),
    }


def read_follow(text: str) -> Position | None:
    """Where somebody stands who follows changes; None for what isn't a page's ``follow``."""
    found = _FOLLOW.fullmatch(text)
    return None if found is None else Position(int(found[1]), found[2] or "")
