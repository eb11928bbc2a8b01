"""A claim's verdict as a picture."""

from __future__ import annotations

from verifier.charts.drawing import draw
from verifier.charts.svg import as_svg
from verifier.errors import Conflict
from verifier.services.claims import claim_shown, known_claim
from verifier.store.database import Database


def claim_chart(database: Database, claim_id: str, *, width: int) -> str:
    """The claim's interval and each figure's, as SVG; ``Conflict`` while there is no verdict to draw."""
    with database.read() as session:
        claim = claim_shown(session, known_claim(session, claim_id))
    if claim["result"] is None:
        raise Conflict(f"the claim has no verdict to draw; it is {claim['status']}")
    return as_svg(draw(claim, width=width))
