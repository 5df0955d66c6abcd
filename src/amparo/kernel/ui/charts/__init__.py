"""Charts drawn on the server as plain SVG, each with its table (`parts.Chart`), shown by `{% chart %}`.

Pure functions of plain values: no request, no database, no clock. Colours and strokes come from classes of the
stylesheet, never from attributes, so that dark colours, print and forced colours hold. Solid is counted, hatched is
estimated, hollow with a broken line is a tally that no verification stands behind. Axes run from left to right in
every language.
"""

from amparo.kernel.ui.charts.counts import Count, counts
from amparo.kernel.ui.charts.intervals import Interval, intervals
from amparo.kernel.ui.charts.maps import Kind, Legend, bubbles, choropleth, kinds, outlines
from amparo.kernel.ui.charts.overlap import Pattern, overlap
from amparo.kernel.ui.charts.years import Qualifier, Standing, Year, years

__all__ = [
    "Count",
    "Interval",
    "Kind",
    "Legend",
    "Pattern",
    "Qualifier",
    "Standing",
    "Year",
    "bubbles",
    "choropleth",
    "counts",
    "intervals",
    "kinds",
    "outlines",
    "overlap",
    "years",
]
