"""Exposures and what persons decided about them, append only; where they stand; feeds."""

import django.db.models.deletion
from django.db import migrations, models

from gongshi.ledger.migrations._append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0017_gaps'),
    ]

    operations = [
        migrations.CreateModel(
            name='Exposure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('text_hash', models.CharField(max_length=64, unique=True)),
                ('address', models.CharField(blank=True, max_length=2000)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('seen_on', models.DateField(null=True)),
                ('text', models.TextField()),
                ('file_name', models.CharField(blank=True, max_length=255)),
                ('file_hash', models.CharField(blank=True, max_length=64)),
                ('facts', models.JSONField(default=list)),
                ('edition', models.CharField(max_length=10)),
                ('added_by', models.CharField(blank=True, max_length=64)),
                ('added_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='ExposureFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=2000)),
                ('key', models.CharField(max_length=64, unique=True)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('is_on', models.BooleanField(default=False)),
                ('etag', models.CharField(blank=True, max_length=300)),
                ('last_modified', models.CharField(blank=True, max_length=100)),
                ('tried_at', models.DateTimeField(null=True)),
                ('fetched_at', models.DateTimeField(null=True)),
                ('fault', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='ExposureRuling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.IntegerField()),
                ('ruling', models.CharField(max_length=16)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('made_by', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('exposure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rulings', to='ledger.exposure')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.unit')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Sighted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.IntegerField()),
                ('state', models.CharField(db_index=True, max_length=16)),
                ('number_key', models.CharField(blank=True, db_index=True, max_length=200)),
                ('candidates', models.JSONField(default=list)),
                ('matched_at', models.DateTimeField()),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.case')),
                ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('exposure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sighted', to='ledger.exposure')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.unit')),
            ],
            options={
                'ordering': ('exposure', 'place'),
                'constraints': [models.UniqueConstraint(fields=('exposure', 'place'), name='sighted_place')],
            },
        ),
        append_only("ledger_exposure", "ledger_exposureruling"),
    ]
