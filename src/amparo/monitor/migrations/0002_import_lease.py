from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitor", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="lease",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="state",
            field=models.CharField(
                choices=[
                    ("checking", "Being checked"),
                    ("refused", "Refused: nothing was saved"),
                    ("checked", "Checked, not yet imported"),
                    ("importing", "Being imported"),
                    ("stopped", "Stopped before the end: the rows read so far are saved"),
                    ("done", "Imported"),
                ],
                default="checking",
                max_length=12,
                verbose_name="state",
            ),
        ),
    ]
