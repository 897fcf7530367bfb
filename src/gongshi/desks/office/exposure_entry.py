"""`/exposures/new/`: enters what was seen, by hand or as files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.exposures.adding import MOST_TYPED, Added, add_file, add_typed
from gongshi.actions.exposures.listing import terms_now
from gongshi.desks.office.drafts import me_of
from gongshi.desks.showing import desk, show
from gongshi.errors import FileFault, NotReceived, UsageError, UserError
from gongshi.ledger.models import Unit

#: Files of one form.
_MOST_FILES = 20


def exposure_new(request: HttpRequest) -> HttpResponse:
    """Ask for what was seen; or keep it. Sent twice, it is kept once."""
    if request.method != "POST":
        return _asking(request)
    try:
        done = _files(request) if "file" in request.FILES else [_typed(request)]
    except NotReceived:
        raise
    except UserError as error:
        return _asking(request, wrong=error.text)
    kept = list(dict.fromkeys(one.pk for each in done for one in each.exposures))
    if len(kept) == 1:
        return HttpResponseRedirect(reverse("exposure", args=kept))
    return HttpResponseRedirect(reverse("exposures"))


def _typed(request: HttpRequest) -> Added:
    told = {key: request.POST.get(key, "") for key in MOST_TYPED}
    told["address"] = request.POST.get("url", "")
    return add_typed(told, me_of(request).login)


def _files(request: HttpRequest) -> list[Added]:
    """Keep files one after another; one that cannot be read keeps none of itself."""
    sent = request.FILES.getlist("file")
    if len(sent) > _MOST_FILES:
        raise UsageError("too_many", f"一次最多 {_MOST_FILES} 个文件，什么都没有存。")
    most = terms_now().whole("file_bytes")
    for each in sent:
        if (each.size or 0) > most:
            raise FileFault(
                "too_large",
                f"「{each.name}」超过 {most // 1_000_000} MB，什么都没有存；"
                "请只存有决定的那一页。",
            )
    login, done = me_of(request).login, []
    for each in sent:
        try:
            done.append(add_file(each.read(), each.name or "文件", login))
        except FileFault as error:
            before = f"前面 {len(done)} 个文件已经登记。" if done else ""
            raise FileFault(error.code, f"{before}{error.text}") from error
    return done


def _asking(request: HttpRequest, *, wrong: str = "") -> HttpResponse:
    response = show(
        request,
        "office/exposure_new.html",
        desk(),
        most=MOST_TYPED,
        megabytes=terms_now().whole("file_bytes") // 1_000_000,
        units=Unit.objects.values_list("name", flat=True),
        typed=request.POST,
        wrong=wrong,
    )
    response.status_code = 422 if wrong else 200
    return response
