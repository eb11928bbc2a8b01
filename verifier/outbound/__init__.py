"""The only way out: where what the service sends may go, and how it is sent there."""
