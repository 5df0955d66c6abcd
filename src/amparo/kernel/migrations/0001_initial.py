"""Tables of search entries and ticks, and the full-text index beside the entries, by vendor."""

from django.db import migrations, models

import amparo.kernel.search_fields
from amparo.kernel import search_index


def make_index(apps, schema_editor):
    search_index.ensure(schema_editor.connection.alias)


def remove_index(apps, schema_editor):
    search_index.remove(schema_editor.connection.alias)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Tick",
            fields=[
                ("name", models.CharField(max_length=80, primary_key=True, serialize=False, verbose_name="name")),
                ("began_at", models.DateTimeField(verbose_name="began")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                ("failed_at", models.DateTimeField(null=True, verbose_name="failed")),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="WorkerBeat",
            fields=[
                ("worker", models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="worker")),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("beat_at", models.DateTimeField(verbose_name="last sign of life")),
            ],
            options={
                "ordering": ("-beat_at",),
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("object_id", models.UUIDField(verbose_name="object")),
                ("scope", models.UUIDField(verbose_name="agency")),
                ("tokens", amparo.kernel.search_fields.TokensField(verbose_name="words")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "object_id"), name="search_entry_once_per_object")
                ],
            },
        ),
        migrations.RunPython(make_index, remove_index),
    ]
