"""Python's search for cycles, in processes that go on for months."""

import gc


def spare_the_collector() -> None:
    """Let the search for cycles pass over what was imported, and come more rarely.

    A thousand rows, like a page, are tens of thousands of objects without cycles;
    looking through them again and again was an eighth of the work.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)
