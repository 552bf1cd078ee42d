"""Plots of how cost grows, in one SVG file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from benchmarks.results import Points

# Readable on light and dark pages, because the image has no background.
GREY = "#7a7a7a"
BLUE = "#3b86d1"

STYLE: dict[Any, Any] = {
    "svg.hashsalt": "mock-voiceid",  # the same ids in each run
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": GREY,
    "axes.edgecolor": GREY,
    "axes.labelcolor": GREY,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "xtick.color": GREY,
    "ytick.color": GREY,
}


@dataclass(frozen=True)
class Panel:
    """One plot.

    Args:
        name: key of the points.
        title: title of the plot.
        things: what is counted on the x axis.
        unit: unit of the y axis.
        in_unit: factor from seconds or bytes to the unit.
        proportional: whether the cost should be proportional; otherwise it should be constant.
    """

    name: str
    title: str
    things: str
    unit: str
    in_unit: float
    proportional: bool


PANELS = (
    Panel("job", "real time of a job", "requests", "seconds", 1, proportional=True),
    Panel("memory", "memory of a domain", "speakers", "megabytes", 1e-6, proportional=True),
    Panel(
        "page", "a page of 100 speakers", "speakers in the domain", "milliseconds", 1e3, proportional=False
    ),
    Panel("due", "a describe call", "things due later", "milliseconds", 1e3, proportional=False),
)


def draw(growth: Mapping[str, Points], file: Path) -> None:
    """Draw all plots, reproducibly."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(9, 6), layout="constrained")
        for panel, axes in zip(PANELS, figure.subplots(2, 2).flat, strict=True):
            _draw(panel, growth[panel.name], axes)
        figure.savefig(file, transparent=True, metadata={"Creator": None, "Date": None})


def _draw(panel: Panel, points: Points, axes: Axes) -> None:
    things = sorted(points)
    costs = [points[number] * panel.in_unit for number in things]
    if panel.proportional:
        axes.plot([0, things[-1]], [0, costs[-1]], "--", color=GREY, label="in proportion")
        axes.xaxis.set_major_locator(MaxNLocator(5))
    else:
        axes.plot([things[0], things[-1]], [costs[0], costs[0]], "--", color=GREY, label="the same")
        axes.set_xscale("symlog", linthresh=100)
    axes.plot(things, costs, "o-", color=BLUE, label="measured")
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.set_ylim(0, max(costs) * (1.1 if panel.proportional else 1.6))
    axes.set_title(panel.title)
    axes.set_xlabel(panel.things)
    axes.set_ylabel(panel.unit)
    axes.legend(frameon=False)
