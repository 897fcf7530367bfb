"""When a rule applies: tests of other fields of the same row."""

from collections.abc import Mapping
from dataclasses import dataclass

from gongshi.policy.toml import Reader

#: How a condition may test a field; the words of `when` in a rule.
TESTS = ("is", "has", "starts", "filled", "positive")


@dataclass(frozen=True)
class Condition:
    """One test of one field; a rule applies when all of its conditions hold."""

    #: Code of the field that is tested.
    field: str
    #: One of `TESTS`.
    test: str
    #: For is, has and starts: any of these.
    values: tuple[str, ...] = ()
    #: For filled and positive: whether it should be so.
    wanted: bool = True


def read_conditions(
    reader: Reader, when: Mapping[str, object]
) -> tuple[Condition, ...]:
    """Read a `when` table.

    Args:
        reader: Notes what is wrong.
        when: Field to a list of values (any of them), or to a table with one of the
            tests: `{has = [...]}`, `{starts = [...]}`, `{filled = true}`,
            `{positive = true}`.
    """
    conditions = []
    for field, wanted in when.items():
        if isinstance(wanted, list):
            conditions.append(Condition(field, "is", tuple(wanted)))
        elif isinstance(wanted, dict) and len(wanted) == 1:
            ((test, value),) = wanted.items()
            if test in ("has", "starts") and isinstance(value, list):
                conditions.append(Condition(field, test, tuple(value)))
            elif test in ("filled", "positive") and isinstance(value, bool):
                conditions.append(Condition(field, test, wanted=value))
            else:
                reader.fault(field, wanted, ", ".join(TESTS))
        else:
            reader.fault(field, wanted, "a list of values, or a table with one test")
    return tuple(conditions)
