"""Records: dataclasses that nothing changes once they are made.

A frozen dataclass sets each field through ``object.__setattr__``, which made a sixth of the time that
reading a sentence took. A record is frozen for the type checker, which sees every line of ours; at run
time it is a plain dataclass with slots, and as hashable as a frozen one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """A class of such fields; a property that is worked out once needs a frozen dataclass instead."""
    return dataclass(slots=True, unsafe_hash=True)(cls)
