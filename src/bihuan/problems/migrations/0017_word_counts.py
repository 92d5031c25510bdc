"""In how many cases each word of the index stands; filled by the engine, `bihuan reindex` and nobody else."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("problems", "0016_archive_files")]

    operations = [
        migrations.CreateModel(
            name="WordCount",
            fields=[
                ("word", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("cases", models.PositiveIntegerField()),
            ],
        )
    ]
