"""Queries that are put into words once for each kind of database, and then only run.

Building a query takes longer than running it where it is found by an index, and a list of values
in it would make it another one each time. Here lists are single parameters: an array on
PostgreSQL, on SQLite a text that its ``json_each`` takes apart.
"""

from __future__ import annotations

import json
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Dialect,
    Select,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

_DIALECTS: Mapping[str, Dialect] = {
    "sqlite": sqlite.dialect(paramstyle="named"),
    "postgresql": postgresql.psycopg.dialect(),  # type: ignore[no-untyped-call]
}
_Read = Callable[[Any], Any]


def among(dialect: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether a column's value is in the list that is given as ``name``."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(column.type)))
    return column.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query in the words of one kind of database, and the values that are always the same.

    ``readers`` make of a row's values, by their place, what the columns' types hold.
    """

    words: str
    constants: Mapping[str, Any]
    dialect: str
    row: Callable[..., Any]
    readers: Sequence[tuple[int, _Read]]

    @classmethod
    def of(cls, dialect: str, query: Select[*tuple[Any, ...]]) -> Prepared:
        """Put a query into words."""
        spoken = _DIALECTS[dialect]
        compiled = query.compile(dialect=spoken)
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        columns = list(query.selected_columns)
        row = namedtuple("row", [column.key for column in columns])  # type: ignore[misc]
        reading = ((place, _reader(column, spoken)) for place, column in enumerate(columns))
        readers = [(place, read) for place, read in reading if read is not None]
        return cls(str(compiled), constants, dialect, row._make, readers)

    def run(self, session: Session, **given: Any) -> Sequence[Any]:
        """The rows, with an attribute for each column; lists and the like are those of an ``among``.

        The driver gets the words as they are: to have them looked through each time takes longer than
        most of these queries.
        """
        values = {name: self._value(value) for name, value in given.items()}
        found = session.connection().exec_driver_sql(self.words, {**self.constants, **values})
        return [self._read(row) for row in found]

    def _read(self, row: Sequence[Any]) -> Any:
        if not self.readers:
            return self.row(row)
        values = list(row)
        for place, read in self.readers:
            values[place] = read(values[place])
        return self.row(values)

    def _value(self, value: Any) -> Any:
        if isinstance(value, str) or not isinstance(value, Iterable):
            return value
        return list(value) if self.dialect == "postgresql" else json.dumps(list(value))


def _reader(column: ColumnElement[Any], dialect: Dialect) -> _Read | None:
    """How a column's values are read that come from the driver; None where they stand as they are."""
    read: _Read | None = column.type.dialect_impl(dialect).result_processor(dialect, None)
    return read


def dialect_of(session: Session) -> str:
    """The kind of a session's database."""
    return session.get_bind().dialect.name
