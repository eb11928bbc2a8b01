"""A chart as SVG, all of its words escaped."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from verifier.charts.drawing import Chart

_TEMPLATES = Environment(
    loader=PackageLoader("verifier.charts", "."),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def as_svg(chart: Chart) -> str:
    """A whole SVG document: no script, no link, nothing from elsewhere."""
    return _TEMPLATES.get_template("chart.svg.jinja").render(chart=chart)
