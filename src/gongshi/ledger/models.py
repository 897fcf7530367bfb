"""The tables of the ledger: what was received, what became of it, what holds now.

`Filing`, `Refusal`, `Batch`, `Entry`, `Finding`, `NilReturn`, `Withdrawal`, `Evidence`,
`AdjustmentRequest`, `AdjustmentDecision`, `WindowRequest`, `WindowDecision`,
`IssuedScores`, `IssuedBulletin`, `Letter`, `UnitChange`, `Seal` and `Restoration` are
append only: triggers refuse to change or delete them.
`Record`, `Unit`, `WithdrawalRequest` and `BulletinDraft` hold the present state and may
change. Suspicions have theirs in `case_models`, series in `series_models`, what media
told in `exposure_models`, registers and draws in `register_models`.
"""

from django.db import models
from django.db.models import F, Func, Q

# Django finds tables from here.
from gongshi.ledger import case_models as case_models
from gongshi.ledger import exposure_models as exposure_models
from gongshi.ledger import register_models as register_models
from gongshi.ledger import series_models as series_models

#: Entries of a batch are numbered from the batch's own number times this; so an entry's
#: id is known before it is stored, names its row, and is never used again.
ROWS_A_BATCH = 10_000_000
#: The category whose accepted rows are the library of subjects.
LIBRARY = "subject_base"
#: The unit of an entry, 0 = nobody's. Not the column: SQLite would ask an index of it for
#: all rows of a unit, where others serve better.
OF_UNIT = Func(
    F("unit"),
    template="COALESCE(%(expressions)s, 0)",
    output_field=models.BigIntegerField(),
)


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


class FilingDay(models.Model):
    """How many filings a day has had; locked while the next number is handed out."""

    day = models.DateField(primary_key=True)
    last = models.IntegerField(default=0)


class Filing(models.Model):
    """One file as it was brought: the promise that it is kept; never changed.

    What became of it is the batch of the same number, or its refusal; until there is
    one of them it waits to be judged.
    """

    number = models.CharField(max_length=32, unique=True)
    #: None: every row tells its own.
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT)
    category = models.CharField(max_length=32)
    channel = models.CharField(max_length=16)
    file_name = models.CharField(max_length=255)
    file_hash = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    #: Login of the person who brought it; blank where no one logged in.
    brought_by = models.CharField(max_length=150, blank=True)
    #: What the sender calls this one act; the same again is the same filing.
    key = models.CharField(max_length=100, null=True, unique=True)
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        """Oldest first."""

        ordering = ("pk",)


class Refusal(models.Model):
    """Why a filing could not be read as what it claims to be; never changed."""

    filing = models.OneToOneField(Filing, on_delete=models.PROTECT)
    code = models.CharField(max_length=32)
    text = models.TextField()
    refused_at = models.DateTimeField()


class Batch(models.Model):
    """The rows of a filing, judged and entered; it bears the filing's number."""

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
                    # The order of lists, and of the rows on the disk.
                    "id",
                    "unit",
                    "outcome",
                    "late",
                    "exempt",
                    "category",
                    # Lists are sorted by these.
                    "due_on",
                    "decided_on",
                    "days_late",
                    # Which rows left the counts, because better ones came.
                    "replaces",
                ),
                name="entry_received",
            ),
            models.Index(
                fields=("identity",), name="entry_held", condition=Q(outcome="pending")
            ),
            # The same for a unit's rows of all times. One that held less would lead SQLite
            # away from `entry_received` where that one serves better.
            models.Index(
                fields=(
                    "unit",
                    "received_at",
                    "id",
                    "outcome",
                    "late",
                    "exempt",
                    "category",
                    "due_on",
                    "decided_on",
                    "days_late",
                    "replaces",
                ),
                name="entry_of_unit",
            ),
            # What a window would have met, had it been open.
            models.Index(
                fields=("decided_on", "category", "unit"),
                name="entry_late_decided",
                condition=Q(late=True),
            ),
            models.Index(
                fields=("series_prefix", "series_year", "series_serial"),
                name="entry_series",
            ),
            # By the unit first: its rows come together, and units are few enough to ask
            # for each of them.
            models.Index(OF_UNIT, F("subject_code"), name="entry_subject"),
            models.Index(
                fields=("subject_code",),
                name="entry_library",
                condition=Q(category=LIBRARY),
            ),
            # How many rows each window exempted: few rows, and few names.
            models.Index(
                fields=("exempt",), name="entry_exempt", condition=Q(exempt__gt="")
            ),
            # Which rows of a period left its counts, without reading all of it. A row is
            # later than what it replaces; saying so keeps questions of one row away from
            # this index, which PostgreSQL would else read whole for each.
            models.Index(
                fields=("received_at", "replaces"),
                name="entry_replacing",
                condition=Q(replaces__lt=F("id")),
            ),
        )


class Unmended(models.Model):
    """A returned row that waits: no later row replaces it, and nobody withdrew it.

    The present state alone; it goes when its row is mended. With what lists and counts
    ask of the row, so that they need not read it.
    """

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, db_index=False)
    category = models.CharField(max_length=32)
    due_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    received_at = models.DateTimeField()
    identity = models.CharField(max_length=32, db_index=True)
    #: Hash of document number and name, however long they are; blank without a number.
    told = models.CharField(max_length=32, db_index=True, blank=True)

    class Meta:
        """A unit's rows, those due first before the others."""

        indexes = (
            models.Index(
                fields=(
                    "unit",
                    "due_on",
                    "category",
                    "entry",
                    "decided_on",
                    "received_at",
                ),
                name="unmended_unit",
            ),
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


class NilReturn(models.Model):
    """A unit's word that it decided nothing of a category in a period; never changed."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    category = models.CharField(max_length=32)
    #: Both included, in China.
    first_day = models.DateField()
    last_day = models.DateField()
    #: Key of one of the policy's reasons; blank when it was written instead.
    reason = models.CharField(max_length=32, blank=True)
    #: The reason as it was read, whichever way it was given.
    told = models.CharField(max_length=200)
    #: Login of the person; blank where no one logged in.
    declared_by = models.CharField(max_length=150, blank=True)
    declared_at = models.DateTimeField(db_index=True)
    policy = models.CharField(max_length=100)

    class Meta:
        """Newest period first; each is declared once."""

        ordering = ("-first_day", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "category", "first_day", "last_day"),
                name="nil_return_once",
            ),
        )


class Withdrawal(models.Model):
    """That a unit takes a filed row back, and why; never changed."""

    #: Each row is withdrawn once; it stays in the ledger.
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT)
    reason = models.CharField(max_length=200)
    #: Logins of who wanted it and of who decided it: the same one where nobody had to
    #: confirm; blank where no one logged in.
    asked_by = models.CharField(max_length=150, blank=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(db_index=True)


class WithdrawalRequest(models.Model):
    """That a clerk wants an accepted row back; the head of the unit decides."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
    reason = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    #: None until someone has decided.
    is_granted = models.BooleanField(null=True)
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first; one open request a row."""

        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("entry",),
                condition=Q(is_granted=None),
                name="withdrawal_asked_once",
            ),
        )


class Record(models.Model):
    """The present state of one record: its latest accepted entry."""

    #: See `record_keys`: what its number begins with, then its identity.
    key = models.CharField(max_length=40)
    category = models.CharField(max_length=32)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
    #: When it first complied; an update does not make it late.
    first_received_at = models.DateTimeField()
    versions = models.IntegerField()

    class Meta:
        """One record a key."""

        constraints = (
            models.UniqueConstraint(fields=("category", "key"), name="record_key"),
        )


class Evidence(models.Model):
    """One reviewed paper; never changed: a later one takes its place."""

    #: Key of the place by whose policy it was kept, and the month it counts for.
    place = models.CharField(max_length=64)
    period = models.CharField(max_length=7)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    #: Key of a part, of an adjustment, or of a paper.
    kind = models.CharField(max_length=64)
    is_met = models.BooleanField()
    #: Rows of a register that were due, and those that never came.
    due = models.IntegerField(null=True)
    concealed = models.IntegerField(null=True)
    #: What any other paper says: key of the field → whole number, text or ISO day.
    values = models.JSONField(default=dict)
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

    @property
    def told(self) -> dict[str, object]:
        """Give what the paper says, the numbers of a register among it."""
        register: dict[str, object] = {"due": self.due, "concealed": self.concealed}
        known = {key: value for key, value in register.items() if value is not None}
        return {**known, **self.values}


class AdjustmentRequest(models.Model):
    """That someone wants points added or taken; nothing counts before it is decided."""

    place = models.CharField(max_length=64)
    period = models.CharField(max_length=7)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    #: Key of an adjustment of the policy.
    kind = models.CharField(max_length=64)
    is_met = models.BooleanField()
    reason = models.CharField(max_length=500)
    file_name = models.CharField(max_length=255, blank=True)
    file_hash = models.CharField(max_length=64, blank=True)
    #: The paper whose place it is to take.
    replaces = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT)
    #: Login, and when.
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering = ("pk",)
        indexes = (models.Index(fields=("place", "period"), name="adjustment_period"),)


class AdjustmentDecision(models.Model):
    """What a second person said to it; granted, it became a paper."""

    request = models.OneToOneField(
        AdjustmentRequest, on_delete=models.PROTECT, related_name="decision"
    )
    is_granted = models.BooleanField()
    note = models.CharField(max_length=500, blank=True)
    decided_by = models.CharField(max_length=64)
    decided_at = models.DateTimeField()
    #: None where it was refused.
    paper = models.OneToOneField(Evidence, null=True, on_delete=models.PROTECT)


class WindowRequest(models.Model):
    """That someone wants a window opened, or closed early; nothing changes before."""

    place = models.CharField(max_length=64)
    #: Rows that came through it bear this name.
    name = models.CharField(max_length=60)
    #: Keys.
    categories = models.JSONField()
    #: First and last decision day, both included.
    decided_from = models.DateField()
    decided_to = models.DateField()
    #: Last day of filing, to 24:00; of a closing, the last day that is left.
    submit_by = models.DateField()
    reason = models.CharField(max_length=500)
    #: The document that it rests on; its number is blank where it has none.
    paper = models.CharField(max_length=200)
    number = models.CharField(max_length=100, blank=True)
    #: The opening that it ends early; None where it is an opening itself.
    closes = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="closings"
    )
    #: Login, and when.
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering = ("pk",)


class WindowDecision(models.Model):
    """What a second person said to it; granted, it holds for rows received from then on."""

    request = models.OneToOneField(
        WindowRequest, on_delete=models.PROTECT, related_name="decision"
    )
    is_granted = models.BooleanField()
    note = models.CharField(max_length=500, blank=True)
    #: Login and name, as it was then.
    decided_by = models.CharField(max_length=64)
    decided_name = models.CharField(max_length=64)
    decided_at = models.DateTimeField()


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


class IssuedBulletin(models.Model):
    """A bulletin as it was issued; a correction is a further version that names it."""

    place = models.CharField(max_length=64)
    #: A month like 2023-12, or a day like 2023-12-01.
    period = models.CharField(max_length=10)
    version = models.IntegerField()
    #: Document number and day as printed.
    number = models.CharField(max_length=100)
    signed_on = models.DateField()
    #: Logins, or names where nobody logged in.
    drafted_by = models.CharField(max_length=64)
    approved_by = models.CharField(max_length=64)
    issued_by = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    #: When its figures were counted.
    as_of = models.DateTimeField()
    policy = models.CharField(max_length=100)
    rulebook = models.CharField(max_length=64)
    #: Everything of it, see `bulletin.frozen`, and the SM3 of that.
    document = models.TextField()
    document_hash = models.CharField(max_length=64)
    #: Place of a paragraph → how it was composed, where people worded it themselves.
    edits = models.JSONField(default=dict)
    #: The version that it corrects, and what is corrected.
    corrects = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    correction = models.TextField(blank=True)

    class Meta:
        """Versions are numbered from 1; a document number is given once."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("place", "period", "version"), name="bulletin_version"
            ),
            models.UniqueConstraint(fields=("place", "number"), name="bulletin_number"),
        )


class BulletinDraft(models.Model):
    """A bulletin on its way: written, reviewed, approved, and then issued or dropped."""

    place = models.CharField(max_length=64)
    period = models.CharField(max_length=10)
    #: One of `ledger.drafts`: writing, review, approved, issued, dropped.
    state = models.CharField(max_length=16, default="writing")
    #: The issued version that it is to correct, and what is corrected.
    corrects = models.ForeignKey(
        IssuedBulletin, null=True, on_delete=models.PROTECT, related_name="+"
    )
    correction = models.TextField(blank=True)
    #: As composed, without the own wordings; and when its figures were counted.
    document = models.TextField()
    as_of = models.DateTimeField()
    #: Place of a paragraph → its own wording, who wrote it and when.
    edits = models.JSONField(default=dict)
    started_by = models.CharField(max_length=64)
    #: Everybody who has written in it; none of them may approve it.
    writers = models.JSONField(default=list)
    #: Why it goes to review with what the audit found.
    remark = models.TextField(blank=True)
    #: Who sent, approved or returned it last, when, and what he said.
    sent_by = models.CharField(max_length=64, blank=True)
    answered_by = models.CharField(max_length=64, blank=True)
    answer = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    issued = models.OneToOneField(
        IssuedBulletin, null=True, on_delete=models.PROTECT, related_name="draft"
    )

    class Meta:
        """Newest first; one is open at a time."""

        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("place", "period"),
                condition=Q(state__in=("writing", "review", "approved")),
                name="bulletin_draft_open",
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


class UnitChange(models.Model):
    """A unit's new name, alias or place in the tree, from a day on; never changed.

    `Unit` holds what is so today; what was so on an earlier day follows by undoing the
    changes after it.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="changes")
    #: rename, merge, split, transfer, alias or unalias.
    kind = models.CharField(max_length=16)
    #: First day on which the new state holds.
    on = models.DateField(db_index=True)
    old_name = models.CharField(max_length=200)
    new_name = models.CharField(max_length=200)
    old_parent = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+"
    )
    new_parent = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: The alias that was given or taken; None where it is about something else.
    alias = models.CharField(max_length=200, null=True)
    #: Why: a document's number, as a rule.
    reason = models.TextField()
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        """In the order in which they were made."""

        ordering = ("pk",)


class Seal(models.Model):
    """The hash of one row that never changes, or of all rows of a batch; append only.

    It names the columns it covers: one that a later edition adds breaks no seal. An
    edition that renames one must seal its table anew.
    """

    table = models.CharField(max_length=64)
    #: Key of the row, or of the batch.
    key = models.BigIntegerField()
    #: Joined with commas.
    columns = models.TextField()
    rows = models.IntegerField()
    #: SM3 of the rows' lines (see `canonical`), in order of their ids.
    hash = models.CharField(max_length=64)
    #: CRC-32 of each line, four bytes a row: finds the row. Empty for a single one.
    marks = models.BinaryField()

    class Meta:
        """One a row or batch."""

        constraints = (
            models.UniqueConstraint(fields=("table", "key"), name="seal_once"),
        )


class Restoration(models.Model):
    """That this ledger came out of a backup; append only.

    What was received after the backup is gone, but its numbers are on receipts: they
    must not be given to anything else.
    """

    taken_at = models.DateTimeField()
    restored_at = models.DateTimeField()
    #: Batches from then on are numbered from here.
    first_batch = models.BigIntegerField()
    #: SM3 of the backup's manifest.
    manifest = models.CharField(max_length=64)
