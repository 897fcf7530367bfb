"""Jobs are done in turn, and long ones let short ones go first."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def begin(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Those that wait keep the turn they have."""
    del editor
    apps.get_model("jobs", "Job").objects.update(turn_at=models.F("run_after"))


class Migration(migrations.Migration):
    """A column, and the index that claims read."""

    dependencies = (("jobs", "0001_initial"),)

    operations = (
        migrations.AddField(
            "job",
            "turn_at",
            models.DateTimeField(default=timezone.now),
            preserve_default=False,
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
        migrations.RemoveIndex("job", "job_state"),
        migrations.AddIndex(
            "job", models.Index(fields=("state", "turn_at", "id"), name="job_turn")
        ),
    )
