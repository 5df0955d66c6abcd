"""Who confirmed an import, one mention of one row of children by one report, and judgements of pairs that stood before.

The unique index over mentions stands in the place of that of the report alone.
"""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Count

import amparo.kernel.ids
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
        ("monitor", "0011_figure_revisions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="confirmed_by",
            field=models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL),
        ),
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
        migrations.CreateModel(
            name="EarlierJudgement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=amparo.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("duplicate", "One event, recorded twice"),
                            ("related", "Related events"),
                            ("different", "Different events"),
                        ],
                        max_length=20,
                        verbose_name="judgement",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="why")),
                ("judged_at", models.DateTimeField(verbose_name="judged")),
                (
                    "judged_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="earlier", to="monitor.incidentlink"
                    ),
                ),
            ],
            options={
                "ordering": ("-judged_at", "-id"),
            },
        ),
    ]
