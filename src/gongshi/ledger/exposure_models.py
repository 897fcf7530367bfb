"""The tables of exposures: what was seen, where it stands, what persons decided, feeds.

`Exposure` and `ExposureRuling` are append only; `Sighted` follows from them and from
the records, and may change; so may `ExposureFeed`.
"""

from django.db import models


class Exposure(models.Model):
    """One text that somebody saw in media or on a site; the same again is the same."""

    #: Address, or for a text without one its hash: what makes it the same.
    key = models.CharField(max_length=64, unique=True)
    #: SM3 of the text.
    text_hash = models.CharField(max_length=64, unique=True)
    address = models.CharField(max_length=2000, blank=True)
    title = models.CharField(max_length=200, blank=True)
    #: Medium or site.
    source = models.CharField(max_length=200, blank=True)
    #: Day that it was published or seen; None = not told.
    seen_on = models.DateField(null=True)
    text = models.TextField()
    #: The file it came in; blank where it was typed or fetched by an address.
    file_name = models.CharField(max_length=255, blank=True)
    file_hash = models.CharField(max_length=64, blank=True)
    #: One each decision: fact → value, start, end (chars in the text); category.
    facts = models.JSONField(default=list)
    #: Edition of the words by which they were found.
    edition = models.CharField(max_length=10)
    #: Login, or blank where the program fetched it.
    added_by = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField(db_index=True)

    class Meta:
        """Oldest first."""

        ordering = ("pk",)


class Sighted(models.Model):
    """Where one decision of an exposure stands now."""

    exposure = models.ForeignKey(
        Exposure, on_delete=models.PROTECT, related_name="sighted"
    )
    #: Place among the decisions of the exposure, from 0.
    place = models.IntegerField()
    #: One of `policy.exposures.STATES`.
    state = models.CharField(max_length=16, db_index=True)
    number_key = models.CharField(max_length=200, blank=True, db_index=True)
    unit = models.ForeignKey(
        "ledger.Unit", null=True, on_delete=models.PROTECT, related_name="+"
    )
    entry = models.ForeignKey(
        "ledger.Entry", null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Records that may be it, the likeliest first: entry, score, reason.
    candidates = models.JSONField(default=list)
    case = models.ForeignKey(
        "ledger.Case", null=True, on_delete=models.PROTECT, related_name="+"
    )
    matched_at = models.DateTimeField()

    class Meta:
        """In the order of the text; each once."""

        ordering = ("exposure", "place")
        constraints = (
            models.UniqueConstraint(fields=("exposure", "place"), name="sighted_place"),
        )


class ExposureRuling(models.Model):
    """What a person decided about one decision of an exposure."""

    exposure = models.ForeignKey(
        Exposure, on_delete=models.PROTECT, related_name="rulings"
    )
    place = models.IntegerField()
    #: same (it is that record), ours (it is ours and not reported), foreign.
    ruling = models.CharField(max_length=16)
    entry = models.ForeignKey(
        "ledger.Entry", null=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        "ledger.Unit", null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering = ("pk",)


class ExposureFeed(models.Model):
    """One address that is fetched, where it is switched on, and how that went."""

    address = models.CharField(max_length=2000)
    #: SM3 of the address: long texts have no unique index everywhere.
    key = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_on = models.BooleanField(default=False)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    tried_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    #: Why the last attempt failed, in one sentence; blank = it did not.
    fault = models.CharField(max_length=500, blank=True)

    class Meta:
        """In the order in which they were entered."""

        ordering = ("pk",)
