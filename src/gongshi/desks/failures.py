"""What people see when an address or a question was wrong, or we were."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongshi.errors import NotReady, UnknownName, UserError

_TITLES = {
    400: "这个地址写得不对",
    403: "这一页不归您的岗位",
    404: "没有这一页",
    500: "出错了，是我们的问题",
    503: "台账还没有准备好",
}


def told(request: HttpRequest, error: UserError) -> HttpResponse:
    """Show a fault of the caller as one sentence."""
    status = 400
    if isinstance(error, UnknownName):
        status = 404
    elif isinstance(error, NotReady):
        status = 503
    return _page(request, status, error.text)


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
            "not a database",
            "malformed",
            "unable to open database",
        )
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer an address that does not exist."""
    return _page(request, 404, "请检查地址，或从上面的导航重新找起。")


def forbidden(request: HttpRequest) -> HttpResponse:
    """Answer who lacks the right of a page."""
    text = "您的角色没有这项权限；如确需办理，请联系本单位负责人或系统管理员。"
    return _page(request, 403, text)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form that was open over a log-in, or that is not one of our pages."""
    text = "这个表单是登录以前打开的，没有提交。请返回上一页刷新，再提交一次。"
    return _page(request, 403, text, "这个表单没有提交")


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when the program itself failed."""
    return _page(
        request,
        500,
        "已收到的文件不受影响。请稍后再试；若仍然如此，把时间和地址告诉系统管理员。",
    )


def _page(
    request: HttpRequest, status: int, text: str, title: str = ""
) -> HttpResponse:
    context = {"title": title or _TITLES[status], "text": text, "status": status}
    return render(request, "failure.html", context, status=status)
