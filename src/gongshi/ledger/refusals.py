"""Why the disk or the database refused, in words for people."""

from gongshi.errors import refusal

#: What the databases say → what it means; the first that fits.
_MEANINGS = (
    ("database is locked", "别的程序正占用数据库"),
    ("disk is full", "磁盘已满"),
    ("no space left", "磁盘已满"),
    ("disk I/O error", "磁盘读写出错"),
    ("readonly database", "数据库文件只读"),
    ("unable to open database", "数据库文件打不开"),
    ("malformed", "数据库文件已损坏"),
    ("not a database", "这个文件不是数据库"),
    ("password authentication failed", "用户名或密码不对"),
    ("no password supplied", "地址里没有写密码"),
    ("connection refused", "数据库没有应答"),
    ("connection timeout", "数据库没有应答"),
    ("could not translate host", "找不到数据库所在的主机"),
    ("failed to resolve host", "找不到数据库所在的主机"),
    ("is not permitted to log in", "这个用户不能登录"),
    ("permission denied", "没有权限"),
    ("does not exist", "数据库、用户或数据表不存在"),
    ("no such table", "数据表不存在"),
    ("server closed the connection", "数据库中断了连接"),
    ("terminating connection", "数据库中断了连接"),
    ("connection is closed", "数据库中断了连接"),
    ("connection is lost", "数据库中断了连接"),
    ("already closed", "数据库中断了连接"),
    ("is starting up", "数据库正在启动"),
    ("not yet accepting connections", "数据库正在启动"),
    ("recovery mode", "数据库正在恢复"),
    ("is shutting down", "数据库正在停止"),
    ("too many clients", "数据库的连接已满"),
    ("connection slots are reserved", "数据库的连接已满"),
    ("connection failed", "数据库没有应答"),
    ("no such file or directory", "数据库没有应答"),
    ("file or directory too large", "磁盘已满"),
)


def why(error: Exception) -> str:
    """Say in Chinese why the disk or the database refused."""
    if isinstance(error, OSError):
        return refusal(error)
    said = str(error).lower()
    known = (meaning for words, meaning in _MEANINGS if words.lower() in said)
    return next(known, f"数据库错误 {type(error.__cause__ or error).__name__}")
