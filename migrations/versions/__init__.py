"""The tables' history: each revision brings a database one step further."""
