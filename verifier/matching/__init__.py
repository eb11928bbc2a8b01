"""Which figures bear on a statement, and how well they match it, slot by slot.

The only place that knows rapidfuzz. A number never helps two texts to look alike: each slot is
compared on its own, canonical forms first, then the words that are left.
"""
