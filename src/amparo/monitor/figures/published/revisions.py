"""Writing revisions: one row for every change of a figure, kept for good."""

import uuid
from collections.abc import Mapping

from amparo.monitor.figures.published.content import FigureData, Grounds
from amparo.monitor.models import FigureRevision, Origin, PublishedFigure


def of_file(
    figure: PublishedFigure,
    *,
    acting: uuid.UUID | None,
    before: Mapping[str, object] | None,
    after: FigureData,
    reference: str,
    applied: bool = True,
) -> FigureRevision:
    """Return the unsaved revision that a load makes. `applied` False: kept, and what stood stands on."""
    return FigureRevision(
        figure=figure,
        number=figure.version,
        origin=Origin.FILE,
        applied=applied,
        before=before,
        after=after.as_json(),
        reference=reference,
        made_by_id=acting,
    )


def of_person(
    figure: PublishedFigure,
    *,
    acting: uuid.UUID,
    before: Mapping[str, object] | None,
    after: FigureData,
    grounds: Grounds,
) -> FigureRevision:
    """Keep and return the revision that a person makes."""
    return FigureRevision.objects.create(
        figure=figure,
        number=figure.version,
        origin=Origin.PERSON,
        before=before,
        after=after.as_json(),
        reason=grounds.reason.strip(),
        reference=grounds.reference.strip(),
        made_by_id=acting,
    )
