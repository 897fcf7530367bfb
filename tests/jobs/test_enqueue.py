from concurrent.futures import ThreadPoolExecutor

from django.db import connections, transaction

from gongshi.jobs.enqueue import enqueue
from gongshi.jobs.models import Job


def test_one_key_is_one_job(ledger):
    first = enqueue("look", key="look:1", day="2026-11-21")

    second = enqueue("look", key="look:1", day="2026-11-22")

    assert second.pk == first.pk
    assert Job.objects.get().arguments == {"day": "2026-11-21"}


def test_jobs_without_a_key_are_all_kept(ledger):
    enqueue("look")
    enqueue("look")

    assert Job.objects.count() == 2


def test_a_job_goes_with_the_transaction_that_wanted_it(ledger):
    with transaction.atomic():
        enqueue("look", key="look:1")
        transaction.set_rollback(True)

    assert not Job.objects.exists()


def test_one_key_from_eight_threads_at_once_is_one_job(queue):
    def bring(_: int) -> int:
        try:
            return enqueue("look", key="look:1").pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(bring, range(32)))

    assert answers == {Job.objects.get().pk}
