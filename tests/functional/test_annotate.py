"""A file of any length: every row written, with the same verdict as a small file gets."""

import json
import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from gongshi.actions.annotate import Clock, annotate
from gongshi.checks import check
from gongshi.checks.cells import Surroundings
from gongshi.clocks.periods import CHINA
from gongshi.errors import FileFault
from gongshi.intake import read
from gongshi.policy.policies import policy_in_force
from gongshi.policy.standards import load_standard
from gongshi.samples import load_city, sample_frame, with_dirt

ON = date(2026, 11, 20)
GONGSHI = str(Path(sys.executable).with_name("gongshi"))


def sample(category: str) -> pl.DataFrame:
    units = [each.unit for each in load_city()]
    decided = (date(2026, 11, 2), date(2026, 11, 19))
    frame = sample_frame(category, 3000, seed=3, units=units, decided=decided)
    return with_dirt(frame, share=0.2, seed=4)


@pytest.mark.parametrize("category", ["licence", "penalty"])
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_each_row_is_written_with_the_outcome_that_check_gives(
    tmp_path, category, form
):
    source, out = tmp_path / f"in.{form}", tmp_path / "out.parquet"
    frame, standard = sample(category), load_standard(category, ON)
    frame.write_csv(source) if form == "csv" else frame.write_parquet(source)

    tally = annotate(source, out, standard, Surroundings(ON))

    batch = read(source.read_bytes(), file_name=source.name, standard=standard)
    expected = check(batch, standard, Surroundings(ON)).outcomes
    written = pl.read_parquet(out)
    assert written["outcome"].to_list() == expected
    assert {each for each in tally.outcomes if tally.outcomes[each]} == set(expected)
    assert written.filter(pl.col("outcome") == "faulty")["rules"].null_count() == 0


def test_lateness_is_written_when_a_clock_is_given(tmp_path):
    source, out = tmp_path / "in.csv", tmp_path / "out.parquet"
    sample("licence").write_csv(source)
    policy = policy_in_force("pingdingshan", ON)

    annotate(
        source,
        out,
        load_standard("licence", ON),
        Surroundings(ON),
        clock=Clock(policy, datetime(2026, 11, 20, 9, tzinfo=CHINA)),
    )

    decided = pl.col("XK_JDRQ") == "2026-11-02"
    row = pl.read_parquet(out).filter(decided).row(0, named=True)
    assert (row["due"], row["late"], row["days_late"]) == (date(2026, 11, 11), True, 7)


def test_text_that_polars_cannot_read_is_read_the_slower_way(tmp_path):
    source, out = tmp_path / "in.csv", tmp_path / "out.parquet"
    source.write_bytes(sample("licence").write_csv().encode("gb18030"))

    tally = annotate(source, out, load_standard("licence", ON), Surroundings(ON))

    assert tally.received == pl.read_parquet(out).height == 3000


def test_a_file_that_cannot_be_read_leaves_no_output(tmp_path):
    source, out = tmp_path / "in.csv", tmp_path / "out.parquet"
    source.write_text("a,b\n1,2\n")

    with pytest.raises(FileFault):
        annotate(source, out, load_standard("licence", ON), Surroundings(ON))

    assert [each.name for each in tmp_path.iterdir()] == ["in.csv"]


def test_a_nul_character_in_parquet_is_refused_as_in_csv(tmp_path):
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    frame = sample("licence")
    spoiled = frame.with_columns(XK_NR=pl.lit("准予\0许可"))
    pl.concat([frame, spoiled]).write_parquet(source)

    with pytest.raises(FileFault) as told:
        annotate(source, out, load_standard("licence", ON), Surroundings(ON))

    assert told.value.text == (
        "单元格里含有空字符（NUL），文件可能已损坏，请重新导出后上传。"
    )
    assert not out.exists()


def test_the_command_counts_what_it_wrote(tmp_path):
    source, out = tmp_path / "in.csv", tmp_path / "out.parquet"
    sample("licence").write_csv(source)

    done = subprocess.run(
        [GONGSHI, "check", str(source), "--category", "licence", "--out", str(out),
         "--format", "json"],
        capture_output=True, env=os.environ,
    )  # fmt: skip

    counts = json.loads(done.stdout)["counts"]
    assert done.returncode == 1
    assert counts["received"] == pl.read_parquet(out).height
    assert counts["received"] == sum(counts.values()) - counts["received"]
