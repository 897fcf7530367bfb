"""The tables of the ledger: what was received, what became of it, what holds now.

`Batch`, `Entry`, `Finding`, `Evidence`, `IssuedScores` and `Letter` are append only:
triggers refuse to change or delete them. `Record` and `Unit` hold the present state and
may change.
"""

from django.db import models
from django.db.models import Q

#: Entries of a batch are numbered from the batch's own number times this; so an entry's
#: id is known before it is stored, names its row, and is never used again.
ROWS_A_BATCH = 10_000_000


class Office(models.Model):
    """The credit office that this ledger belongs to: one row, made by `init`.

    Locked for the length of every write that hands out numbers or compares records.
    """

    #: Key of the place whose policy holds.
    place = models.CharField(max_length=64)
    #: What pages call the office.
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField()


class Unit(models.Model):
    """A reporting unit; children count towards the unit at the top of their tree."""

    name = models.CharField(max_length=200, unique=True)
    code = models.CharField(max_length=18, blank=True, db_index=True)
    place = models.CharField(max_length=64, blank=True)
    group = models.CharField(max_length=64, blank=True)
    functions = models.JSONField(default=list)
    aliases = models.JSONField(default=list)
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="children"
    )
    #: Place in the register; ties in tables are broken by it.
    position = models.IntegerField()

    class Meta:
        """Register order."""

        ordering = ("position",)


class Batch(models.Model):
    """One received file and its receipt."""

    number = models.CharField(max_length=32, unique=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT)
    category = models.CharField(max_length=32)
    edition = models.CharField(max_length=32)
    channel = models.CharField(max_length=16)
    file_name = models.CharField(max_length=255)
    file_hash = models.CharField(max_length=64, db_index=True)
    received_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField()
    policy = models.CharField(max_length=100)
    rulebook = models.CharField(max_length=64)
    received = models.IntegerField()
    accepted = models.IntegerField()
    faulty = models.IntegerField()
    duplicate = models.IntegerField()
    pending = models.IntegerField()
    excluded = models.IntegerField()
    late = models.IntegerField()
    exempt = models.IntegerField()


class Entry(models.Model):
    """One received row, as judged when it came; never changed."""

    id = models.BigIntegerField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, db_index=False)
    row_number = models.IntegerField()
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, db_index=False)
    category = models.CharField(max_length=32)
    #: Which record it is about, and its whole content: 128-bit hashes in hexadecimal.
    identity = models.CharField(max_length=32)
    content = models.CharField(max_length=32)
    subject_name = models.TextField(blank=True)
    subject_code = models.CharField(max_length=64, blank=True)
    document_number = models.TextField(blank=True)
    series_prefix = models.TextField(blank=True)
    series_year = models.IntegerField(null=True)
    series_serial = models.TextField(blank=True)
    decided_on = models.DateField(null=True)
    received_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    outcome = models.CharField(max_length=16)
    late = models.BooleanField()
    days_late = models.IntegerField(null=True)
    #: Name of the window without which it would be late.
    exempt = models.TextField(blank=True)
    #: False when a rule withholds the record from publication.
    publish = models.BooleanField()
    #: The entry that this one puts right, or tries to.
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    #: The rest of the row in normal form, field code → text; blanks left out.
    row = models.JSONField()

    class Meta:
        """What counts and drill-downs ask for."""

        indexes = (
            # Every count of a period is answered from this index alone.
            models.Index(
                fields=(
                    "received_at",
                    "unit",
                    "outcome",
                    "late",
                    "exempt",
                    "category",
                    "id",
                ),
                name="entry_received",
            ),
            models.Index(
                fields=("identity",), name="entry_faulty", condition=Q(outcome="faulty")
            ),
            models.Index(
                fields=("identity",), name="entry_held", condition=Q(outcome="pending")
            ),
            models.Index(
                fields=("document_number",),
                name="entry_faulty_number",
                condition=Q(outcome="faulty"),
            ),
            models.Index(fields=("series_prefix", "series_year"), name="entry_series"),
            models.Index(fields=("subject_code",), name="entry_subject"),
        )


class Finding(models.Model):
    """One rule that one cell breaks, in the words that the unit was given."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
    field = models.CharField(max_length=64)
    rule = models.CharField(max_length=16)
    severity = models.CharField(max_length=16)
    value = models.TextField(null=True)
    message = models.TextField()
    suggestion = models.TextField(null=True)
    source = models.TextField()


class Record(models.Model):
    """The present state of one record: its latest accepted entry."""

    identity = models.CharField(max_length=32)
    category = models.CharField(max_length=32)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
    #: When it first complied; an update does not make it late.
    first_received_at = models.DateTimeField()
    versions = models.IntegerField()

    class Meta:
        """One record a key."""

        constraints = (
            models.UniqueConstraint(
                fields=("category", "identity"), name="record_identity"
            ),
        )


class Evidence(models.Model):
    """One reviewed paper; never changed: a later one takes its place."""

    #: Key of the place by whose policy it was kept, and the month it counts for.
    place = models.CharField(max_length=64)
    period = models.CharField(max_length=7)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    #: Key of a part, of an adjustment, or of a paper of the assessment.
    kind = models.CharField(max_length=64)
    is_met = models.BooleanField()
    #: Rows of a register that were due, and those that never came.
    due = models.IntegerField(null=True)
    concealed = models.IntegerField(null=True)
    reviewer = models.CharField(max_length=100)
    note = models.TextField(blank=True)
    #: Of the attached file, kept in the archive; blank without one.
    file_name = models.CharField(max_length=255, blank=True)
    file_hash = models.CharField(max_length=64, blank=True)
    policy = models.CharField(max_length=100)
    received_at = models.DateTimeField()
    #: The one whose place it takes; each gives way once.
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    class Meta:
        """A month's papers, oldest first."""

        ordering = ("pk",)
        indexes = (models.Index(fields=("place", "period"), name="evidence_period"),)


class IssuedScores(models.Model):
    """The scores of a month as they were issued; a correction is a further version."""

    place = models.CharField(max_length=64)
    period = models.CharField(max_length=7)
    version = models.IntegerField()
    #: Up to when evidence counts.
    as_of = models.DateTimeField()
    issued_at = models.DateTimeField()
    policy = models.CharField(max_length=100)
    rulebook = models.CharField(max_length=64)
    #: The whole answer as JSON, byte for byte.
    content = models.TextField()

    class Meta:
        """Versions are numbered from 1."""

        constraints = (
            models.UniqueConstraint(
                fields=("place", "period", "version"), name="scores_version"
            ),
        )


class Letter(models.Model):
    """One line of the register of letters: what number was given to what."""

    #: Key of the place by whose policy it was written, and of the kind there.
    place = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)
    #: Numbers run from 1 in every year of a kind.
    year = models.IntegerField()
    serial = models.IntegerField()
    #: As printed, such as 信用提〔2022〕3号.
    number = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    #: The month it is about, and the day it bears.
    period = models.CharField(max_length=7)
    signed_on = models.DateField()
    #: SM3 of its title, recipients and text, without the number.
    text_hash = models.CharField(max_length=64)
    policy = models.CharField(max_length=100)
    rulebook = models.CharField(max_length=64)
    registered_at = models.DateTimeField()

    class Meta:
        """In the order in which numbers were given."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("place", "kind", "year", "serial"), name="letter_serial"
            ),
        )
