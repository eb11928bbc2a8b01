"""``python -m verifier``: the command line."""

from verifier.cli import main

main(prog_name="verifier")
