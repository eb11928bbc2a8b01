"""A claim's verdict as a picture."""

from __future__ import annotations

from verifier.charts.drawing import draw
from verifier.charts.svg import as_svg
from verifier.errors import Conflict
from verifier.services.claims import known_claim
from verifier.store.checks import latest_check
from verifier.store.database import Database


def claim_chart(database: Database, claim_id: str, *, width: int) -> str:
    """The claim's interval and each figure's, as SVG; ``Conflict`` while there is no verdict to draw."""
    with database.read() as session:
        claim = known_claim(session, claim_id)
        check = latest_check(session, claim_id)
        if check is None:
            raise Conflict(f"the claim has no verdict to draw; it is {claim.status}")
        return as_svg(draw(claim.text, check.document, width=width))
