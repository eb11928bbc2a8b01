"""A claim beside a text that somebody put there for it: does the text bear the claim out?

The store's rules ask whether a figure can be shown to be about the claim. Here somebody vouches that
the text is about it, so the question is only which of its numbers answers the claim's. Rules compare
the numbers; a few learned weights say how likely it is that the two are said of the same.
"""

from __future__ import annotations

from verifier.matching.beside.judging import GivenText, judge_beside

__all__ = ["GivenText", "judge_beside"]
