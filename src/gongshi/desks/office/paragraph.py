"""`/bulletins/drafts/<n>/paragraphs/<n>/`: one paragraph in a person's own words.

What is typed is audited while it is typed, kept as his own draft, and saved only where
nobody else has saved the same paragraph since he opened it.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gongshi.actions.draft_bulletin import (
    Overtaken,
    edits_of,
    find_draft,
    look,
    mark,
    paragraph_of,
    write,
)
from gongshi.bulletin.edits import MOST_CHARS, apply
from gongshi.bulletin.frozen import thaw
from gongshi.desks.office.drafts import me_of, offset, shown, stale_words
from gongshi.desks.showing import desk, show
from gongshi.desks.unit.showing import is_part
from gongshi.errors import UsageError
from gongshi.ledger.models import BulletinDraft
from gongshi.people.drafts import find_draft as find_typed
from gongshi.people.drafts import forget_draft, keep_draft


def paragraph_page(request: HttpRequest, draft_id: int, at: int) -> HttpResponse:
    """Show the form of a paragraph, or save it."""
    draft = find_draft(draft_id)
    if request.method != "POST":
        kept = find_typed(me_of(request), _key(draft_id, at)).get("text")
        return _asking(request, draft, at, kept or _now(draft, at), is_kept=bool(kept))
    text = request.POST.get("text", "")[: MOST_CHARS + 1]
    if "composed" in request.POST:
        text = ""
    who = me_of(request)
    try:
        if len(text) > MOST_CHARS:
            raise UsageError("too_long", f"一段最多 {MOST_CHARS} 字。")
        seen = request.POST.get("seen", "")
        write(draft_id, at, text, who.login, seen=seen)
    except Overtaken as overtaken:
        keep_draft(who, _key(draft_id, at), {"text": text})
        return _asking(request, overtaken.draft, at, text, is_overtaken=True)
    except UsageError as error:
        keep_draft(who, _key(draft_id, at), {"text": text})
        return shown(request, find_draft(draft_id), wrong=error.text)
    forget_draft(who, _key(draft_id, at))
    address = reverse("bulletin_draft", args=[draft_id])
    return HttpResponseRedirect(f"{address}#p{at + offset(draft)}")


def paragraph_check(request: HttpRequest, draft_id: int, at: int) -> HttpResponse:
    """Audit a paragraph that is being written, and keep it for its writer."""
    draft = find_draft(draft_id)
    text = request.POST.get("text", "")[:MOST_CHARS]
    keep_draft(me_of(request), _key(draft_id, at), {"text": text})
    if not is_part(request):
        return HttpResponseRedirect(reverse("bulletin_paragraph", args=[draft_id, at]))
    looked = look(draft, {at: text})
    faults = len(looked.contradictions) + len(looked.doubts) + len(looked.stale)
    return show(
        request,
        "office/_audited.html",
        desk(),
        looked=looked,
        faults=faults,
        stale=stale_words(draft, looked),
        offset=offset(draft),
    )


def _asking(
    request: HttpRequest,
    draft: BulletinDraft,
    at: int,
    text: str,
    *,
    is_kept: bool = False,
    is_overtaken: bool = False,
) -> HttpResponse:
    composed = paragraph_of(thaw(draft.document), at).text
    response = shown(
        request,
        draft,
        trying={at: text},
        editing=at,
        place=at + offset(draft),
        text=text,
        composed=composed,
        saved=_now(draft, at),
        saved_by=draft.edits.get(str(at), {}).get("by", ""),
        seen=mark(draft, at),
        is_kept=is_kept,
        is_overtaken=is_overtaken,
        is_own_wording=str(at) in draft.edits,
        most_chars=MOST_CHARS,
    )
    response.status_code = 409 if is_overtaken else 200
    return response


def _now(draft: BulletinDraft, at: int) -> str:
    """Give the paragraph as it stands, whoever has worded it."""
    composed = paragraph_of(thaw(draft.document), at)
    own = edits_of(draft).get(at)
    return apply(composed, own).text if own and own.fits(composed) else composed.text


def _key(draft_id: int, at: int) -> str:
    return f"bulletin:{draft_id}:{at}"
