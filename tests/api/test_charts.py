"""A claim's picture over HTTP."""

from __future__ import annotations

from lxml import etree

from tests.desk import Desk

_FIGURE = {
    "statement": "About 320 homes were destroyed in the flood in Chile, the interior ministry said.",
    "source": {"publisher": "Harbour Times", "published_at": "2025-03-02"},
}


def test_a_picture_comes_with_the_verdict(desk: Desk) -> None:
    desk.post("/v1/figures", _FIGURE)
    claim = desk.post("/v1/claims", {"text": "900 homes were destroyed in the flood in Chile"}).get_json()
    address = f"/v1/claims/{claim['id']}/chart.svg"

    early = desk.get(address)
    assert early.status_code == 409
    assert "queued" in early.get_json()["detail"]

    desk.run(claim["links"]["task"])
    drawn = desk.get(address)
    assert drawn.status_code == 200
    assert drawn.content_type == "image/svg+xml; charset=utf-8"
    assert "default-src 'none'" in drawn.headers["Content-Security-Policy"]
    picture = etree.fromstring(drawn.get_data())
    assert "About 320" in "".join(picture.itertext())

    again = desk.get(address, headers={"If-None-Match": drawn.headers["ETag"]})
    assert again.status_code == 304


def test_it_is_as_wide_as_asked_within_bounds(desk: Desk) -> None:
    claim = desk.judged("900 homes were destroyed in the flood in Chile")
    address = f"/v1/claims/{claim['id']}/chart.svg"
    assert etree.fromstring(desk.get(f"{address}?width=390").get_data()).get("width") == "390"
    for width in ("0", "100000", "wide"):
        refused = desk.get(f"{address}?width={width}")
        assert refused.status_code == 422
        assert refused.get_json()["errors"][0]["field"] == "width"


def test_an_unknown_claim_has_no_picture(desk: Desk) -> None:
    assert desk.get("/v1/claims/clm_0/chart.svg").status_code == 404
