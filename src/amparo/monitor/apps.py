"""The room in Django: published figures come in after each `migrate`, and search follows renamed actors."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate

if TYPE_CHECKING:
    from amparo.accounts.models import Person
    from amparo.actors.models import Actor
    from amparo.kernel.ui.parts import Link


class MonitorConfig(AppConfig):
    """Registers what brings the room's reference data in, and listens to what lower rooms change."""

    name = "amparo.monitor"
    label = "monitor"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect `post_migrate` and the renaming of actors, and register the room's tick."""
        from amparo.actors import doors
        from amparo.actors.events import actor_renamed
        from amparo.files import subjects
        from amparo.kernel import ticks
        from amparo.monitor import drafts, holders
        from amparo.monitor.figures.facts import keeping
        from amparo.monitor.imports import tasks
        from amparo.monitor.mrm import handing

        subjects.register(holders.REPORT, holders.report_holder)
        ticks.register("emails.sweep", 3600, drafts.sweep)
        ticks.register("figures.check-facts", 3600, keeping.forget_agencies_out_of_step)
        ticks.register("figures.keep-facts", 30, keeping.keep_up)
        ticks.register("field-list.sweep", 3600, handing.sweep)
        ticks.register("imports.take-up", 60, tasks.take_up_abandoned)
        post_migrate.connect(_load_register, sender=self, dispatch_uid="monitor.register")
        doors.register("incidents", _incidents_of)
        doors.register("timeline", _timeline_of)
        actor_renamed.connect(_follow_actor, dispatch_uid="monitor.search_of_actor")


def _load_register(*, using: str, **_: Any) -> None:
    """Add what is missing, also after a test emptied the tables. Nothing happens where a table is not made yet."""
    from amparo.audit.models import AuditEvent
    from amparo.monitor.figures.register import load_published_figures
    from amparo.monitor.models import FigureRevision, PublishedFigure

    tables = connections[using].introspection.table_names()
    needed = {model._meta.db_table for model in (PublishedFigure, FigureRevision, AuditEvent)}
    if using == DEFAULT_DB_ALIAS and needed <= set(tables):
        load_published_figures(acting=None)


def _follow_actor(*, actor_id: UUID, **_: Any) -> None:
    """Make the incidents of an actor findable by its new names, in the transaction of the change."""
    from amparo.monitor import searching

    searching.refresh_for_actor(actor_id)


def _incidents_of(acting: "Person", actor: "Actor") -> "Link | None":
    """Lead from the page of an actor to the list of incidents that name it, for those who read incidents."""
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from amparo.kernel.ui.parts import Link
    from amparo.monitor import policies

    if not policies.may_read(acting):
        return None
    return Link(_("Incidents that name this actor"), f"{reverse('monitor:incident-list')}?actor={actor.pk}")


def _timeline_of(acting: "Person", actor: "Actor") -> "Link | None":
    """Lead from the page of an actor to its timeline with the incidents that the person reads."""
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from amparo.kernel.ui.parts import Link
    from amparo.monitor import policies

    if not policies.may_read_timelines(acting):
        return None
    return Link(_("Timeline with incidents"), reverse("monitor:timeline-actor", args=[actor.pk]))
