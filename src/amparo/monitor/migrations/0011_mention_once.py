"""One report mentions one row of children once. The unique index stands in the place of that of the report alone."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Count

from amparo.audit.append_only import suspended


def drop_doubles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Keep the first of mentions that one form, sent twice at one moment, wrote twice: they counted one saying as two.

    Mentions are never deleted otherwise; the protection is lifted for this alone, and only where there are doubles.
    """
    using = schema_editor.connection.alias
    mentions = apps.get_model("monitor", "Mention").objects.using(using)
    counted = mentions.order_by().values("report_id", "victim_id").annotate(times=Count("pk")).filter(times__gt=1)
    twice = list(counted.values_list("report_id", "victim_id"))
    if not twice:
        return
    with suspended(using):
        for report, victim in twice:
            same = mentions.filter(report_id=report, victim_id=victim).order_by("pk")  # ids follow the time
            mentions.filter(pk__in=list(same.values_list("pk", flat=True))[1:]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("monitor", "0010_who_confirmed_imports"),
    ]

    operations = [
        migrations.RunPython(drop_doubles, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="mention",
            name="report",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mentions",
                to="monitor.report",
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(fields=("report", "victim"), name="mention_once"),
        ),
    ]
