"""The table of what was found last in each series of document numbers.

It is no record of anything: a job finds it anew, so that pages need not read every
number that was ever filed.
"""

from django.db import models


class NumberSeries(models.Model):
    """One series, its gaps, and what became of them."""

    #: Authority, prefix and year of its first member; the same whenever it is found.
    key = models.CharField(max_length=300, unique=True)
    prefix = models.CharField(max_length=200)
    year = models.IntegerField()
    #: Of all members, joined.
    authority_name = models.CharField(max_length=200)
    #: Keys with a comma before, between and behind them.
    categories = models.CharField(max_length=200)
    #: Those who filed its numbers.
    units = models.ManyToManyField("ledger.Unit", related_name="+")
    #: Serials.
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    #: Numbers that have a decision.
    count = models.IntegerField()
    #: Numbers that are missing and not accepted to be: the sum of the three below.
    missing = models.IntegerField()
    unexplained = models.IntegerField()
    explained = models.IntegerField()
    refused = models.IntegerField()
    accepted = models.IntegerField()
    #: First day on which an unexplained one is due; None without any.
    due_on = models.DateField(null=True)
    duplicates = models.IntegerField()
    #: Fraction 0–1.
    density = models.FloatField()
    #: key, title, text of each.
    flags = models.JSONField(default=list)
    #: Runs without a decision: first, last, state (of `explained.STATES`, or jump).
    runs = models.JSONField(default=list)
    found_at = models.DateTimeField()

    class Meta:
        """Read by year, most missing first."""

        indexes = (
            models.Index(fields=("year", "-missing"), name="series_missing"),
            models.Index(fields=("-missing", "key"), name="series_worst"),
        )
