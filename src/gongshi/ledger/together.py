"""Commits together what the threads of a process write at the same moment.

A commit waits for the disk, and SQLite lets one writer in after the other: fifty senders
at once would wait for fifty commits. Whoever comes first takes along all who wait.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

from django.db import IntegrityError, connection, transaction

from gongshi.ledger.turns import Turn

Given = TypeVar("Given")
Made = TypeVar("Made")


class Together(Generic[Given, Made]):
    """One kind of write; a class because those who wait are its state."""

    def __init__(self, write: Callable[[Sequence[Given]], Sequence[Made]]) -> None:
        """Make it.

        Args:
            write: Makes of what is given as many, in its order.
        """
        self._write = write
        self._waiting: deque[tuple[Given, Future[Made]]] = deque()
        # Of all processes of a server: SQLite wakes nobody who waits for another's commit.
        self._turn = Turn()

    def __call__(self, given: Given) -> Made:
        """Write; on disk when this returns, or with the transaction that is open.

        Raises:
            DatabaseError: Nothing of it was written.
        """
        if connection.in_atomic_block:
            return self._write([given])[0]
        mine: Future[Made] = Future()
        self._waiting.append((given, mine))
        with self._turn:
            # Whoever had the turn before may have taken this along.
            if not mine.done():
                self._commit(
                    [self._waiting.popleft() for _ in range(len(self._waiting))]
                )
        return mine.result()

    def _commit(self, acts: list[tuple[Given, Future[Made]]]) -> None:
        try:
            with transaction.atomic():
                made = self._write([given for given, _ in acts])
        except BaseException as error:  # it is theirs who wait: each of them raises it
            if isinstance(error, IntegrityError) and len(acts) > 1:
                # It is the fault of one of them; the others must not fail for it.
                for act in acts:
                    self._commit([act])
                return
            for _, future in acts:
                future.set_exception(error)
        else:
            for (_, future), each in zip(acts, made, strict=True):
                future.set_result(each)
