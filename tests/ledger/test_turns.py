"""One after the other, whoever it is; who is killed in his turn keeps nobody waiting."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gongshi.ledger.turns import Turn

_CHILDREN, _TIMES = 4, 50


def count_up(turn: Turn, number: Path) -> None:
    for _ in range(_TIMES):
        with turn:
            number.write_text(f"{int(number.read_text()) + 1}")


def forked(act) -> int:
    child = os.fork()
    if not child:
        act()
        os._exit(0)
    return child


def test_processes_and_their_threads_take_turns(tmp_path):
    turn, number = Turn(), tmp_path / "number"
    number.write_text("0")
    children = [forked(lambda: count_up(turn, number)) for _ in range(_CHILDREN)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: count_up(turn, number), range(2)))
    ends = [os.waitpid(child, 0)[1] for child in children]

    assert ends == [0] * _CHILDREN
    assert int(number.read_text()) == (_CHILDREN + 2) * _TIMES


def test_the_turn_of_one_who_is_killed_is_over(tmp_path):
    turn, begun = Turn(), tmp_path / "begun"

    def hold() -> None:
        with turn:
            begun.touch()
            time.sleep(60)

    child = forked(hold)
    while not begun.exists():
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

    with turn:
        pass
