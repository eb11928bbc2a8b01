"""What a Retry-After header is taken for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.outbound.answers import read_retry_after

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("0", NOW),
        ("120", datetime(2026, 11, 23, 12, 2, tzinfo=UTC)),
        ("00120", datetime(2026, 11, 23, 12, 2, tzinfo=UTC)),
        ("9" * 40, datetime(2027, 11, 23, 12, tzinfo=UTC)),
        ("Fri, 04 Dec 2026 10:00:00 GMT", datetime(2026, 12, 4, 10, tzinfo=UTC)),
        ("Friday, 04-Dec-26 10:00:00 GMT", datetime(2026, 12, 4, 10, tzinfo=UTC)),
        ("Fri Dec  4 10:00:00 2026", datetime(2026, 12, 4, 10, tzinfo=UTC)),
        ("Fri, 04 Dec 2026 10:00:00 +0200", datetime(2026, 12, 4, 8, tzinfo=UTC)),
        ("Fri, 04 Dec 2020 10:00:00 GMT", datetime(2020, 12, 4, 10, tzinfo=UTC)),
        ("Fri, 04 Dec 9999 23:59:59 GMT", datetime(2027, 11, 23, 12, tzinfo=UTC)),
        *((value, None) for value in (
            "", "-1", "+5", "1.5", "1e3", "5 seconds", "soon", "٥", "2026-12-04T10:00:00Z",
            "Fri, 99 Dec 2026 10:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -2359", "x" * 99, "9" * 99,
        )),
    ],
)  # fmt: skip
def test_seconds_and_dates_are_moments_and_anything_else_is_none(value: str, moment: datetime | None) -> None:
    assert read_retry_after(value, NOW) == moment


_dates = st.lists(
    st.sampled_from(["Fri,", "04", "Dec", "2026", "9999", "10:00:00", "24:60:61", "GMT", "+9999", "-", "1"])
)


@given(st.one_of(st.text(max_size=50), _dates.map(" ".join)))
def test_no_text_is_an_error_and_no_moment_is_later_than_a_year_from_now(value: str) -> None:
    moment = read_retry_after(value, NOW)
    assert moment is None or moment <= NOW + timedelta(days=365)
