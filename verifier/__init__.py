"""The fact-checker's number desk: does a number agree with what has been reported?"""

__version__ = "0.1.0"
