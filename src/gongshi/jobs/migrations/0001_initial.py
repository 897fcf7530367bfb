# ruff: noqa: RUF012
"""The queue, its schedule, and what jobs leave for pages."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The first of the app."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Schedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("kind", models.CharField(max_length=64, unique=True)),
                ("every", models.CharField(max_length=8)),
                ("weekdays", models.JSONField(default=list)),
                ("at", models.TimeField()),
                ("last_slot", models.CharField(max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("kind", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=200, null=True, unique=True)),
                ("arguments", models.JSONField(default=dict)),
                ("state", models.CharField(default="queued", max_length=8)),
                ("run_after", models.DateTimeField()),
                ("lease_until", models.DateTimeField(null=True)),
                ("lease_no", models.IntegerField(default=0)),
                ("attempts", models.IntegerField(default=0)),
                ("progress_done", models.IntegerField(default=0)),
                ("progress_of", models.IntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("enqueued_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "run_after", "id"], name="job_state")
                ],
            },
        ),
        migrations.CreateModel(
            name="Kept",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("kind", models.CharField(max_length=64)),
                ("period", models.CharField(max_length=10)),
                ("content", models.JSONField()),
                ("kept_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "period"), name="kept_period"
                    )
                ],
            },
        ),
    ]
