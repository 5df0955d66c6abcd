"""Reading the register of published figures. It is public: it holds nothing but what others have printed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from amparo.monitor.figures.checks import Check, check_figures
from amparo.monitor.models import PublishedFigure


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """Which published figures are shown; an empty text leaves a side open."""

    situation: str = ""
    unit: str = ""
    standing: str = ""


def published_figures(chosen: RegisterFilter | None = None) -> QuerySet[PublishedFigure]:
    """The register, by situation, period, unit and party."""
    figures = PublishedFigure.objects.order_by("situation", "period_start", "period_end", "unit", "party")
    if chosen is None:
        return figures
    wanted = {"situation": chosen.situation, "unit": chosen.unit, "standing": chosen.standing}
    return figures.filter(**{name: value for name, value in wanted.items() if value})


def published_checks() -> tuple[Check, ...]:
    """Every sum check over the whole register, findings first."""
    return check_figures(published_figures())


def situations() -> Sequence[str]:
    """Codes of the situations for which a figure stands in the register."""
    return list(PublishedFigure.objects.order_by("situation").values_list("situation", flat=True).distinct())
