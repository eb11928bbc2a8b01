"""What is measured: how well texts are read and claims judged, how fast, and under how much load."""
