"""Great Expectations on pandas: one expectation for each check."""

import re
from collections.abc import Iterator, Set
from pathlib import Path

import great_expectations as gx
import pandas as pd
from great_expectations import expectations as ex

from gongshi.checks.plan import Check
from gongshi.policy.conditions import Condition
from peers.subset import checks_of, other, texts

ROWS, ROUNDS = 50_000, 1


def prepare(kinds: Set[str]) -> gx.ExpectationSuite:
    found = [
        _WRITTEN[check.rule.kind](check, {"column": check.field.code, **_when(check)})
        for check in checks_of(kinds)
    ]
    return gx.ExpectationSuite(name="licence", expectations=found)


def _when(check: Check) -> dict[str, str]:
    if not check.rule.when:
        return {}
    condition = " and ".join(map(_condition, check.rule.when))
    return {"row_condition": condition, "condition_parser": "pandas"}


def _condition(condition: Condition) -> str:
    name = condition.field
    if condition.test == "filled":
        return f"{name}.{'notnull' if condition.wanted else 'isnull'}()"
    if condition.test == "starts":
        return f'{name}.str.startswith("{condition.values[0]}", na=False)'
    return f"{name} in {list(condition.values)}"


def _pieces(check: Check) -> str:
    return "|".join(map(re.escape, check.parameters["parts"]))


def _listed(check: Check, own: dict[str, str]) -> ex.UnexpectedRowsExpectation:
    if free := other(check):
        values = "|".join(map(re.escape, texts(check)))
        pattern = f"^(?:(?:{values})$|{re.escape(free)})"
        return ex.ExpectColumnValuesToMatchRegex(regex=pattern, **own)
    return ex.ExpectColumnValuesToBeInSet(value_set=texts(check), **own)


_WRITTEN = {
    "required": lambda _, own: ex.ExpectColumnValuesToNotBeNull(**own),
    "blank": lambda _, own: ex.ExpectColumnValuesToBeNull(**own),
    "one_of": _listed,
    "not_one_of": lambda check, own: ex.ExpectColumnValuesToNotBeInSet(
        value_set=texts(check), **own
    ),
    "lacks": lambda check, own: ex.ExpectColumnValuesToNotMatchRegex(
        regex=f".*(?:{_pieces(check)})", **own
    ),
    "lacks_pattern": lambda check, own: ex.ExpectColumnValuesToNotMatchRegex(
        regex=_searched(check), **own
    ),
    "matches": lambda check, own: ex.ExpectColumnValuesToMatchRegex(
        regex=f"^(?:{check.parameters['pattern']})$", **own
    ),
    "matches_part": lambda check, own: ex.ExpectColumnValuesToMatchRegex(
        regex=_searched(check), **own
    ),
    "starts": lambda check, own: ex.ExpectColumnValuesToMatchRegex(
        regex=f"^(?:{_pieces(check)})", **own
    ),
    "max_chars": lambda check, own: ex.ExpectColumnValueLengthsToBeBetween(
        max_value=check.parameters["chars"], **own
    ),
    "min_chars": lambda check, own: ex.ExpectColumnValueLengthsToBeBetween(
        min_value=check.parameters["chars"], **own
    ),
}
KINDS = frozenset(_WRITTEN)


def _searched(check: Check) -> str:
    # A pattern with "^" in the middle must not be moved behind ".*".
    pattern = str(check.parameters["pattern"])
    return pattern if pattern.startswith("^") else f"(?s:.*)(?:{pattern})"


def judge(suite: gx.ExpectationSuite, path: Path, _: Path) -> int:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    source = gx.get_context(mode="ephemeral").data_sources.add_pandas("files")
    batch = source.add_dataframe_asset("file").add_batch_definition_whole_dataframe(
        "it"
    )
    results = batch.get_batch({"dataframe": frame}).validate(
        suite, result_format="COMPLETE"
    )
    return sum(_counted(results.results))


def _counted(results) -> Iterator[int]:
    for each in results:
        if "unexpected_count" not in each.result:
            raise RuntimeError(f"{each.expectation_config}: {each.exception_info}")
        yield each.result["unexpected_count"]
