"""Pieces of a file: each is worked on once, by whoever has it, and a bad one stops no other."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select, update

from tests.desk import Desk
from verifier.errors import LeaseLost
from verifier.services import importing, running
from verifier.services.importing import import_part
from verifier.services.rings import Ring
from verifier.services.running import run_task
from verifier.services.sweeping import prune, sweep
from verifier.services.tasks import LEASE, next_part, take_task
from verifier.store.tables import MAX_ATTEMPTS, FigureRow, ImportPieceRow, ImportRow, TaskRow
from workers.parts import work_off

HEADER = "statement,publisher\n"


def _file(first: int, last: int) -> str:
    return HEADER + "".join(
        f"{count} homes were destroyed in Peru,Harbour Times\n" for count in range(first, last)
    )


def _figures(desk: Desk) -> int:
    with desk.database.read() as session:
        return session.scalars(select(func.count()).select_from(FigureRow)).one()


def _import(desk: Desk, made: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = desk.get(made["links"]["self"]).get_json()
    return found


def test_rings_lead_from_one_part_to_the_next_and_to_the_end(desk: Desk) -> None:
    made = desk.send(_file(1_000, 8_500)).get_json()
    task_id = made["links"]["task"].rsplit("/", 1)[1]
    with desk.database.read() as session:
        soon = desk.clock() + LEASE * 2
        told = select(TaskRow.id).where(TaskRow.parent_id == task_id, TaskRow.ring_at < soon)
        waiting = list(session.scalars(told))
    assert len(waiting) == 4  # of eight
    done = 0
    while waiting:
        waiting += [ring.task_id for ring in run_task(desk.database, waiting.pop(0), desk.clock)]
        done += 1
    assert done == 8 + 1
    assert (_import(desk, made)["status"], _figures(desk)) == ("succeeded", 7_500)
    with desk.database.read() as session:
        assert session.scalars(select(func.count()).select_from(ImportPieceRow)).one() == 0
        assert session.scalars(select(TaskRow.id)).all() == [task_id]


def test_a_late_worker_writes_nothing(desk: Desk) -> None:
    made = desk.send(_file(100, 200)).get_json()
    task_id = made["links"]["task"].rsplit("/", 1)[1]
    part = next_part(desk.database, task_id, desk.clock())
    assert part is not None
    late = take_task(desk.database, part, desk.clock())
    assert late is not None
    desk.clock.move(LEASE.total_seconds() + 1)
    run_task(desk.database, part, desk.clock)
    with pytest.raises(Exception) as refused:
        import_part(desk.database, late, desk.clock)
    assert not isinstance(refused.value, AssertionError)
    desk.work_off(made["links"]["task"])
    assert (_import(desk, made)["added"], _figures(desk)) == (100, 100)


def test_a_worker_that_is_overtaken_while_it_reads_writes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.send(_file(100, 200)).get_json()
    part = next_part(desk.database, made["links"]["task"].rsplit("/", 1)[1], desk.clock())
    assert part is not None
    slow = take_task(desk.database, part, desk.clock())
    assert slow is not None
    read = importing._read_figures

    def overtaken(*given: Any) -> Any:
        monkeypatch.setattr(importing, "_read_figures", read)
        desk.clock.move(LEASE.total_seconds() + 1)
        run_task(desk.database, part, desk.clock)
        return read(*given)

    monkeypatch.setattr(importing, "_read_figures", overtaken)
    with pytest.raises(LeaseLost):
        import_part(desk.database, slow, desk.clock)
    assert _figures(desk) == 0
    desk.work_off(made["links"]["task"])
    assert (_import(desk, made)["added"], _figures(desk)) == (100, 100)


def test_a_piece_that_kills_its_workers_is_given_up_and_the_rest_stays_good(desk: Desk) -> None:
    made = desk.send(_file(1_000, 3_500)).get_json()
    task_path = made["links"]["task"]
    poisoned = next_part(desk.database, task_path.rsplit("/", 1)[1], desk.clock())
    assert poisoned is not None
    for _ in range(MAX_ATTEMPTS):
        assert take_task(desk.database, poisoned, desk.clock()) is not None  # and is never heard of again
        desk.clock.move(LEASE.total_seconds() + 1)
    rings: Sequence[Ring] = sweep(desk.database, desk.clock())
    assert rings
    desk.work_off(task_path)
    found = _import(desk, made)
    assert (found["status"], found["added"], found["lost"]) == ("failed", 1_500, 1_000)
    assert "1,000 of 2,500 rows" in found["error"]
    report = desk.get(made["links"]["report"]).get_data(as_text=True)
    assert "lines 2 to 1001" in report

    again = desk.imported(_file(1_000, 3_500))
    assert (again["status"], again["added"], again["unchanged"]) == ("succeeded", 1_000, 1_500)


def _work_off_dying_of(desk: Desk, task_path: str, poison: str) -> int:
    """Do all parts, by workers of which one dies whenever it reads a row with a word; how often that was."""
    task_id, deaths = task_path.rsplit("/", 1)[1], 0

    class Died(BaseException):
        pass

    read = importing.read_one

    def deadly(said: Any, *given: Any, **named: Any) -> Any:
        if poison in str(said):
            raise Died
        return read(said, *given, **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(importing, "read_one", deadly)
        for _ in range(2_000):
            sweep(desk.database, desk.clock())
            part = next_part(desk.database, task_id, desk.clock())
            if part is None:
                break
            try:
                run_task(desk.database, part, desk.clock)
            except Died:
                deaths += 1
                desk.clock.move(LEASE.total_seconds() + 1)
    run_task(desk.database, task_id, desk.clock)
    return deaths


def test_a_row_that_kills_its_workers_costs_no_other(desk: Desk) -> None:
    made = desk.send(_file(1_000, 2_500)).get_json()
    assert _work_off_dying_of(desk, made["links"]["task"], "1777 homes") == 1 + 1 + MAX_ATTEMPTS
    found = _import(desk, made)
    assert (found["status"], found["added"], found["lost"]) == ("failed", 1_499, 1)
    assert found["progress"] == {"done": 1_500, "total": 1_500}
    assert f"lines {1_777 - 1_000 + 2} to " in desk.get(made["links"]["report"]).get_data(as_text=True)
    assert _figures(desk) == 1_499


def test_two_pieces_are_split_up_at_once(desk: Desk) -> None:
    made = desk.send(_file(1_000, 3_000)).get_json()
    task_id = made["links"]["task"].rsplit("/", 1)[1]
    with desk.database.read() as session:
        parts = list(session.scalars(select(TaskRow.id).where(TaskRow.parent_id == task_id)))
    for part in parts:
        assert take_task(desk.database, part, desk.clock()) is not None
    desk.clock.move(LEASE.total_seconds() + 1)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda part: run_task(desk.database, part, desk.clock), parts))
    desk.clock.move(60)  # one may have had to make way for the other
    desk.work_off(made["links"]["task"])
    assert (_import(desk, made)["status"], _figures(desk)) == ("succeeded", 2_000)


def test_who_was_overtaken_splits_nothing_up(desk: Desk) -> None:
    made = desk.send(_file(1_000, 1_100)).get_json()
    task_id = made["links"]["task"].rsplit("/", 1)[1]
    part = next_part(desk.database, task_id, desk.clock())
    assert part is not None
    leases = []
    for _ in range(3):
        leases.append(take_task(desk.database, part, desk.clock()))
        desk.clock.move(LEASE.total_seconds() + 1)
    assert leases[1] is not None and leases[2] is not None
    with pytest.raises(LeaseLost):
        import_part(desk.database, leases[1], desk.clock)
    import_part(desk.database, leases[2], desk.clock)
    with pytest.raises(LeaseLost):
        import_part(desk.database, leases[2], desk.clock)
    desk.work_off(made["links"]["task"])
    assert (_import(desk, made)["status"], _figures(desk)) == ("succeeded", 100)


def test_without_a_sweeper_a_piece_that_kills_its_workers_is_given_up_too(desk: Desk) -> None:
    made = desk.send(_file(1_000, 1_100)).get_json()
    task_id = made["links"]["task"].rsplit("/", 1)[1]
    part = next_part(desk.database, task_id, desk.clock())
    assert part is not None
    desk.clock.move(-3_600)  # so that all its leases have run out for who has the true time
    with desk.database.write() as session:
        session.execute(update(TaskRow).where(TaskRow.id == part).values(due_at=desk.clock()))
    for _ in range(MAX_ATTEMPTS):
        assert take_task(desk.database, part, desk.clock()) is not None
        desk.clock.move(LEASE.total_seconds() + 1)
    work_off(desk.database, task_id, threading.Event())
    assert (_import(desk, made)["status"], _import(desk, made)["lost"]) == ("failed", 100)


def test_kills_of_a_worker_are_no_single_parts_fault(desk: Desk) -> None:
    made = desk.send(_file(1_000, 8_500)).get_json()
    task_id = made["links"]["task"].rsplit("/", 1)[1]
    for _ in range(2 * MAX_ATTEMPTS):
        part = next_part(desk.database, task_id, desk.clock())
        assert part is not None and take_task(desk.database, part, desk.clock()) is not None
        desk.clock.move(LEASE.total_seconds() + 1)
    with desk.database.read() as session:
        most = select(func.max(TaskRow.attempts)).where(TaskRow.parent_id == task_id)
        assert session.scalars(most).one() == 2


def test_an_error_in_a_piece_is_tried_again_and_then_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.send(_file(100, 110)).get_json()
    task_id = made["links"]["task"].rsplit("/", 1)[1]

    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setitem(running._WORK, "import_part", broken)
    rings: Sequence[Ring] = ()
    for _ in range(MAX_ATTEMPTS):
        part = next_part(desk.database, task_id, desk.clock())
        assert part is not None and not rings
        rings = run_task(desk.database, part, desk.clock)
        desk.clock.move(60)
    assert [ring.task_id for ring in rings] == [task_id]
    run_task(desk.database, task_id, desk.clock)
    assert (_import(desk, made)["status"], _import(desk, made)["lost"]) == ("failed", 10)


def test_an_import_whose_end_fails_is_begun_anew_when_its_file_comes_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.send(_file(100, 110)).get_json()

    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as patched:
        patched.setitem(running._WORK, "import", broken)
        for _ in range(MAX_ATTEMPTS):
            desk.work_off(made["links"]["task"])
            desk.clock.move(60)
    assert _import(desk, made)["status"] == "failed"
    again = desk.imported(_file(100, 110))
    assert (again["status"], again["unchanged"]) == ("succeeded", 10)
    assert again["id"] != made["id"]


def test_a_row_that_stops_the_engine_costs_itself_only(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    read = importing.read_one

    def stumbling(said: Any, *given: Any, **named: Any) -> Any:
        if str(said).startswith("105"):
            raise ZeroDivisionError
        return read(said, *given, **named)

    monkeypatch.setattr(importing, "read_one", stumbling)
    found = desk.imported(_file(100, 110))
    assert (found["status"], found["added"], found["rejected"]) == ("succeeded", 9, 1)
    assert "7,,the engine stopped" in desk.get(found["links"]["report"]).get_data(as_text=True)


def test_files_that_hold_the_same_rows_are_imported_at_once_without_doubles(desk: Desk) -> None:
    files = [desk.send(_file(1_000 + shift, 4_000 + shift)).get_json() for shift in (0, 1_000, 2_000)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(desk.work_off, [made["links"]["task"] for made in files]))
    found = [_import(desk, made) for made in files]
    assert {each["status"] for each in found} == {"succeeded"}
    assert sum(each["added"] for each in found) == _figures(desk) == 5_000
    assert all(each["added"] + each["unchanged"] == 3_000 for each in found)


def test_what_an_upload_leaves_that_never_came_to_its_end_is_pruned(desk: Desk) -> None:
    with desk.database.write() as session:
        session.add(
            ImportRow(
                id="imp_0", format="csv", reading={}, size=0, row_count=0, added=0, unchanged=0, rejected=0,
                lost=0, told=0, touched_at=desk.clock(),
            )
        )  # fmt: skip
        session.flush()
        session.add_all(
            ImportPieceRow(
                import_id="imp_0", number=number, first_line=1, last_line=1, row_count=1, content=b""
            )
            for number in range(120)
        )
    prune(desk.database, desk.clock())
    with desk.database.read() as session:
        assert session.get(ImportRow, "imp_0") is not None
    desk.clock.move(2 * 3_600)
    prune(desk.database, desk.clock())
    with desk.database.read() as session:
        assert session.get(ImportRow, "imp_0") is None
