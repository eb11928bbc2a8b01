"""How well texts are read and claims judged, measured on folders of labelled data."""
