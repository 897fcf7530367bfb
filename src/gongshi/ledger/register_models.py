"""The tables of registers and draws; all of them append only."""

from django.db import models


class RegisterMapping(models.Model):
    """Which column of a unit's registers is what, as a person said; the latest holds."""

    unit = models.ForeignKey("ledger.Unit", on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=32)
    #: Name of the column → key of `policy.completeness.COLUMNS`.
    columns = models.JSONField()
    #: Login; blank where no one logged in.
    made_by = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering = ("pk",)


class RegisterCheck(models.Model):
    """A unit's register of a month beside the ledger; the latest of each holds.

    rows = due + excluded + no_rows, and due = joined + near + missing: as it was found,
    before anybody confirmed what is near.
    """

    unit = models.ForeignKey(
        "ledger.Unit", on_delete=models.PROTECT, related_name="register_checks"
    )
    category = models.CharField(max_length=32)
    #: Like 2022-10.
    period = models.CharField(max_length=7)
    file_name = models.CharField(max_length=255)
    #: SM3; the archive keeps the file.
    file_hash = models.CharField(max_length=64)
    #: Name of the column → what it was read as.
    columns = models.JSONField()
    rows = models.IntegerField()
    due = models.IntegerField()
    excluded = models.IntegerField()
    no_rows = models.IntegerField()
    joined = models.IntegerField()
    near = models.IntegerField()
    missing = models.IntegerField()
    #: Row by row; see `actions.registers.matching`.
    result = models.JSONField()
    #: Editions of the rules by which it was read and matched.
    editions = models.CharField(max_length=64)
    made_by = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering = ("pk",)
        indexes = (
            models.Index(
                fields=("period", "unit", "category"), name="register_check_period"
            ),
        )


class RegisterAnswer(models.Model):
    """What a person said of a row that is near a record; the latest holds."""

    check_of = models.ForeignKey(
        RegisterCheck, on_delete=models.PROTECT, related_name="answers"
    )
    row_number = models.IntegerField()
    #: The record that it is; None = none of those offered.
    entry = models.ForeignKey(
        "ledger.Entry", null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_by = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering = ("pk",)


class DrawNotice(models.Model):
    """The seed of a draw and what is drawn from, published before anything is drawn."""

    #: Like C20221103-01.
    number = models.CharField(max_length=32, unique=True)
    #: "units" or "numbers".
    kind = models.CharField(max_length=16)
    place = models.CharField(max_length=64)
    #: Like 2022-10.
    period = models.CharField(max_length=7)
    seed = models.CharField(max_length=200)
    #: How many of what, and the edition that says so.
    rule = models.JSONField()
    #: The lists that are drawn from, in their order.
    given = models.JSONField()
    made_by = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering = ("pk",)


class Draw(models.Model):
    """What was drawn; it follows from the notice alone, but for what the ledger had."""

    notice = models.OneToOneField(
        DrawNotice, on_delete=models.PROTECT, related_name="draw"
    )
    result = models.JSONField()
    made_by = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering = ("pk",)
