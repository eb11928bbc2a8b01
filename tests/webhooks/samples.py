"""One event of every type, as the service makes them, with texts that receivers' markup would read."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from verifier.webhooks.events import (
    ARTICLE_PROCESSED,
    CHECKED,
    DIGEST,
    FAILED,
    IMPORT_FINISHED,
    REVIEWED,
    TEST,
    VERDICT_CHANGED,
    Event,
    change_told,
    claim_told,
    digest_told,
    review_told,
)

HOME = "https://desk.example"
_AT = "2025-05-02T08:30:00Z"
_SOURCE = {
    "publisher": "The Morning Ledger",
    "title": "North Korea's losses <in> *Kursk*",
    "url": "https://ledger.example/losses?a=1&b=2",
    "article_id": "art_1jt6c0zsyh2nzg1hy9v6vn",
    "published_on": "2025-04-30",
}
_FIGURE = {
    "id": "fig_1jt6c0zsyh2nzg1hy9v6vp",
    "quote": "Around 600 North Korean soldiers have been killed, according to the agency.",
    "origin_name": "the National Intelligence Service",
    "reported_on": "2025-04-30",
    "status": "active",
    "source": _SOURCE,
}
_EVIDENCE = {
    "relation": "contradicts",
    "decides": True,
    "sentence": '"1,000" is more than "Around 600"',
    "figure": _FIGURE,
}
_BOUND = {
    "relation": "bound",
    "decides": False,
    "sentence": '"nearly 4,700" is only an upper bound for "1,000"',
    "figure": {
        **_FIGURE,
        "quote": "It put the dead and wounded at nearly 4,700 & rising.",
        "source": {**_SOURCE, "url": None, "title": None},
    },
}
_RESULT = {
    "verdict": "contradicted",
    "confidence": 0.84,
    "reason": "outside_reported_figure",
    "sentence": "The claim says “1,000”, but the agency put the number at around 600.",
    "qualifiers": ["stale"],
    "engine_version": "1",
    "store_revision": 7,
    "evidence": [_EVIDENCE, _BOUND],
}
_CLAIM: dict[str, Any] = {
    "id": "clm_1jt6c4d1f8m7e5m0q6r6zc",
    "text": "<!channel> 1,000 *North Korean* soldiers killed [says](https://evil.example) :x: & <@U012AB3>",
    "claimed_at": "2025-05-01T00:00:00Z",
    "claimant": "a post that was widely shared",
    "claim_url": None,
    "external_id": "cms-77",
    "tags": ["korea"],
    "status": "checked",
    "links": {
        "self": "/v1/claims/clm_1jt6c4d1f8m7e5m0q6r6zc",
        "task": "/v1/tasks/tsk_1jt6c4d1f8m7e5m0q6r6zd",
    },
    "checked_at": "2025-05-02T08:29:58Z",
    "result": _RESULT,
    "error": None,
}
_ARTICLE = {
    "id": "art_1jt6c0zsyh2nzg1hy9v6vn",
    "status": "succeeded",
    "version": 1,
    **{name: _SOURCE[name] for name in ("url", "title", "publisher")},
    "language": "en",
    "published_at": "2025-04-30T00:00:00Z",
    "received_at": "2025-05-02T08:29:00Z",
    "date_assumed": False,
    "figure_count": 4,
    "progress": {"done": 1, "total": 1},
    "error": None,
    "links": {"self": "/v1/articles/art_1jt6c0zsyh2nzg1hy9v6vn", "task": "/v1/tasks/tsk_1"},
}
_IMPORT = {
    "id": "imp_1jt6c0zsyh2nzg1hy9v6vr",
    "status": "succeeded",
    "format": "csv",
    "rows": 1204,
    "added": 1200,
    "unchanged": 3,
    "rejected": 1,
    "lost": 0,
    "error": None,
    "links": {"self": "/v1/imports/imp_1jt6c0zsyh2nzg1hy9v6vr", "task": "/v1/tasks/tsk_2"},
}
_DIGEST = {
    "id": "dig_1jt6c0zsyh2nzg1hy9v6vt",
    "status": "closed",
    "engine": {"from": ["1"], "to": "2"},
    "opened_at": "2025-05-02T07:00:00Z",
    "closed_at": "2025-05-02T08:30:00Z",
    "judged": 1204,
    "failed": 1,
    "changed": 40,
    "links": {"self": "/v1/digests/dig_1jt6c0zsyh2nzg1hy9v6vt"},
}
_REVIEW = {
    "id": "rev_1jt6c0zsyh2nzg1hy9v6vt",
    "decision": "override",
    "verdict": "unverified",
    "figure_id": None,
    "reason": "The agency <counts> the *wounded* too & says so [here](https://evil.example)",
    "by": "Ana",
    "at": "2025-05-02T08:29:59Z",
    "check_number": 1,
    "undone": None,
}
_CAUSE = {"kind": "added", "revision": 7}


def change(old: str, new: str, **changed: Any) -> dict[str, Any]:
    """A claim's change in a digest, with some of the claim changed."""
    told = {name: _CLAIM[name] for name in ("id", "text", "external_id", "tags")}
    links = {"self": _CLAIM["links"]["self"]}
    judged_at = "2025-05-02T08:29:58Z"
    claimed = {**told, "links": links, **changed}
    return {"claim": claimed, "old_verdict": old, "new_verdict": new, "judged_at": judged_at}


def digest(changes: list[dict[str, Any]], *, matching: int) -> dict[str, Any]:
    """What a digest tells of these changes."""
    return digest_told(deepcopy(_DIGEST), {"verdicts": None, "tags": ["korea"]}, changes, matching=matching)


def claim(**changed: Any) -> dict[str, Any]:
    """A claim's document, with some of it changed."""
    return deepcopy({**_CLAIM, **changed})


def event(type_: str, told: dict[str, Any], home: str = HOME) -> Event:
    return Event("evt_1jt6c4fy6m9c2n7b3h5w8k", type_, _AT, told, home)


def samples() -> dict[str, Event]:
    """An event of each type, by its type."""
    judged = claim_told(claim())
    failed = claim_told(
        claim(result=None, checked_at=None, status="failed", error="It could not be judged: out of order.")
    )
    told: dict[str, dict[str, Any]] = {
        CHECKED: judged,
        FAILED: failed,
        VERDICT_CHANGED: change_told(claim(), "unverified", _CAUSE, deepcopy(_FIGURE)),
        REVIEWED: review_told(claim(), deepcopy(_REVIEW)),
        ARTICLE_PROCESSED: {"article": deepcopy(_ARTICLE)},
        IMPORT_FINISHED: {"import": deepcopy(_IMPORT)},
        DIGEST: digest(
            [change("consistent", "contradicted"), change("unverified", "consistent")], matching=7
        ),
        TEST: {"webhook": {"id": "whk_1jt6c0zsyh2nzg1hy9v6vs", "url": "https://hooks.example/in"}},
    }
    return {type_: event(type_, each) for type_, each in told.items()}
