"""云陵市, the made-up city of the demonstration: its units, from `yunling.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from gongshi.samples.units import SampleUnit, made_up_code


@dataclass(frozen=True)
class CityUnit:
    """A unit of the city and how it reports."""

    unit: SampleUnit
    aliases: tuple[str, ...]
    #: Key of a group of units, as policies name it.
    group: str
    #: Weeks up to now in which it has filed nothing.
    silent_weeks: int
    #: Weeks up to now in which it has filed a fifth of what it decided.
    quiet_weeks: int = 0
    #: Whether it has declared a week empty in which it decided something.
    has_false_nil: bool = False


@cache
def load_city() -> tuple[CityUnit, ...]:
    """List the units of the city in register order; weights are rows a week."""
    file = files("gongshi.samples").joinpath("yunling.toml")
    tables = tomllib.loads(file.read_text(encoding="utf-8"))["unit"]
    return tuple(
        CityUnit(
            unit=SampleUnit(
                name=each["name"],
                code=made_up_code(number),
                sign=each["sign"],
                domain=each["domain"],
                weight=each["weekly"],
            ),
            aliases=tuple(each["aliases"]),
            group=each["group"],
            silent_weeks=each["silent"],
            quiet_weeks=each.get("quiet", 0),
            has_false_nil=each.get("false_nil", False),
        )
        for number, each in enumerate(tables, 1)
    )
