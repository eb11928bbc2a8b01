"""What all tables share: naming, types, and the two vocabularies that several of them check."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, MetaData
from sqlalchemy.orm import DeclarativeBase

from verifier.store.columns import UtcTime

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

STATUS = "status IN ('queued', 'running', 'succeeded', 'failed')"
"""How a claim's or a task's status is checked."""

VERDICT = "verdict IN ('consistent', 'contradicted', 'unverified')"
"""How a verdict is checked."""


class Base(DeclarativeBase):
    """The parent of all rows."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar = {datetime: UtcTime(), dict[str, Any]: JSON(), list[str]: JSON()}
