"""The command line's commands: one file a command or a group of them, what they share in ``shared``."""
