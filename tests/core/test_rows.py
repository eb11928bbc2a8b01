"""Rows of tables within texts."""

from __future__ import annotations

from verifier.core.rows import row_of, without_rows


def test_a_row_is_blanked_and_all_else_stays_where_it_is() -> None:
    row = row_of(["Lima", "14 | 15", "320"])
    assert row == "| Lima | 14 / 15 | 320 |"
    text = f"14 people died.\n{row}\n  {row} \nIt was | a | bad day.\n| not a row\n"
    assert (
        without_rows(text)
        == f"14 people died.\n{' ' * len(row)}\n{' ' * (len(row) + 3)}\nIt was | a | bad day.\n| not a row\n"
    )


def test_a_text_without_rows_is_itself() -> None:
    assert without_rows("14 people died.") == "14 people died."
