"""The table of what was found last in each series of document numbers.

It is no record of anything: a job finds it anew, so that pages need not read every
number that was ever filed.
"""

from django.db import models


class NumberSeries(models.Model):
    """One series, its gaps, what became of them, and what is drawn of it."""

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
    #: Authority, its name, category and prefix of each; the first one with most numbers.
    members = models.JSONField(default=list)
    #: Every spelling of the prefixes that the ledger has.
    prefixes = models.JSONField(default=list)
    #: Id of a unit, category, how many such numbers it filed; most first.
    filers = models.JSONField(default=list)
    #: Key of the flag that says whether it deserves gaps, and whether by the day.
    verdict = models.CharField(max_length=16, default="")
    is_dated = models.BooleanField(default=False)
    #: Digits to which serials are filled up; 0 = as they are.
    pad = models.IntegerField(default=0)
    #: Serials; the next one is None where nobody can say.
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    next = models.BigIntegerField(null=True)
    #: Numbers that have a decision.
    count = models.IntegerField()
    #: Numbers that are missing and not accepted to be: the sum of the three below.
    missing = models.IntegerField()
    unexplained = models.IntegerField()
    explained = models.IntegerField()
    refused = models.IntegerField()
    accepted = models.IntegerField()
    #: How many runs the missing ones make.
    holes = models.IntegerField(default=0)
    #: First day on which an unexplained one is due; None without any.
    due_on = models.DateField(null=True)
    duplicates = models.IntegerField()
    #: Fraction 0–1.
    density = models.FloatField()
    #: key, title, text of each.
    flags = models.JSONField(default=list)
    #: Runs without a decision, the first `series_map.MOST_RUNS`, jumps last: first and
    #: last serial, state (of `explained.STATES`, or jump); behind a state of the first
    #: kind the days seen_on, due_on, after and before of `Gap`, null where not known.
    runs = models.JSONField(default=list)
    #: What is drawn of its numbers, as `actions.series_pictures` says.
    picture = models.JSONField(default=dict)
    #: The last batch, and the last step of any case, that it was found from.
    batches_to = models.BigIntegerField(default=0)
    steps_to = models.BigIntegerField(default=0)
    found_at = models.DateTimeField()

    class Meta:
        """Read by year, most missing first."""

        indexes = (
            models.Index(fields=("year", "-missing"), name="series_missing"),
            models.Index(fields=("-missing", "key"), name="series_worst"),
        )
