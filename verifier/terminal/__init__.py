"""Verdicts, readings, articles and figures as text for a person at a terminal.

Every colour repeats what a word beside it says; ``click`` leaves them out where there is no terminal.
"""
