"""The subject library: who is registered under a credit code, as 基础信息 was filed."""

import re
from collections.abc import Iterable
from itertools import islice

from gongshi.checks.cells import Subjects
from gongshi.intake import Batch
from gongshi.intake.normalise import normalise
from gongshi.ledger.among import among
from gongshi.ledger.models import Entry, Record
from gongshi.ledger.references import distinct
from gongshi.policy.standards import Standard, load_standard

#: The category whose accepted rows make the library.
LIBRARY = "subject_base"
#: Codes asked for in one query: some hundred kilobytes of them.
_SLICE = 10_000
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


def _names(codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Give the registered name of every known code, then its former names."""
    former = load_standard(LIBRARY).roles["former_names"]
    found: dict[str, list[str]] = {}
    left = iter(codes)
    while part := list(islice(left, _SLICE)):
        accepted = Entry.objects.filter(
            among("subject_code", part), category=LIBRARY, outcome="accepted"
        )
        # The latest version first; the names before it are former names as well.
        for code, name, others in accepted.order_by("-id").values_list(
            "subject_code", "subject_name", f"row__{former}"
        ):
            written = (name, *_BETWEEN.split(others or ""))
            names = [each for text in written if (each := normalise(text, "name"))]
            found.setdefault(code, []).extend(names)
    return {code: tuple(dict.fromkeys(names)) for code, names in found.items()}
