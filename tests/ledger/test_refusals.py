import errno

import pytest
from django.db import OperationalError

from gongshi.ledger.refusals import why


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        (OSError(9999, "Strange"), "系统错误 9999"),
        (OperationalError("database or disk is full"), "磁盘已满"),
        (OperationalError("database is locked"), "别的程序正占用数据库"),
        (
            OperationalError('FATAL: role "x" does not exist'),
            "数据库、用户或数据表不存在",
        ),
        (OperationalError("something new"), "数据库错误 OperationalError"),
    ],
)
def test_a_refusal_is_told_in_chinese(error, told):
    assert why(error) == told
