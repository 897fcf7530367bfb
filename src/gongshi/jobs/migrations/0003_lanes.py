"""Jobs that must keep their order share a lane."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column, and the index that tells who is held back."""

    dependencies = (("jobs", "0002_turns"),)

    operations = (
        migrations.AddField(
            "job",
            "lane",
            models.CharField(max_length=100, blank=True, default=""),
        ),
        migrations.AddIndex(
            "job", models.Index(fields=("lane", "state", "id"), name="job_lane")
        ),
    )
