"""Tables, queries that take a session, and the way from rows to the core's words and back."""
