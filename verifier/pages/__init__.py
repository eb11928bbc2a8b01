"""Web pages: the article in one, and what it says of itself. Read in a process of its own, within bounds."""
