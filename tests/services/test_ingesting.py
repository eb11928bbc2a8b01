"""Articles with many figures: written in pieces, seen at once, whatever happens between two of them.

What is called between two pieces is where a test looks, kills, overtakes or edits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.desk import Desk
from verifier.errors import LeaseLost
from verifier.services.exporting import export_lines
from verifier.services.ingesting import ingest_article
from verifier.services.running import run_task
from verifier.services.sweeping import prune
from verifier.services.tasks import LEASE, take_task
from verifier.store.tables import FigureRow, IncomingChangeRow, IncomingVersionRow

PLACES = ("Lima", "Quito", "Santiago", "Bogota", "Caracas", "Montevideo", "Havana", "Managua", "Tegucigalpa")
CLAIM = "312 homes were destroyed in Quito"
_ROWS = 4  # in a piece


class Killed(BaseException):
    """A worker's end that nothing catches."""


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("ingesting", "incoming"):
        monkeypatch.setattr(f"verifier.services.{module}.MOST_ROWS", _ROWS)


@pytest.fixture
def between(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[int], None]], None]]:
    """Sets what is called before each piece, with how many were before it."""

    def set_hook(hook: Callable[[int], None]) -> None:
        count = iter(range(10_000))
        monkeypatch.setattr(desk.database, "give_way", lambda: hook(next(count)))

    yield set_hook
    monkeypatch.undo()


def text(first: int, *, unlike: int = 0) -> str:
    """One sentence a place, of which those behind the first few say the same whatever ``unlike`` is."""
    counts = (first + each + (unlike if each < 6 else 0) for each in range(len(PLACES)))
    return "\n\n".join(
        f"About {count} homes were destroyed in {place}, the ministry said."
        for count, place in zip(counts, PLACES, strict=True)
    )


def submitted(desk: Desk, words: str, number: int = 0) -> dict[str, Any]:
    fields = {"publisher": "Harbour Times", "published_at": "2025-03-02"}
    article = {"text": words, "url": f"https://harbour.example/{number}", **fields}
    made: dict[str, Any] = desk.post("/v1/articles", article).get_json()
    return made


def figures(desk: Desk, **query: Any) -> list[dict[str, Any]]:
    page = desk.get("/v1/figures", query_string={"limit": 200, **query}).get_json()
    found: list[dict[str, Any]] = page["figures"]
    return found


def seen(desk: Desk, path: str, old: list[str]) -> dict[str, Any]:
    """All that a reader may see of an article's figures, but for how far its task is."""
    article = desk.get(path).get_json()
    claim = desk.judged(CLAIM, claimed_at="2025-03-03")["result"]
    return {
        "article": [article["figures"], article["figure_count"], article["marked"]],
        "listed": [one["figure_count"] for one in desk.get("/v1/articles").get_json()["articles"]],
        "figures": figures(desk),
        **{status: figures(desk, status=status) for status in ("active", "superseded", "retracted")},
        "words": figures(desk, q="homes"),
        "article's": figures(desk, article=path.rsplit("/", 1)[1], status="active"),
        "exported": list(export_lines(desk.database, "jsonl")),
        "sources": [(one["name"], one["figures"]) for one in desk.get("/v1/sources").get_json()["sources"]],
        "verdict": {name: value for name, value in claim.items() if name not in ("id", "checked_at")},
        "each": [desk.get(f"/v1/figures/{each}").get_json() for each in old],
        "history": [desk.get(f"/v1/figures/{each}/history").get_json() for each in old],
        "before": [desk.get(f"/v1/figures/{each}?revision=1").get_json()["status"] for each in old],
    }


def left(desk: Desk) -> tuple[int, int, int]:
    """How many figures there are in the table, and how many rows of incoming versions."""
    with desk.database.read() as session:
        counts = [
            session.scalars(select(func.count()).select_from(row)).one()
            for row in (FigureRow, IncomingVersionRow, IncomingChangeRow)
        ]
    return counts[0], counts[1], counts[2]


def stand(desk: Desk, path: str) -> list[tuple[str, str]]:
    """The quantities of an article's figures with how these stand, in the order of the text."""
    shown = desk.get(path).get_json()["figures"]
    return [(figure["quantity"]["value"], figure["status"]) for figure in shown]


def quantities(first: int, *, unlike: int = 0) -> list[tuple[str, str]]:
    counts = (first + each + (unlike if each < 6 else 0) for each in range(len(PLACES)))
    return [(str(count), "active") for count in counts]


def test_readers_see_the_old_version_or_the_new_and_never_a_mixture(
    desk: Desk, between: Callable[[Callable[[int], None]], None]
) -> None:
    first = submitted(desk, text(311))
    path = first["links"]["self"]
    desk.run(first["links"]["task"])
    old = [figure["id"] for figure in desk.get(path).get_json()["figures"]]
    assert len(old) == len(PLACES)
    second = submitted(desk, text(311, unlike=200))
    before, looks = seen(desk, path, old), []

    between(lambda _: looks.append(seen(desk, path, old)))
    desk.run(second["links"]["task"])
    after = seen(desk, path, old)

    assert before != after
    assert {figure["status"] for figure in after["each"]} == {"superseded"}
    switched = next(number for number, look in enumerate(looks) if look != before)
    assert switched > 4
    assert len(looks) - switched > 4
    for number, look in enumerate(looks):
        for name, value in look.items():
            assert value == (before if number < switched else after)[name], (number, name)
    assert left(desk) == (2 * len(PLACES), 0, 0)


def test_a_kill_between_any_two_pieces_leaves_each_figure_once(
    desk: Desk, between: Callable[[Callable[[int], None]], None]
) -> None:
    path, kills, ended = "", 0, False
    while not ended:

        def killed(number: int, last: int = kills) -> None:
            if number == last:
                raise Killed

        desk.run(submitted(desk, text(100 * kills + 100), kills)["links"]["task"])
        second = submitted(desk, text(100 * kills + 100, unlike=7), kills)
        path = second["links"]["self"]
        between(killed)
        try:
            desk.run(second["links"]["task"])
            ended = True
        except Killed:
            between(lambda _: None)
            desk.clock.move(LEASE.total_seconds() + 1)
            desk.run(second["links"]["task"])
        task = desk.get(second["links"]["task"]).get_json()
        assert task["status"] == "succeeded"
        assert stand(desk, path) == quantities(100 * kills + 100, unlike=7)
        kills += 1
        assert left(desk) == (kills * 2 * len(PLACES), 0, 0)
        assert len(figures(desk, status="active")) == kills * len(PLACES)
    assert kills > 10


def test_a_worker_that_comes_late_writes_nothing_more(
    desk: Desk, between: Callable[[Callable[[int], None]], None]
) -> None:
    for stop in (0, 2, 4):
        made = submitted(desk, text(100 * stop + 100), stop)
        task_id = made["links"]["task"].rsplit("/", 1)[1]
        late = take_task(desk.database, task_id, desk.clock())
        assert late is not None

        def overtaken(number: int, at: int = stop, task_id: str = task_id) -> None:
            if number == at:
                between(lambda _: None)
                desk.clock.move(LEASE.total_seconds() + 1)
                run_task(desk.database, task_id, desk.clock)

        between(overtaken)
        with pytest.raises(LeaseLost):
            ingest_article(desk.database, late, desk.clock)
        assert stand(desk, made["links"]["self"]) == quantities(100 * stop + 100)
    assert left(desk) == (3 * len(PLACES), 0, 0)


def test_a_version_that_is_replaced_while_it_is_written_leaves_nothing(
    desk: Desk, between: Callable[[Callable[[int], None]], None]
) -> None:
    desk.run(submitted(desk, text(100))["links"]["task"])
    newer: list[dict[str, Any]] = []

    def replaced(number: int) -> None:
        if number == 4:
            newer.append(submitted(desk, text(900)))

    second = submitted(desk, text(500))
    between(replaced)
    desk.run(second["links"]["task"])
    assert desk.get(second["links"]["task"]).get_json()["status"] == "succeeded"
    assert {figure["quantity"]["value"] for figure in figures(desk, status="active")} == {
        value for value, _ in quantities(100)
    }

    desk.run(newer[0]["links"]["task"])
    assert stand(desk, second["links"]["self"]) == quantities(900)
    assert left(desk) == (2 * len(PLACES), 0, 0)


def test_a_figure_never_stands_in_for_what_stands_in_for_it(
    desk: Desk, between: Callable[[Callable[[int], None]], None]
) -> None:
    first = submitted(desk, text(100))
    path = first["links"]["self"]
    desk.run(first["links"]["task"])
    old = desk.get(path).get_json()["figures"][0]["id"]
    refused: list[int] = []

    def turned_round(_: int) -> None:
        newer = desk.get(f"/v1/figures/{old}").get_json()["superseded_by"]
        if newer is not None:
            assert desk.get(f"/v1/figures/{newer}/history").get_json()["stands_in_for"] == [old]
            superseding = {"superseded_by": old, "by": "Ana", "reason": "Wrong"}
            refused.append(desk.post(f"/v1/figures/{newer}/supersede", superseding).status_code)

    second = submitted(desk, text(100, unlike=7))
    between(turned_round)
    desk.run(second["links"]["task"])
    assert len(refused) > 4
    assert set(refused) == {422}
    assert stand(desk, path) == quantities(100, unlike=7)


def test_what_an_editor_does_meanwhile_holds(
    desk: Desk, between: Callable[[Callable[[int], None]], None]
) -> None:
    """A figure that is retracted stays so, and so does what says the same in a version that comes after."""
    number, reached = 0, True
    while reached:
        made = submitted(desk, text(100 * number + 100), number)
        path = made["links"]["self"]
        desk.run(made["links"]["task"])
        kept = desk.get(path).get_json()["figures"][-1]
        reached = False
        stood: list[str] = []

        def retracted(
            piece: int, at: int = number, kept: dict[str, Any] = kept, stood: list[str] = stood
        ) -> None:
            nonlocal reached
            if piece == at:
                reached = True
                stood.append(desk.get(f"/v1/figures/{kept['id']}").get_json()["status"])
                answer = desk.delete(
                    f"/v1/figures/{kept['id']}", query_string={"by": "Ana", "reason": "Wrong"}
                )
                assert answer.get_json()["status"] == "retracted"

        second = submitted(desk, text(100 * number + 100, unlike=7), number)
        between(retracted)
        desk.run(second["links"]["task"])
        between(lambda _: None)
        newest = desk.get(path).get_json()["figures"][-1]
        assert newest["quote"] == kept["quote"]
        changes = desk.get(f"/v1/figures/{kept['id']}/history").get_json()["changes"]
        told = [(change["kind"], change["revision"]) for change in changes]
        assert [revision for _, revision in told] == sorted({revision for _, revision in told})
        kinds = [kind for kind, _ in told[1:]]
        if not reached:
            assert (newest["status"], kinds) == ("active", ["superseded"])
        elif stood == ["active"]:
            assert (newest["status"], kinds) == ("retracted", ["retracted"])
        else:
            assert (newest["status"], kinds) == ("active", ["superseded", "retracted"])
        number += 1
    assert number > 8
    assert left(desk)[1:] == (0, 0)


@pytest.mark.parametrize("piece", [3, 10])
def test_what_a_failed_task_leaves_is_cleared(
    desk: Desk, between: Callable[[Callable[[int], None]], None], piece: int
) -> None:
    first = submitted(desk, text(100))
    desk.run(first["links"]["task"])
    second = submitted(desk, text(500))

    def failing(number: int) -> None:
        if number >= piece:
            raise ArithmeticError("a mistake")

    for _ in range(5):
        between(failing)
        desk.clock.move(60)
        desk.run(second["links"]["task"])
    assert desk.get(second["links"]["task"]).get_json()["status"] == "failed"
    assert left(desk)[1] == 1

    between(lambda _: None)
    stood = figures(desk, status="active")
    prune(desk.database, desk.clock())
    assert left(desk)[1:] == (0, 0)
    assert figures(desk, status="active") == stood

    again = submitted(desk, text(500))
    desk.run(again["links"]["task"])
    assert stand(desk, again["links"]["self"]) == quantities(500)
    assert left(desk) == (2 * len(PLACES), 0, 0)


def test_progress_is_told_in_figures(desk: Desk, between: Callable[[Callable[[int], None]], None]) -> None:
    made = submitted(desk, text(100))
    told: list[tuple[int, int]] = []

    def look(_: int) -> None:
        progress = desk.get(made["links"]["task"]).get_json()["progress"]
        told.append((progress["done"], progress["total"]))

    between(look)
    desk.run(made["links"]["task"])
    assert told == sorted(told)
    assert {(0, 9), (4, 9), (8, 9), (9, 9)} <= set(told)
