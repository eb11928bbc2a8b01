"""Labelled cases judged against their own evidence, and how well that went."""
