"""The process that reads pages: bounded, replaced when it breaks, and cut off from the network."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.samples import NEWS, TODAY
from tests.servers import in_time
from verifier.errors import Busy, UnreadablePage
from verifier.pages.extraction import read_page
from verifier.pages.reading import MOST_ELEMENTS, PageReader

_SLOW = "<html><body><p " + " ".join(f"a{number}='b'" for number in range(300_000)) + ">12 people died.</p>"


@pytest.fixture
def pages() -> Iterator[PageReader]:
    reader = PageReader()
    yield reader
    reader.close()


def test_a_page_is_read_there_as_it_is_here(pages: PageReader) -> None:
    expected = read_page(NEWS.html, url=None, today=TODAY)
    assert [pages.read(NEWS.html, url=None, today=TODAY) for _ in range(2)] == [expected, expected]


def test_a_page_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    pages = PageReader(seconds=2)

    def refused() -> str:
        with pytest.raises(UnreadablePage) as error:
            pages.read(_SLOW, url=None, today=TODAY)
        return error.value.detail

    assert in_time(refused, 20, "a slow page to be given up").startswith("The page takes longer")
    assert pages.read(NEWS.html, url=None, today=TODAY).publisher == "Harbour Times"
    pages.close()


def test_a_page_of_very_many_elements_is_refused_unread(pages: PageReader) -> None:
    with pytest.raises(UnreadablePage, match="too many elements"):
        pages.read("<p>" * (MOST_ELEMENTS + 1), url=None, today=TODAY)
    assert pages._child is None


def test_a_reader_that_died_is_replaced(pages: PageReader) -> None:
    pages.read(NEWS.html, url=None, today=TODAY)
    child = pages._child
    assert child is not None
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert pages.read(NEWS.html, url=None, today=TODAY).title == NEWS.title


def test_a_reader_ends_with_the_process_that_started_it(tmp_path) -> None:
    code = (
        "import os; from datetime import date; from verifier.pages.reading import PageReader\n"
        "reader = PageReader()\n"
        f"reader.read({NEWS.html!r}, url=None, today=date(2025, 3, 10))\n"
        "print(reader._child.pid, flush=True)\n"
        "os._exit(1)"
    )
    started = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    pid = int(started.stdout)

    def gone() -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
        except FileNotFoundError:
            return True

    def wait() -> bool:
        while not gone():
            threading.Event().wait(0.05)
        return True

    assert in_time(wait, 10, "the reader to end")


def test_not_more_wait_than_a_few(pages: PageReader) -> None:
    with pages._turn:
        waiting = [
            threading.Thread(target=lambda: pages.read(NEWS.html, url=None, today=TODAY)) for _ in range(5)
        ]
        for each in waiting:
            each.start()
        while pages._places._value:
            threading.Event().wait(0.01)
        with pytest.raises(Busy):
            pages.read(NEWS.html, url=None, today=TODAY)
    for each in waiting:
        each.join()


def test_reading_a_page_opens_no_connection() -> None:
    code = (
        "import sys; from datetime import date; from verifier.pages.extraction import read_page\n"
        "events = []\n"
        "sys.addaudithook(lambda event, _: events.append(event))\n"
        f"read_page({NEWS.html!r}, url='https://harbour.example/a', today=date(2025, 3, 10))\n"
        "print([event for event in events if event.startswith(('socket.', 'urllib.'))])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ended.stdout == "[]\n", ended.stderr


def test_nothing_but_the_child_loads_the_library() -> None:
    code = (
        "import sys, verifier.cli, verifier.app, workers.tasks;"
        "print([name for name in ('trafilatura', 'lxml', 'htmldate') if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ended.stdout == "[]\n", ended.stderr
