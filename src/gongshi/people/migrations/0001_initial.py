# ruff: noqa: ARG001, D101, RUF012
"""People, notices, the audit log with its triggers, and requests that are held."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: Where the audit log begins.
GENESIS = "0" * 64
#: Table → acts that are refused. The head of the chain moves, and never goes.
REFUSED = {
    "people_auditentry": ("UPDATE", "DELETE"),
    "people_audithead": ("DELETE",),
}


def refuse(apps, schema_editor):
    """Create the triggers; PostgreSQL has their function since the ledger's second migration."""
    run = schema_editor.connection.cursor().execute
    for table, acts in REFUSED.items():
        if schema_editor.connection.vendor == "sqlite":
            for act in acts:
                run(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
                )
        else:
            run(
                f"CREATE TRIGGER {table}_append_only "
                f"BEFORE {' OR '.join((*acts, 'TRUNCATE'))} "
                f"ON {table} EXECUTE FUNCTION gongshi_append_only()"
            )


def begin(apps, schema_editor):
    """Begin the chain."""
    head = apps.get_model("people", "AuditHead")
    head.objects.create(pk=1, number=0, hash=GENESIS)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('ledger', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(db_index=True)),
                ('actor', models.CharField(blank=True, db_index=True, max_length=64)),
                ('act', models.CharField(max_length=64)),
                ('target', models.CharField(blank=True, max_length=200)),
                ('detail', models.TextField()),
                ('address', models.CharField(blank=True, max_length=64)),
                ('previous', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ('number',),
            },
        ),
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField()),
                ('hash', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('login', models.CharField(max_length=64, unique=True)),
                ('name', models.CharField(max_length=64)),
                ('role', models.CharField(max_length=32)),
                ('is_active', models.BooleanField(default=True)),
                ('must_change_password', models.BooleanField(default=True)),
                ('approved_by', models.CharField(blank=True, max_length=64)),
                ('generation', models.IntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='ledger.unit')),
            ],
            options={
                'ordering': ('login',),
            },
        ),
        migrations.CreateModel(
            name='FormerPassword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='HeldRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=64, unique=True)),
                ('path', models.CharField(max_length=500)),
                ('query', models.CharField(blank=True, max_length=2000)),
                ('content_type', models.CharField(max_length=300)),
                ('body', models.BinaryField()),
                ('seal', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(db_index=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=32)),
                ('text', models.TextField()),
                ('link', models.CharField(blank=True, max_length=300)),
                ('key', models.CharField(max_length=200, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ('read_by', models.ManyToManyField(related_name='read_notices', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='ledger.unit')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['clerk', 'unit_head', 'analyst', 'reviewer', 'office_head', 'supervisor', 'system_admin', 'security_admin', 'audit_admin'])), name='person_role'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role__in', ['clerk', 'unit_head']), ('unit__isnull', False)), models.Q(models.Q(('role__in', ['clerk', 'unit_head']), _negated=True), ('unit__isnull', True)), _connector='OR'), name='person_unit'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('unit__isnull', True), ('person__isnull', True), _connector='XOR'), name='notice_addressee'),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
        migrations.RunPython(refuse, migrations.RunPython.noop),
    ]
