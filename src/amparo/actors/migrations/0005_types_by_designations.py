"""Types that the system wrote by designations say so. Until now they were told by what they name as their source."""

from collections import defaultdict

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def mark(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Mark each type whose source names a designation of its actor, as they were written."""
    sources: dict[object, set[str]] = defaultdict(set)
    rows = apps.get_model("actors", "Designation").objects.filter(actor__isnull=False)
    for actor_id, name, reference in rows.values_list("actor_id", "listing__name", "reference"):
        sources[actor_id].add(f"{name}, {reference}")
    types = apps.get_model("actors", "ActorType").objects
    ours = [
        pk
        for pk, actor_id, source in types.filter(actor_id__in=list(sources)).values_list("pk", "actor_id", "source")
        if any(f"; {one}; " in f"; {source}; " for one in sources[actor_id])
    ]
    types.filter(pk__in=ours).update(by_designation=True)


class Migration(migrations.Migration):
    dependencies = [("actors", "0004_designations")]

    operations = [
        migrations.AddField(
            "actortype",
            "by_designation",
            models.BooleanField("written by designations", default=False, editable=False),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
