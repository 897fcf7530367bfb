"""The faults of a caller, each with one code, one Chinese text and one exit code.

    UserError
    ├── UsageError        2  the command or its arguments are not what they should be
    │   ├── UnknownName   2  a unit, batch, category, policy … that does not exist
    │   ├── NotReady      2  a ledger that was not set up, or belongs to other software
    │   └── NotReceived   2  the ledger or the disk refused; nothing was received
    └── FileFault         3  the file cannot be read as what it claims to be

A fault in the data is never an exception: it is a finding (see `checks`).
"""

import errno


class UserError(Exception):
    """Something the caller can put right; shown as one sentence, never a traceback.

    Attributes:
        code: Short stable key, for programs.
        text: One Chinese sentence: what is wrong, where, and what to do next.
    """

    exit_code = 2

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class UsageError(UserError):
    """The command or its arguments are not what they should be."""


class UnknownName(UsageError):
    """A unit, batch, category, place … was named that does not exist."""


class NotReady(UsageError):
    """The ledger was not set up yet, or does not belong to this edition."""


class NotReceived(UsageError):
    """The ledger or the disk refused to keep the file; nothing was received."""


class FileFault(UserError):
    """The file cannot be read as what it claims to be; nothing was stored."""

    exit_code = 3


def storable(written: str) -> str:
    """Give a text that every database stores.

    Raises:
        UsageError: It holds a NUL, which PostgreSQL takes in no text.
    """
    if "\0" in written:
        raise UsageError(
            "nul", "填写的内容里有看不见的空字符（NUL），什么都没有存，请删掉后再提交。"
        )
    return written


def refusal(error: OSError) -> str:
    """Say in Chinese why the system refused something."""
    return _REFUSALS.get(error.errno or 0, f"系统错误 {error.errno}")


_REFUSALS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "目录或文件不存在",
    errno.ENOTDIR: "路径中有一段不是目录",
    errno.EISDIR: "它是一个目录",
    errno.ENOTEMPTY: "目录不是空的",
    errno.EEXIST: "它已经存在",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EROFS: "磁盘只读",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "名称太长",
    errno.EINVAL: "名称不合规定",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.EFBIG: "文件超过了允许的大小",
    errno.ENOMEM: "内存不足",
    errno.ELOOP: "链接绕成了圈",
    errno.EBUSY: "它正被占用",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}
