"""Registers of units beside the ledger, and draws: append only."""

import django.db.models.deletion
from django.db import migrations, models

from gongshi.ledger.migrations._append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0018_exposures'),
    ]

    operations = [
        migrations.CreateModel(
            name='DrawNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=32, unique=True)),
                ('kind', models.CharField(max_length=16)),
                ('place', models.CharField(max_length=64)),
                ('period', models.CharField(max_length=7)),
                ('seed', models.CharField(max_length=200)),
                ('rule', models.JSONField()),
                ('given', models.JSONField()),
                ('made_by', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('result', models.JSONField()),
                ('made_by', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField()),
                ('notice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='draw', to='ledger.drawnotice')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='RegisterCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(max_length=32)),
                ('period', models.CharField(max_length=7)),
                ('file_name', models.CharField(max_length=255)),
                ('file_hash', models.CharField(max_length=64)),
                ('columns', models.JSONField()),
                ('rows', models.IntegerField()),
                ('due', models.IntegerField()),
                ('excluded', models.IntegerField()),
                ('no_rows', models.IntegerField()),
                ('joined', models.IntegerField()),
                ('near', models.IntegerField()),
                ('missing', models.IntegerField()),
                ('result', models.JSONField()),
                ('editions', models.CharField(max_length=64)),
                ('made_by', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='register_checks', to='ledger.unit')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='RegisterAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_number', models.IntegerField()),
                ('made_by', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField()),
                ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('check_of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='ledger.registercheck')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='RegisterMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(max_length=32)),
                ('columns', models.JSONField()),
                ('made_by', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.unit')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.AddIndex(
            model_name='registercheck',
            index=models.Index(fields=['period', 'unit', 'category'], name='register_check_period'),
        ),
        append_only(
            "ledger_registermapping",
            "ledger_registercheck",
            "ledger_registeranswer",
            "ledger_drawnotice",
            "ledger_draw",
        ),
    ]
