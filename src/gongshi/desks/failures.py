"""What people see when an address or a question was wrong, or we were."""

import errno
import logging
import sys

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongshi.desks.uploads import is_cut
from gongshi.errors import NotReady, NotReceived, UnknownName, UserError
from gongshi.ledger.refusals import why

_log = logging.getLogger(__name__)
#: Seconds after which it is worth trying again.
_RETRY = "30"
#: What a disk or a system refuses for a while.
_REFUSED = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG),
    *(errno.EMFILE, errno.ENFILE, errno.ENOMEM),
}

_TITLES = {
    400: "这个地址写得不对",
    403: "这一页不归您的岗位",
    404: "没有这一页",
    422: "没有办成",
    500: "出错了，是我们的问题",
    503: "台账还没有准备好",
}


def told(request: HttpRequest, error: UserError) -> HttpResponse:
    """Show a fault of the caller as one sentence."""
    if isinstance(error, NotReceived):
        return _later(_page(request, 503, error.text, "没有收到"))
    status = 400
    if isinstance(error, UnknownName):
        status = 404
    elif isinstance(error, NotReady):
        status = 503
    elif request.method == "POST":
        # The address is right; what was asked for is not done.
        status = 422
    return _page(request, status, error.text)


def away(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """Answer when database or disk refuse; None for every other error.

    No tables, or a ledger of another edition, are no fault that goes away by itself.
    """
    if is_missing_table(error):
        return no_tables(request)
    if not is_away(error):
        return None
    _log.warning("unavailable", exc_info=error)
    text = (
        f"台账暂时用不了（{why(error)}），已收到的文件不受影响。请过半分钟再试；"
        "刚才提交过的，先看记录里有没有。仍不行，请告诉系统管理员。"
    )
    return _later(_page(request, 503, text, "现在办不了"))


def is_away(error: BaseException | None) -> bool:
    """Tell whether an error is one of the database's or disk's state."""
    if isinstance(error, OSError):
        return error.errno in _REFUSED
    # What a database says of a question, not of itself, is our own fault.
    return isinstance(error, OperationalError | InterfaceError) or (
        isinstance(error, DatabaseError)
        and any(words in str(error) for words in ("malformed", "not a database"))
    )


def _later(response: HttpResponse) -> HttpResponse:
    response["Retry-After"] = _RETRY
    return response


def no_tables(request: HttpRequest) -> HttpResponse:
    """Say that there is no ledger, or one of another edition."""
    return _page(request, 503, "请先运行 gongshi init --place 城市，再刷新这一页。")


def is_missing_table(error: Exception) -> bool:
    """Tell whether a database says that the ledger was never set up."""
    known = isinstance(error, DatabaseError)
    return known and any(
        words in str(error)
        for words in (
            "no such table",
            "no such column",
            "does not exist",
        )
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer an address that does not exist."""
    return _page(request, 404, "请检查地址，或从上面的导航重新找起。")


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer what is no form, no address or no name of this server."""
    text = (
        "浏览器送来的内容读不懂，什么都没有存。文件名太长的请改短，地址里条件太多的请减少，"
        "再提交一次。"
    )
    return _page(request, 400, text, "读不懂这个请求")


def forbidden(request: HttpRequest) -> HttpResponse:
    """Answer who lacks the right of a page."""
    text = "您的角色没有这项权限；如确需办理，请联系本单位负责人或系统管理员。"
    return _page(request, 403, text)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form that was open over a log-in, or that is not one of our pages."""
    if is_cut(request):
        text = "没有传完就断了，什么都没有存。请返回上一页，再提交一次。"
        return _page(request, 400, text, "没有收到")
    text = "这个表单是登录以前打开的，没有提交。请返回上一页刷新，再提交一次。"
    return _page(request, 403, text, "这个表单没有提交")


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when the program itself failed, or what it stands on."""
    # Django calls this while it handles the error, and does not say which.
    error = sys.exception()
    if isinstance(error, Exception) and (answer := away(request, error)):
        return answer
    return _page(
        request,
        500,
        "已收到的文件不受影响。请稍后再试；若仍然如此，把时间和地址告诉系统管理员。",
    )


def _page(
    request: HttpRequest, status: int, text: str, title: str = ""
) -> HttpResponse:
    context = {"title": title or _TITLES[status], "text": text, "status": status}
    is_part = request.headers.get("HX-Request") == "true"
    template = "parts/_failure.html" if is_part else "failure.html"
    return render(request, template, context, status=status)
