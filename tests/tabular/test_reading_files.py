"""Bytes to records: nothing good is lost, nothing hostile takes more than its own row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.errors import BodyTooLarge, UnusableFile
from verifier.tabular.cells import guarded, unguarded
from verifier.tabular.columns import find_columns
from verifier.tabular.heading import read_heading
from verifier.tabular.lines import LONGEST_RECORD, Intake, head_text, read_lines
from verifier.tabular.records import Record, csv_records, json_records


def _intake(content: bytes, **limits: int) -> Intake:
    return Intake(io.BytesIO(content).read, **limits)


def _records(content: bytes, width: int = 2) -> list[Record]:
    return list(csv_records(read_lines(_intake(content)), ",", width))


_cells = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00") | st.sampled_from("\",\r\n;'=+-@\t"),
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(_cells, _cells), max_size=8), st.sampled_from(["\r\n", "\n"]))
def test_what_was_written_is_read_whatever_the_cells_hold(rows: list[tuple[str, str]], end: str) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    read = _records(written.getvalue().encode())
    assert [record.wrong for record in read] == [None] * len(rows)
    assert [tuple(unguarded(cell) for cell in record.cells or ()) for record in read] == rows


@given(st.text(st.sampled_from("'=+-@\t\r a"), max_size=6))
def test_a_guard_is_taken_off_exactly(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''=1"])
def test_what_starts_a_formula_is_guarded(cell: str) -> None:
    assert guarded(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "320", "'tis", "a=1", "'"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert guarded(cell) == unguarded(cell) == cell


def test_a_quote_left_open_costs_its_own_row() -> None:
    rows = b'1,a\n2,"b\n' + b"".join(b"%d,c\n" % number for number in range(3, 10_000))
    read = _records(rows)
    assert [record.line for record in read if record.wrong] == [2]
    assert "quote" in str(read[1].wrong)
    assert len(read) == 9_999


def test_a_quote_left_open_before_quoted_rows_costs_its_own_row() -> None:
    read = _records(b'1,"a, b"\n2,"c\n3,"d, e"\n4,"f"\n')
    assert [(record.line, record.wrong is None) for record in read] == [
        (1, True), (2, False), (3, True), (4, True),
    ]  # fmt: skip


def test_a_quoted_cell_may_hold_line_breaks_and_rows_are_named_by_their_first_line() -> None:
    assert _records(b'1,"a\r\nb"\r\n2,c\r\n') == [
        Record(1, ["1", "a\r\nb"], None),
        Record(3, ["2", "c"], None),
    ]


def test_rows_of_another_width_are_told_and_empty_cells_at_the_end_are_none() -> None:
    read = _records(b"1\n1,2\n1,2,3\n1,2,,\n\n")
    assert [record.wrong is None for record in read] == [False, True, False, True]
    assert read[2].wrong == "it has 3 cells where the header names 2"


def test_a_line_of_many_megabytes_is_one_bad_row() -> None:
    read = _records(b"1,a\n" + b"x" * 20_000_000 + b"\n2,b\n")
    assert [(record.line, record.wrong is None) for record in read] == [(1, True), (2, False), (3, True)]


def test_a_record_without_end_is_bounded() -> None:
    endless = b'"' + b"a\n" * LONGEST_RECORD
    read = csv_records(read_lines(_intake(endless)), ",", 1)
    first = next(read)
    assert (first.line, first.wrong is None) == (1, False)


def test_rows_that_each_swallow_the_next_are_read_in_bounded_time() -> None:
    read = _records(b'y"z,"\n' * 60_000)
    assert all(record.wrong for record in read)


def test_a_stray_byte_costs_its_own_row() -> None:
    read = _records("1,Müller\n".encode() + b"2,M\xfcller\n" + b"3,c\n")
    assert [record.wrong is None for record in read] == [True, False, True]
    assert "0xFC" in str(read[1].wrong)


def test_lines_of_json_are_records_and_blank_ones_none() -> None:
    read = list(json_records(read_lines(_intake(b'{"a":1}\r\n\n {"b":2}\n\xff\n'))))
    assert [(record.line, record.cells) for record in read] == [(1, '{"a":1}'), (3, '{"b":2}'), (4, None)]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        ("statement,publisher\n".encode("utf-16"), "UTF-16"),
        ("statement,publisher\n".encode("utf-16-le"), "UTF-16"),
        ("statement,publisher\n3 Häuser,X\n".encode("latin-1"), "byte 0xE4 on line 2"),
        (b"PK\x03\x04xlsx", "workbook"),
        (b"\x1f\x8b\x08", "compressed"),
    ],
)
def test_other_kinds_of_files_are_told_as_what_they_seem(content: bytes, word: str) -> None:
    with pytest.raises(UnusableFile, match=word):
        head_text(_intake(content).head)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_utf8_is_read_with_and_without_its_mark(mark: bytes) -> None:
    content = mark + "Straße,x\n".encode()
    assert head_text(_intake(content).head) == "Straße,x\n"
    assert _records(content) == [Record(1, ["Straße", "x"], None)]


def test_a_letter_cut_at_the_end_of_the_head_is_no_stray_byte() -> None:
    head_text(_intake(b"x" * (64 * 1024 - 1) + "é".encode()).head)


def test_a_file_is_bounded_and_summed_up_while_it_is_read() -> None:
    intake = _intake(b"a,b\n" * 100)
    assert sum(1 for _ in read_lines(intake)) == 100
    assert intake.size == 400
    with pytest.raises(BodyTooLarge, match="100 bytes"):
        list(read_lines(_intake(b"a" * 200_000, most_bytes=100)))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_the_names_that_it_makes(delimiter: str) -> None:
    text = delimiter.join(["statement", "publisher", "notes, more; or less"]) + "\n"
    heading = read_heading(text, delimiter=None, told={})
    assert (heading.delimiter, heading.names[:2]) == (delimiter, ("statement", "publisher"))


def test_a_spreadsheets_word_about_the_delimiter_is_heeded() -> None:
    heading = read_heading("sep=;\r\nstatement;publisher\r\n", delimiter=None, told={})
    assert (heading.delimiter, heading.lines) == (";", 2)


def _found(header: str, **told: str) -> dict[str, str]:
    return dict(find_columns(header.split(","), told, {"publisher": "X"}).names)


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("REF_AREA,TIME_PERIOD,INDICATOR,OBS_VALUE,UNIT_MEASURE",
         {"place": "REF_AREA", "as_of": "TIME_PERIOD", "measure": "INDICATOR", "quantity": "OBS_VALUE",
          "unit": "UNIT_MEASURE"}),
        ("Country Name,Series Name,Year,Value",
         {"place": "Country Name", "measure": "Series Name", "as_of": "Year", "quantity": "Value"}),
        ("Sentence,Source,Date", {"statement": "Sentence", "publisher": "Source", "published_at": "Date"}),
        ("statement,quantity,place", {"statement": "statement", "quantity": "quantity", "place": "place"}),
    ],
)  # fmt: skip
def test_columns_are_guessed_by_their_names(header: str, fields: dict[str, str]) -> None:
    assert _found(header) == fields


def test_what_is_told_goes_before_what_is_guessed() -> None:
    assert _found("value,Wert,measure,land", quantity="wert", place="land") == {
        "quantity": "Wert", "measure": "measure", "place": "land",
    }  # fmt: skip
    assert _found("value,measure,place", place="") == {"quantity": "value", "measure": "measure"}


@pytest.mark.parametrize(
    ("header", "told", "word"),
    [
        ("a,b", {}, "no column gives the quantity and the measure"),
        ("value,country", {}, "no column gives the measure"),
        ("statement,statement", {}, "stands over 2 columns"),
        ("statement", {"place": "Ort"}, "there is no column 'Ort' for place"),
        (",".join("abcdef"), {}, "the columns are: a, b, c, d, e, f"),
        (",".join(map(str, range(100_000))), {}, "100,000 columns"),
    ],
)
def test_columns_that_make_no_figure_are_refused_in_a_sentence(
    header: str, told: dict[str, str], word: str
) -> None:
    with pytest.raises(UnusableFile, match=word):
        _found(header, **told)


def test_memory_stays_small_however_long_the_file_is() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"1,a\n" * 1_000

    source = endless()
    lines = read_lines(Intake(lambda _: next(source)))
    read = csv_records(lines, ",", 2)
    for _ in range(50_000):
        assert next(read).wrong is None
