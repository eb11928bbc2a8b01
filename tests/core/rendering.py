"""A statement as one line of the corpus, its slots in the order that the corpus gives."""

from __future__ import annotations

from verifier.core.model import Modality, Period, Role, Statement


def rendered(statement: Statement) -> str:
    """The line; empty slots are "-", and a statement that only reports has no modality."""
    population, measure, place = statement.population, statement.measure, statement.place
    columns = [
        statement.quantity.span.text,
        population.words if population is not None else "-",
        measure.key if measure is not None else "-",
        place.key if place is not None else "-",
        _time(statement.period),
        statement.attribution.origin if statement.attribution is not None else "-",
        ", ".join(_role(role) for role in statement.roles) or "-",
    ]
    if statement.modality is not Modality.REPORTED:
        columns.append(statement.modality.value)
    return " | ".join(columns)


def _time(period: Period | None) -> str:
    if period is None:
        return "-"
    if not period.dated:
        return period.kind.value
    return f"{period.kind.value} {period.start or ''}..{period.end or ''}"


def _role(role: Role) -> str:
    return f"{role.name} {role.key}"
