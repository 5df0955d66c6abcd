"""The facts of incidents, kept for figures. The worker makes them; until then figures read the records themselves."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_grant"),
        ("monitor", "0008_report_channels"),
    ]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="facts_version",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("facts_version__lt", models.F("version"))),
                fields=["agency"],
                name="incident_without_facts",
            ),
        ),
        migrations.CreateModel(
            name="FactsBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("incidents", models.PositiveIntegerField()),
                ("facts", models.BinaryField()),
                ("roles", models.BinaryField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("agency", "number"), name="facts_block_once")],
            },
        ),
    ]
