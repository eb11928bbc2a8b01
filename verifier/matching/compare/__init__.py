"""One comparison a slot, each a score in [0, 1] and a sentence that a reader understands."""
