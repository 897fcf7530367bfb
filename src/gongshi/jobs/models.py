"""The tables of the queue: what is to be done, when it comes round, what it left."""

from django.db import models

#: States of a job: it waits, a worker has it, it was done, nobody tries it any more.
QUEUED, RUNNING, DONE, DEAD = "queued", "running", "done", "dead"
STATES = (QUEUED, RUNNING, DONE, DEAD)


class Job(models.Model):
    """One thing to do in the background, done by whoever holds its lease."""

    kind = models.CharField(max_length=64)
    #: Two jobs never have the same one, whatever their state; None = not unique.
    key = models.CharField(max_length=200, null=True, unique=True)
    arguments = models.JSONField(default=dict)
    #: Jobs of one lane are done one after the other, as they came; blank = beside any.
    lane = models.CharField(max_length=100, blank=True, default="")
    state = models.CharField(max_length=8, default=QUEUED)
    #: It is not tried before.
    run_after = models.DateTimeField()
    #: Of those that may be tried, the one whose turn came first is done next.
    turn_at = models.DateTimeField()
    #: Up to when its worker is taken to be alive; None while nobody has it.
    lease_until = models.DateTimeField(null=True)
    #: Grows with every claim; a worker whose number is older may not write.
    lease_no = models.IntegerField(default=0)
    #: Claims so far, without those whose worker gave it back.
    attempts = models.IntegerField(default=0)
    #: How far it is, of how much; 0 of 0 is unknown.
    progress_done = models.IntegerField(default=0)
    progress_of = models.IntegerField(default=0)
    #: Why the last attempt failed; blank when none did.
    error = models.TextField(blank=True)
    enqueued_at = models.DateTimeField()
    #: Of the last attempt.
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """Claims, counts and lists read one index, and who is held back another."""

        indexes = (
            models.Index(fields=("state", "turn_at", "id"), name="job_turn"),
            models.Index(fields=("lane", "state", "id"), name="job_lane"),
        )


class Schedule(models.Model):
    """One kind of job that comes round, and the slot that was enqueued last."""

    kind = models.CharField(max_length=64, unique=True)
    #: One of the spans of a cadence: day, week, month, quarter.
    every = models.CharField(max_length=8)
    #: ISO days of the week; only for weeks.
    weekdays = models.JSONField(default=list)
    #: Time of day in China.
    at = models.TimeField()
    #: Such as 2026-11-21, 2026-11 or 2026-Q4.
    last_slot = models.CharField(max_length=10)


class Kept(models.Model):
    """What a job left for pages, such as the table of a day."""

    kind = models.CharField(max_length=64)
    #: What it is about, such as 2026-11-21.
    period = models.CharField(max_length=10)
    content = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        """One of a kind and period; made again, it takes the old one's place."""

        constraints = (
            models.UniqueConstraint(fields=("kind", "period"), name="kept_period"),
        )
