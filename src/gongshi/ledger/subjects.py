"""The subject library: who is registered under a credit code, as 基础信息 was filed."""

import re
from collections.abc import Iterable
from itertools import islice

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from gongshi.checks.cells import Subjects
from gongshi.intake import Batch
from gongshi.intake.normalise import normalise
from gongshi.ledger.among import among
from gongshi.ledger.models import LIBRARY, OF_UNIT, Entry, Record, Unit
from gongshi.ledger.references import distinct
from gongshi.policy.standards import Standard, load_standard

#: Codes asked for in one query: some hundred kilobytes of them.
_SLICE = 10_000
#: As the index of the library's rows says it: with a parameter in its place SQLite does
#: not use it.
_OF_LIBRARY = RawSQL(f"'{LIBRARY}'", ())
_BETWEEN = re.compile("[;；、\n]")


def subjects_of(file: Batch, standard: Standard) -> Subjects:
    """Look up the subjects that the rows of a file name by code.

    Args:
        file: Its column of credit codes is read.
        standard: Says which one that is.

    Returns:
        Empty without a library, for a category without codes, and for the library's
        own rows, which may give a subject a new name.
    """
    code = standard.roles.get("code")
    if standard.key == LIBRARY or code is None or code not in file.codes:
        return Subjects()
    count = Record.objects.filter(category=LIBRARY).count()
    return Subjects(_names(distinct(file, code, "code")) if count else {}, count)


def about_subject(code: str) -> QuerySet[Entry]:
    """Select the rows about the subject of a credit code, as their index has them."""
    units = Unit.objects.order_by().values_list("pk", flat=True)
    return Entry.objects.alias(of=OF_UNIT).filter(
        among("of", [0, *units]), subject_code=code
    )


def in_library(codes: Iterable[str]) -> QuerySet[Entry]:
    """Select the rows that tell who is registered under some codes."""
    return Entry.objects.filter(
        among("subject_code", codes), category=_OF_LIBRARY, outcome="accepted"
    )


def _names(codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Give the registered name of every known code, then its former names."""
    former = load_standard(LIBRARY).roles["former_names"]
    found: dict[str, list[str]] = {}
    left = iter(codes)
    while part := list(islice(left, _SLICE)):
        # The latest version first; the names before it are former names as well.
        for code, name, others in (
            in_library(part)
            .order_by("-id")
            .values_list("subject_code", "subject_name", f"row__{former}")
        ):
            written = (name, *_BETWEEN.split(others or ""))
            names = [each for text in written if (each := normalise(text, "name"))]
            found.setdefault(code, []).extend(names)
    return {code: tuple(dict.fromkeys(names)) for code, names in found.items()}
