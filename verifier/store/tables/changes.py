"""In which order rows were changed, as those see it who follow the changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.functions import FunctionElement

from verifier.store.tables.base import Base


class ChangeBaseRow(Base):
    """One row: on PostgreSQL what is added to a transaction's number, on SQLite the highest that is gone."""

    __tablename__ = "change_base"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)


class NextChange(FunctionElement[int]):
    """The number that a change of a claim gets: no lower than any that was committed before it began.

    On PostgreSQL it is the writing transaction's own, so that a reader's snapshot tells which numbers are
    settled. On SQLite, where writers take turns, it is one more than the highest.
    """

    name = "next_change"
    type = BigInteger()
    inherit_cache = True


class SettledChange(FunctionElement[int]):
    """The number below which a reader sees every change that there will ever be."""

    name = "settled_change"
    type = BigInteger()
    inherit_cache = True


_ONE_MORE = "(SELECT 1 + max(number, coalesce((SELECT max(change) FROM claims), 0)) FROM change_base)"
_OWN = "(SELECT number + CAST(CAST(pg_current_xact_id() AS text) AS bigint) FROM change_base)"
_OLDEST_OPEN = (
    "(SELECT number + CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) FROM change_base)"
)


@compiles(NextChange, "sqlite")
@compiles(SettledChange, "sqlite")
def _one_more(_element: object, _compiler: object, **_: Any) -> str:
    return _ONE_MORE


@compiles(NextChange, "postgresql")
def _own(_element: object, _compiler: object, **_: Any) -> str:
    return _OWN


@compiles(SettledChange, "postgresql")
def _oldest_open(_element: object, _compiler: object, **_: Any) -> str:
    return _OLDEST_OPEN
