# ruff: noqa: ARG001, D101, RUF012
"""Issued bulletins and decided adjustments, append only; bulletins on their way."""

import django.db.models.deletion
from django.db import migrations, models

from gongshi.ledger.migrations._append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0009_seals"),
    ]

    operations = [
        migrations.CreateModel(
            name="AdjustmentRequest",
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
                ("period", models.CharField(max_length=7)),
                ("kind", models.CharField(max_length=64)),
                ("is_met", models.BooleanField()),
                ("reason", models.CharField(max_length=500)),
                ("file_name", models.CharField(blank=True, max_length=255)),
                ("file_hash", models.CharField(blank=True, max_length=64)),
                ("asked_by", models.CharField(max_length=64)),
                ("asked_at", models.DateTimeField()),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="ledger.evidence",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="ledger.unit"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="AdjustmentDecision",
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
                ("decided_at", models.DateTimeField()),
                (
                    "paper",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="ledger.evidence",
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="ledger.adjustmentrequest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IssuedBulletin",
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
                ("period", models.CharField(max_length=10)),
                ("version", models.IntegerField()),
                ("number", models.CharField(max_length=100)),
                ("signed_on", models.DateField()),
                ("drafted_by", models.CharField(max_length=64)),
                ("approved_by", models.CharField(max_length=64)),
                ("issued_by", models.CharField(max_length=64)),
                ("issued_at", models.DateTimeField()),
                ("as_of", models.DateTimeField()),
                ("policy", models.CharField(max_length=100)),
                ("rulebook", models.CharField(max_length=64)),
                ("document", models.TextField()),
                ("document_hash", models.CharField(max_length=64)),
                ("edits", models.JSONField(default=dict)),
                ("correction", models.TextField(blank=True)),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="ledger.issuedbulletin",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="BulletinDraft",
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
                ("period", models.CharField(max_length=10)),
                ("state", models.CharField(default="writing", max_length=16)),
                ("correction", models.TextField(blank=True)),
                ("document", models.TextField()),
                ("as_of", models.DateTimeField()),
                ("edits", models.JSONField(default=dict)),
                ("started_by", models.CharField(max_length=64)),
                ("writers", models.JSONField(default=list)),
                ("remark", models.TextField(blank=True)),
                ("sent_by", models.CharField(blank=True, max_length=64)),
                ("answered_by", models.CharField(blank=True, max_length=64)),
                ("answer", models.TextField(blank=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.issuedbulletin",
                    ),
                ),
                (
                    "issued",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="ledger.issuedbulletin",
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.AddIndex(
            model_name="adjustmentrequest",
            index=models.Index(fields=["place", "period"], name="adjustment_period"),
        ),
        migrations.AddConstraint(
            model_name="issuedbulletin",
            constraint=models.UniqueConstraint(
                fields=("place", "period", "version"), name="bulletin_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="issuedbulletin",
            constraint=models.UniqueConstraint(
                fields=("place", "number"), name="bulletin_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="bulletindraft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("writing", "review", "approved"))),
                fields=("place", "period"),
                name="bulletin_draft_open",
            ),
        ),
        append_only(
            "ledger_adjustmentrequest",
            "ledger_adjustmentdecision",
            "ledger_issuedbulletin",
        ),
    ]
