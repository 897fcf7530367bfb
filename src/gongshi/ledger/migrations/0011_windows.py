# ruff: noqa: ARG001, D101, RUF012
"""Windows of the office's own: asked for and decided, append only."""

import django.db.models.deletion
from django.db import migrations, models

from gongshi.ledger.migrations._append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0010_issued_bulletins"),
    ]

    operations = [
        migrations.CreateModel(
            name="WindowRequest",
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
                ("place", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=60)),
                ("categories", models.JSONField()),
                ("decided_from", models.DateField()),
                ("decided_to", models.DateField()),
                ("submit_by", models.DateField()),
                ("reason", models.CharField(max_length=500)),
                ("paper", models.CharField(max_length=200)),
                ("number", models.CharField(blank=True, max_length=100)),
                ("asked_by", models.CharField(max_length=64)),
                ("asked_at", models.DateTimeField()),
                (
                    "closes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closings",
                        to="ledger.windowrequest",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="WindowDecision",
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
                ("is_granted", models.BooleanField()),
                ("note", models.CharField(blank=True, max_length=500)),
                ("decided_by", models.CharField(max_length=64)),
                ("decided_name", models.CharField(max_length=64)),
                ("decided_at", models.DateTimeField()),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="ledger.windowrequest",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("late", True)),
                fields=["decided_on", "category", "unit"],
                name="entry_late_decided",
            ),
        ),
        append_only("ledger_windowrequest", "ledger_windowdecision"),
    ]
