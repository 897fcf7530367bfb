"""The tables of suspicions: cases, the signals that raised them, what was done about it.

`Case`, `Signal`, `CaseStep` and `SignalSwitch` are append only; `CaseState` holds the present state and
may change: it follows from the steps.
"""

from django.db import models


class Case(models.Model):
    """One decision that seems not to be reported, or one unit that tells nothing."""

    #: Like X20221103-0001.
    number = models.CharField(max_length=32, unique=True)
    #: Who should have reported it; None = nobody is known yet.
    unit = models.ForeignKey(
        "ledger.Unit", null=True, on_delete=models.PROTECT, related_name="cases"
    )
    #: Key of the category; blank = unknown.
    category = models.CharField(max_length=32, blank=True)
    #: As it was found first, and what equal numbers have in common; blank = unknown.
    document_number = models.CharField(max_length=200, blank=True)
    number_key = models.CharField(max_length=200, blank=True, db_index=True)
    authority_name = models.CharField(max_length=200, blank=True)
    #: Masked wherever it is shown.
    subject_name = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField(null=True)
    opened_at = models.DateTimeField(db_index=True)

    class Meta:
        """Oldest first."""

        ordering = ("pk",)


class Signal(models.Model):
    """Why a case is suspected: one finding of one kind of search."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="signals")
    #: Key of `[[signal]]` of the rulebook, as gap, register or exposure.
    kind = models.CharField(max_length=16)
    #: What the finding is about, so that the same one is raised once only.
    key = models.CharField(max_length=300, unique=True)
    #: The finding in one sentence.
    told = models.CharField(max_length=500)
    #: What it rests on: entries, rows of a register, an address; JSON values.
    evidence = models.JSONField(default=dict)
    #: Day that was looked at, in China.
    found_on = models.DateField()
    raised_at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering = ("pk",)


class CaseStep(models.Model):
    """What was done about a case: by whom, when, with which words and papers."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    #: One of `cases.ACTS`.
    act = models.CharField(max_length=16)
    #: Key of `[[reason]]`, of an answer; else blank.
    reason = models.CharField(max_length=32, blank=True)
    #: Key of `[[verdict]]`, of a verdict; else blank.
    verdict = models.CharField(max_length=16, blank=True)
    text = models.CharField(max_length=2000, blank=True)
    #: Whom it was handed to, and the last day of the answer.
    to = models.ForeignKey(
        "ledger.Unit", null=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(null=True)
    #: The case that this one became part of.
    into = models.ForeignKey(
        Case, null=True, on_delete=models.PROTECT, related_name="merged"
    )
    #: The row that reports the decision.
    entry = models.ForeignKey(
        "ledger.Entry", null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Papers: name, hash and size in bytes of each; the archive keeps them.
    files = models.JSONField(default=list)
    #: Login, or blank where the program did it itself.
    made_by = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering = ("pk",)


class CaseState(models.Model):
    """Where a case stands now: what its steps come to."""

    case = models.OneToOneField(
        Case, primary_key=True, on_delete=models.PROTECT, related_name="state"
    )
    #: One of `cases.STATES`.
    state = models.CharField(max_length=16, db_index=True)
    #: The last verdict; blank = none yet.
    verdict = models.CharField(max_length=16, blank=True)
    #: Reason that the unit gave last.
    reason = models.CharField(max_length=32, blank=True)
    #: Who has to do something about it; None = the office.
    holder = models.ForeignKey(
        "ledger.Unit", null=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(null=True)
    #: How many signals point at it.
    signals = models.IntegerField(default=0)
    changed_at = models.DateTimeField(db_index=True)


class SignalSwitch(models.Model):
    """That a kind of signal was turned down, or up again; the last one of a kind holds."""

    #: Key of `[[signal]]` of the rulebook.
    kind = models.CharField(max_length=16)
    #: One of `switches.HOWS`.
    how = models.CharField(max_length=16)
    reason = models.CharField(max_length=500)
    #: Login and name.
    made_by = models.CharField(max_length=64)
    made_name = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering = ("pk",)
