"""``verifier check``: one claim judged here and now."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from verifier.api.schemas import LONGEST_CLAIM, NewClaimSchema
from verifier.commands.shared import (
    DAY,
    accept,
    accepted,
    day_of,
    json_text,
    opened_store,
    text_from,
    today,
    told_plainly,
)
from verifier.core.documents import verdict_document
from verifier.core.model import ClaimContext
from verifier.services.checking import judge_text
from verifier.services.claims import NewClaim
from verifier.terminal.verdicts import verdict_text


@click.command()
@click.argument("text")
@click.option("--claimed-at", type=DAY, help="The day the claim was made (2025-05-10).")
@click.option("--url", help="Where the claim was published: an article there never verifies it.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
def check(text: str, claimed_at: datetime | None, url: str | None, as_json: bool) -> None:
    """Judge the claim TEXT against the figures in the store; "-" reads the claim from standard input."""
    text = text_from(sys.stdin.buffer, "standard input").strip() if text == "-" else text
    accept(text, longest=LONGEST_CLAIM)
    claim: NewClaim = accepted(NewClaimSchema(), text=text, claimed_at=day_of(claimed_at), claim_url=url)
    context = ClaimContext(
        submitted_on=today(),
        claimed_on=None if claim.claimed_at is None else claim.claimed_at.date(),
        claim_url=claim.claim_url,
    )
    with told_plainly(), opened_store() as (database, place):
        verdict = judge_text(database, text, context)
    if not verdict.store_revision:
        click.echo(f"Note: there are no figures in the store yet, which is {place}", err=True)
    click.echo(json_text(verdict_document(verdict)) if as_json else verdict_text(verdict))
