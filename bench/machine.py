"""Says what the figures were measured on."""

import os
import platform
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from gongshi.clocks.periods import CHINA


def describe() -> str:
    """Describe machine and versions in one line of Markdown."""
    return (
        f"{datetime.now(CHINA):%Y-%m-%d}, {_processor()}, {os.cpu_count()} cores, "
        f"{_memory() >> 30} GiB, "
        f"Python {platform.python_version()}, polars {version('polars')}"
    )


def load() -> str:
    """Tell how many programs wanted a core in the last minute, on average."""
    return f"{os.getloadavg()[0]:.1f}"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> int:
    """Give the memory of the machine in bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
