"""Maps for the style page: the provinces of Marenda, an invented country, with invented figures."""

from dataclasses import replace

from django.utils.translation import gettext as _

from amparo.evidence.demo.marenda_outlines import DRAWN, rings_of
from amparo.evidence.demo.marenda_world import PROVINCES
from amparo.kernel.ui import charts
from amparo.kernel.ui.charts import Kind, Legend
from amparo.kernel.ui.parts import Chart, Column, Table
from amparo.kernel.ui.sheets import Flat, Outline, Sheet, box_of, lay_out, unpacked
from amparo.places.models import STEPS_PER_DEGREE

INCIDENTS = {"XM01": 84, "XM02": 61, "XM03": 7, "XM04": 22, "XM05": 12, "XM06": 0, "XM07": 14}
DISPUTED = "XM03"


def sample_maps() -> tuple[tuple[str, Chart], ...]:
    """Return one map of every kind, with its call."""
    sheet = _sheet()
    names = {code: english for code, (english, _arabic) in PROVINCES.items()}
    source = _("invented figures and outlines, for this page alone.")

    def legend(finding: str, ident: str) -> Legend:
        return Legend(finding, _("Incidents in Marenda"), source, names, ident=ident)

    columns = (Column(_("Place")), Column(_("Extent")))
    wide, narrow = Kind("m5", _("Widespread")), Kind("m3", _("Restricted but engrained"))
    present = {"XM01": wide, "XM07": narrow}
    north, eight = legend(_("Most incidents lie in the north"), "sample-bubbles"), _("Eight provinces")
    table = Table(_("Contexts"), columns, [(names[code], kind.text) for code, kind in present.items()])
    places = Table(_("Places"), (Column(_("Place")),), [(name,) for name in names.values()])
    return (
        (
            "charts.choropleth",
            charts.choropleth(
                sheet,
                INCIDENTS,
                legend=legend(_("North Belhar and Sira Valley hold most incidents"), "sample-choropleth"),
                unit=_("Incidents"),
            ),
        ),
        (
            "charts.bubbles",
            charts.bubbles(
                replace(sheet, spots={"XM": (sheet.width // 2, sheet.height // 2)}),
                {**INCIDENTS, "XM": 2},
                legend=replace(north, names={**names, "XM": _("Marenda")}),
                unit=_("Incidents"),
                wider={"XM": _("only the country is known")},
            ),
        ),
        (
            "charts.kinds",
            charts.kinds(sheet, present, legend=legend(_("One context is widespread"), "sample-kinds"), table=table),
        ),
        (
            "charts.outlines",
            charts.outlines(sheet, legend=legend(eight, "sample-outlines"), table=places),
        ),
    )


def _sheet() -> Sheet:
    outlines = [Outline(code, unpacked(rings_of(code), STEPS_PER_DEGREE), disputed=code == DISPUTED) for code in DRAWN]
    return lay_out(outlines, Flat(box_of(ring for one in outlines for ring in one.rings)), width=480)
