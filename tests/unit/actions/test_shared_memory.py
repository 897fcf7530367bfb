"""A ring of memory: whatever is taken out of it was put in, whole, and is gone then."""

import os

from hypothesis import given
from hypothesis import strategies as st

from gongshi.actions.shared_memory import MARK, SharedMemory

_MARKS = st.integers(0, 5).map(lambda each: bytes([each]) * MARK)
_ACTS = st.lists(st.tuples(_MARKS, st.none() | st.binary(max_size=40)), max_size=60)


def mark(each: int) -> bytes:
    return bytes([each]) * MARK


def test_what_is_put_is_taken_once():
    memory = SharedMemory(100, 4)
    memory.put(mark(1), b"one")
    memory.put(mark(1), b"again")

    assert memory.take(mark(2)) is None
    assert memory.take(mark(1)) == b"again"
    assert memory.take(mark(1)) is None


def test_the_newest_take_the_place_of_the_oldest():
    memory = SharedMemory(100, 8)
    for each in range(6):
        memory.put(mark(each), bytes([each]) * 25)

    kept = [memory.take(mark(each)) for each in range(6)]

    assert kept == [None, None, *(bytes([each]) * 25 for each in (2, 3, 4, 5))]


def test_there_are_only_so_many():
    memory = SharedMemory(100, 2)
    for each in range(3):
        memory.put(mark(each), b"x")

    assert [memory.take(mark(each)) for each in range(3)] == [None, b"x", b"x"]


def test_what_would_drive_out_most_of_the_others_is_not_kept():
    memory = SharedMemory(100, 8)
    memory.put(mark(1), b"x")
    memory.put(mark(2), bytes(26))

    assert memory.take(mark(2)) is None
    assert memory.take(mark(1)) == b"x"


@given(_ACTS)
def test_nothing_is_taken_but_what_was_put_last(acts):
    memory, put = SharedMemory(160, 5), {}
    for name, content in acts:
        if content is None:
            assert memory.take(name) in (None, put.pop(name, None))
        else:
            memory.put(name, content)
            put[name] = content


def test_a_process_that_was_forked_shares_it():
    memory = SharedMemory(100, 4)
    child = os.fork()
    if not child:
        memory.put(mark(1), b"from the child")
        os._exit(0)
    os.waitpid(child, 0)

    assert memory.take(mark(1)) == b"from the child"
