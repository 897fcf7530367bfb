"""Kinds of signals that were turned down, append only; what was found in each series."""

from django.db import migrations, models

from gongshi.ledger.migrations._append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0016_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignalSwitch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('how', models.CharField(max_length=16)),
                ('reason', models.CharField(max_length=500)),
                ('made_by', models.CharField(max_length=64)),
                ('made_name', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=300, unique=True)),
                ('prefix', models.CharField(max_length=200)),
                ('year', models.IntegerField()),
                ('authority_name', models.CharField(max_length=200)),
                ('categories', models.CharField(max_length=200)),
                ('first', models.BigIntegerField()),
                ('last', models.BigIntegerField()),
                ('count', models.IntegerField()),
                ('missing', models.IntegerField()),
                ('unexplained', models.IntegerField()),
                ('explained', models.IntegerField()),
                ('refused', models.IntegerField()),
                ('accepted', models.IntegerField()),
                ('due_on', models.DateField(null=True)),
                ('duplicates', models.IntegerField()),
                ('density', models.FloatField()),
                ('flags', models.JSONField(default=list)),
                ('runs', models.JSONField(default=list)),
                ('found_at', models.DateTimeField()),
                ('units', models.ManyToManyField(related_name='+', to='ledger.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['year', '-missing'], name='series_missing'), models.Index(fields=['-missing', 'key'], name='series_worst')],
            },
        ),
        append_only("ledger_signalswitch"),
    ]
