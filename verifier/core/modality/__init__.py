"""Whether a sentence reports its number, predicts it, supposes it or denies it."""

from __future__ import annotations

from verifier.core.clauses import Clause, Predicate
from verifier.core.modality.cues import find_cues
from verifier.core.modality.fiction import fictional
from verifier.core.modality.governing import Governing, Target
from verifier.core.modality.rebuttal import excluded, given_up, mistaken, rebuts_the_last, refuted, withdrawn
from verifier.core.modality.stretches import divide
from verifier.core.model import Measure, Modality
from verifier.core.quantities import Mention
from verifier.core.records import record

__all__ = ["Moods", "rebuts_the_last"]

_RANK = (Modality.DENIED, Modality.HYPOTHETICAL, Modality.FORECAST)


@record
class Moods:
    """How a sentence puts its numbers: what in it predicts, supposes and denies."""

    clause: Clause
    governing: Governing
    refuted: frozenset[int]
    fictional: bool

    @classmethod
    def of(cls, clause: Clause) -> Moods:
        """The cues and stretches of a sentence, found once for all its numbers."""
        division = divide(clause)
        denied = frozenset(index for span in refuted(clause, division) for index in span)
        denied |= frozenset(given_up(clause, division))
        return cls(clause, Governing(clause, find_cues(clause), division), denied, fictional(clause))

    def modality(
        self, mention: Mention, end: int, predicate: Predicate | None, measure: Measure | None
    ) -> Modality:
        """How the number whose counted phrase ends before ``end`` is put.

        A denial outranks a supposition, that a forecast; a forecast on a condition is a supposition.
        """
        if excluded(self.clause, mention) or withdrawn(self.clause, mention):
            return Modality.DENIED
        if mention.first in self.refuted or mistaken(self.clause, mention):
            return Modality.DENIED
        target = Target.of(self.clause, mention, end, predicate, measure)
        found = set(self.governing.modalities(target))
        if self.fictional or self.governing.follows_condition(target):
            found.add(Modality.HYPOTHETICAL)
        if Modality.FORECAST in found and self.governing.conditional(target):
            found.add(Modality.HYPOTHETICAL)
        return next((modality for modality in _RANK if modality in found), Modality.REPORTED)
