"""The verdict engine: text and records in, records out.

Nothing in this package imports a framework, opens a connection, asks for the time or
reads a file after it has been imported.
"""

ENGINE_VERSION = "1"
