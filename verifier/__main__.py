"""``verifier`` and ``python -m verifier``: the command line."""

import sys


def main() -> None:
    """Run the command line. A Ctrl-C before it has begun ends it as quietly as one later."""
    try:
        from verifier.cli import main as run
    except KeyboardInterrupt:
        sys.exit("\nAborted!")
    run(prog_name="verifier")


if __name__ == "__main__":
    main()
