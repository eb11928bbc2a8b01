"""Queries that are put into words once for each kind of database, and then only run.

Building a query takes longer than running it where it is found by an index, and a list of values
in it would make it another one each time. Here lists are single parameters: an array on
PostgreSQL, on SQLite a text that its ``json_each`` takes apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Dialect,
    Row,
    Select,
    TextClause,
    any_,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

_DIALECTS: Mapping[str, Dialect] = {
    "sqlite": sqlite.dialect(paramstyle="named"),
    "postgresql": postgresql.psycopg.dialect(paramstyle="named"),  # type: ignore[no-untyped-call]
}


_CAST = re.compile(r":(\w+)::(\w+(?:\[\])?)")  # which a text would not take for a parameter


def among(dialect: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether a column's value is in the list that is given as ``name``."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(column.type)))
    return column.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query in the words of one kind of database, and the values that are always the same."""

    words: Any
    constants: Mapping[str, Any]
    dialect: str

    @classmethod
    def of(cls, dialect: str, query: Select[*tuple[Any, ...]]) -> Prepared:
        """Put a query into words."""
        compiled = query.compile(dialect=_DIALECTS[dialect])
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        words: TextClause = text(_CAST.sub(r"CAST(:\1 AS \2)", str(compiled)))
        return cls(words.columns(*query.selected_columns), constants, dialect)

    def run(self, session: Session, **given: Any) -> Sequence[Row[Any]]:
        """The rows; values that are lists or the like are those of an ``among``."""
        values = {name: self._value(value) for name, value in given.items()}
        return session.execute(self.words, {**self.constants, **values}).all()

    def _value(self, value: Any) -> Any:
        if isinstance(value, str) or not isinstance(value, Iterable):
            return value
        return list(value) if self.dialect == "postgresql" else json.dumps(list(value))


def dialect_of(session: Session) -> str:
    """The kind of a session's database."""
    return session.get_bind().dialect.name
