"""The use cases, one function each. A function owns its transaction and returns what to ring next."""
