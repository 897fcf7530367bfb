"""Lets one peer judge one file: `python -m peers NAME FILE OUT [LIKE]`; prints JSON."""

import importlib
import json
import sys
import time
from pathlib import Path

from peers.subset import checks_of


def main() -> None:
    """Measure from the file to the last verdict; imports and schemas come before."""
    name, path, out, *like = sys.argv[1:]
    peer = importlib.import_module(f"peers.{name}")
    kinds = importlib.import_module(f"peers.{like[0]}").KINDS if like else peer.KINDS
    ready = peer.prepare(kinds)
    started = time.perf_counter()
    broken = peer.judge(ready, Path(path), Path(out))
    seconds = time.perf_counter() - started
    checks = len(checks_of(kinds))
    print(json.dumps({"seconds": seconds, "checks": checks, "broken": broken}))


if __name__ == "__main__":
    main()
