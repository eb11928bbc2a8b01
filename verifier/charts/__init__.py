"""A verdict as a picture: the claim's number and the reported ones on one line, as SVG."""
