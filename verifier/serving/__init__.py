"""Runs an installation on one machine: the embedded broker and the process that keeps all parts up."""
