from gongshi.samples.city import UnitCount, rows_for_counts
from gongshi.samples.dirt import Soiled, soil, with_dirt
from gongshi.samples.frames import sample_frame
from gongshi.samples.hidden import (
    Hidden,
    Paper,
    exposures,
    false_nils,
    hidden_decisions,
    registers,
)
from gongshi.samples.units import SampleUnit, made_up_code
from gongshi.samples.weeks import Filing, hidden_numbers, weekly_filings
from gongshi.samples.yunling import CityUnit, load_city

__all__ = [
    "CityUnit",
    "Filing",
    "Hidden",
    "Paper",
    "SampleUnit",
    "Soiled",
    "UnitCount",
    "exposures",
    "false_nils",
    "hidden_decisions",
    "hidden_numbers",
    "load_city",
    "made_up_code",
    "registers",
    "rows_for_counts",
    "sample_frame",
    "soil",
    "weekly_filings",
    "with_dirt",
]
