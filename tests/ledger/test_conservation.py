"""Whatever is filed, every row of it is somewhere, once."""

import hashlib
from collections import Counter
from datetime import date

import pytest

from gongshi.actions.import_units import import_units
from gongshi.actions.receive import receive
from gongshi.checks import OUTCOMES
from gongshi.ledger import archive
from gongshi.ledger.models import Entry
from gongshi.samples import load_city, sample_frame, with_dirt

UNITS = [each.unit for each in load_city()]
MONTH = (date(2023, 11, 1), date(2023, 11, 30))


@pytest.mark.parametrize("seed", range(6))
def test_every_row_of_every_file_is_somewhere_once(ledger, seed):
    lines = [f"{each.name},{each.code}" for each in UNITS]
    import_units("\n".join(["name,code", *lines]).encode(), file_name="u.csv")
    clean = sample_frame("licence", 80, seed=seed, units=UNITS, decided=MONTH)
    frame = with_dirt(clean, share=0.4, seed=seed)
    content = frame.write_csv().encode()

    # Twice: the second time much of it is there already.
    for _ in range(2):
        receipt = receive(content, file_name="a.csv", category="licence", unit="auto")

        batch, counts = receipt.batch, receipt.counts
        rows = list(Entry.objects.filter(batch=batch).order_by("row_number"))
        outcomes = Counter(row.outcome for row in rows)
        assert batch.received == counts.received == len(rows) == frame.height
        assert sum(outcomes.values()) == sum(getattr(batch, each) for each in OUTCOMES)
        assert {each: getattr(batch, each) for each in OUTCOMES} == {
            each: outcomes[each] for each in OUTCOMES
        }
        assert [row.row_number for row in rows] == list(range(2, frame.height + 2))
        kept = archive.fetch(batch.file_hash)
        assert (kept, batch.file_hash) == (
            content, hashlib.new("sm3", content).hexdigest(),
        )  # fmt: skip
