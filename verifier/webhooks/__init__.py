"""Telling a newsroom's other tools: what is said, how it is signed, when it is tried again."""
