"""How the queue is worked: whole numbers from the environment, loud when they are odd."""

import os

from gongshi.errors import UsageError


def _whole(name: str, text: str | None, default: int, least: int) -> int:
    if not text:
        return default
    if text.isascii() and text.isdigit() and int(text) >= least:
        return int(text)
    raise UsageError(
        "setting", f"环境变量 {name} 是「{text}」，应为不小于 {least} 的整数。"
    )


#: Seconds without a sign of life after which a worker's job goes to another one.
JOB_LEASE = _whole("GONGSHI_JOB_LEASE", os.environ.get("GONGSHI_JOB_LEASE"), 30, 2)
#: Claims after which a job is dead; the n-th is followed by a pause of 2^n seconds,
#: at most 68 minutes.
JOB_ATTEMPTS = _whole(
    "GONGSHI_JOB_ATTEMPTS", os.environ.get("GONGSHI_JOB_ATTEMPTS"), 8, 1
)
#: Seconds that a running job is given to end when its worker is asked to stop.
JOB_GRACE = _whole("GONGSHI_JOB_GRACE", os.environ.get("GONGSHI_JOB_GRACE"), 8, 0)
