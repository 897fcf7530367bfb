"""The benchmarks: `./run bench [NAME…] [--small] [--write]` prints a table for each part."""

import argparse
import importlib

import machine
import report

PARTS = (
    "full_check", "workbook", "submitting", "city_year", "queue_overhead", "cold_start",
    "agreement", "pages", "friday", "series", "registers", "exposures",
)  # fmt: skip


def main() -> None:
    """Measure the parts that are named, or all."""
    asked = _arguments()
    for name in asked.names or PARTS:
        before = machine.load()
        tables = importlib.import_module(name).measure(20 if asked.small else 1)
        # Our own work is in the load afterwards: one to two, more is others'.
        where = f"{machine.describe()}; load {before} before, {machine.load()} after"
        print(f"\n## {name}\n\n{where}\n\n{tables}", flush=True)
        if asked.write:
            report.write(name, f"*Measured {where}.*\n\n{tables}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PARTS))
    parser.add_argument("--small", action="store_true", help="a twentieth of the rows")
    parser.add_argument("--write", action="store_true", help=f"update {report.PAGE}")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(PARTS):
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {PARTS}")
    return asked


if __name__ == "__main__":
    main()
