"""Says what the figures were measured on."""

import os
import platform
import time
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from gongshi.clocks.periods import CHINA


def describe() -> str:
    """Describe machine and versions in one line of Markdown."""
    return (
        f"{datetime.now(CHINA):%Y-%m-%d}, {_processor()}, {os.cpu_count()} cores, "
        f"{_memory() >> 30} GiB, a million steps of Python in {_pace():.0f} ms, "
        f"Python {platform.python_version()}, polars {version('polars')}"
    )


def load() -> str:
    """Tell how many programs wanted a core in the last minute, on average."""
    return f"{os.getloadavg()[0]:.1f}"


def _pace() -> float:
    """Measure in milliseconds what tells a slow machine, or a busy one, from a fast one."""
    taken = []
    for _ in range(3):
        started, total = time.perf_counter(), 0
        for step in range(1_000_000):
            total += step * step
        taken.append(time.perf_counter() - started)
    return min(taken) * 1000


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> int:
    """Give the memory of the machine in bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
