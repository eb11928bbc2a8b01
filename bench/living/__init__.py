"""Living verdicts, measured: ``python -m bench.living`` runs all, or the part that is named."""
