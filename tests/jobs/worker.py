"""A real worker with kinds of its own, started by tests that end it in odd ways."""

import os
import time
from pathlib import Path

import django


def mark(what: str) -> None:
    """Note a moment where a rollback cannot undo it."""
    with Path(os.environ["MARKS"]).open("a") as file:
        file.write(f"{what}\n")


def main() -> None:
    django.setup()
    from gongshi.jobs.keeping import keep
    from gongshi.jobs.leases import finishing, progress
    from gongshi.jobs.stopping import Stop
    from gongshi.jobs.working import work

    def slow(job):
        mark("start")
        for step in range(job.arguments["steps"]):
            time.sleep(0.1)
            progress(job, step + 1, job.arguments["steps"])
        with finishing(job):
            # Two results would be two rows.
            keep("slow", f"{job.pk}.{job.lease_no}", {"lease_no": job.lease_no})
        mark("end")

    def torn(job):
        with finishing(job):
            keep("torn", f"{job.pk}.{job.lease_no}", {"lease_no": job.lease_no})
            mark("written")
            time.sleep(job.arguments["seconds"] if job.lease_no == 1 else 0)

    def quick(job):
        pass

    stop = Stop()
    stop.listen()
    if os.environ.get("FOLLOW"):
        stop.follow_stdin()
    mark("ready")
    work({"slow": slow, "torn": torn, "quick": quick}, stop, plan=lambda now: None)


if __name__ == "__main__":
    main()
