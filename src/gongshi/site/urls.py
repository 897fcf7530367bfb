"""Every address of the site, each with the right that it asks for.

`page` only reads, `form` shows and takes a form, `act` only takes one.
"""

from django.urls import register_converter

from gongshi.desks.case_file import paper_file
from gongshi.desks.entrance.login import login_page, logout
from gongshi.desks.entrance.password import password_page
from gongshi.desks.entrance.resume import resume_page
from gongshi.desks.entrance.second_factor import code_page, enrol_page, enrol_picture
from gongshi.desks.gate import act, form, page
from gongshi.desks.health import health, metrics, ready
from gongshi.desks.keeping.audit_log import audit_page
from gongshi.desks.keeping.people import add_page, approve, disable, people_page, reset
from gongshi.desks.keeping.register import change_page, register_page
from gongshi.desks.keeping.units_import import import_page
from gongshi.desks.office.batches import batch_list, batch_page, returned_file
from gongshi.desks.office.bulletins import bulletin_page, latest_bulletin
from gongshi.desks.office.calls import calls_page, log_page
from gongshi.desks.office.case import act_on_case, case_page, new_case_page
from gongshi.desks.office.cases import cases_file, cases_page
from gongshi.desks.office.drafts import (
    approve_draft,
    draft_file,
    draft_page,
    drop_draft,
    issue_page,
    renew_draft,
    return_draft,
    send_draft,
    start_draft,
)
from gongshi.desks.office.draws import (
    draw_page,
    draws_page,
    make_draw,
    publish_draw,
)
from gongshi.desks.office.evidence import evidence_page
from gongshi.desks.office.evidence_entry import (
    attached_file,
    decide_adjustment,
    entry_page,
)
from gongshi.desks.office.exposure_entry import exposure_new
from gongshi.desks.office.exposure_feeds import exposure_feeds
from gongshi.desks.office.exposures import (
    decide_exposure,
    exposure_file,
    exposure_page,
    exposures_page,
    log_call,
)
from gongshi.desks.office.issued import issued_file, issued_list, issued_page
from gongshi.desks.office.letters import letter_file, letters_page
from gongshi.desks.office.letters import register_page as letter_register
from gongshi.desks.office.months import month_file, month_page
from gongshi.desks.office.omissions import omissions_file, omissions_page
from gongshi.desks.office.one_series import decide_gaps, one_series
from gongshi.desks.office.paragraph import paragraph_check, paragraph_page
from gongshi.desks.office.policy import policy_page
from gongshi.desks.office.ranking import ranking_page
from gongshi.desks.office.registers import registers_page
from gongshi.desks.office.rehearsals import rehearsal_page, rehearsals_page
from gongshi.desks.office.row import answer_row, row_page
from gongshi.desks.office.rows import rows_file, rows_page
from gongshi.desks.office.rulebook import rulebook_page
from gongshi.desks.office.scores import issue_scores, score_page, scores_page
from gongshi.desks.office.series import find_series_anew, series_file, series_map
from gongshi.desks.office.signals import signal_cases, signals_page, switch_signal
from gongshi.desks.office.silent_units import silence_page
from gongshi.desks.office.units import unit_list, unit_page
from gongshi.desks.office.window_entry import close_page, decide_window, new_page
from gongshi.desks.office.windows import windows_page
from gongshi.desks.unit.cases import my_case_page, my_cases_page
from gongshi.desks.unit.file import file_page, look_page
from gongshi.desks.unit.filing import (
    filing_page,
    filing_state,
    receipt_code,
    receipt_page,
)
from gongshi.desks.unit.filings import filings_file, filings_page
from gongshi.desks.unit.form import check_page, choose_page, form_page
from gongshi.desks.unit.home import home_page, rank_part
from gongshi.desks.unit.left_gaps import filing_gaps
from gongshi.desks.unit.mend import mend_list
from gongshi.desks.unit.mend_ask import mend_ask_page
from gongshi.desks.unit.mend_cause import mend_cause_page
from gongshi.desks.unit.mend_row import mend_row_page
from gongshi.desks.unit.nil import nil_page
from gongshi.desks.unit.notices import notices_page, read_notices
from gongshi.desks.unit.register_check import check_page as register_check_page
from gongshi.desks.unit.register_check import confirm_check
from gongshi.desks.unit.registers import new_page as register_new_page
from gongshi.desks.unit.rehearsal_draw import rehearsal_page as rehearsal_draw_page
from gongshi.desks.unit.series import explain_page
from gongshi.desks.unit.series import series_page as own_series_page
from gongshi.desks.unit.templates import template_file, templates_page
from gongshi.desks.unit.verify import verify_page
from gongshi.desks.unit.withdraw import withdraw_page, withdrawals_page
from gongshi.people.rights import (
    ANALYSE,
    ANYONE,
    APPROVE_PEOPLE,
    FILE,
    ISSUE,
    MANAGE_PEOPLE,
    MANAGE_SYSTEM,
    MEND,
    PUBLIC,
    READ_AUDIT,
    READ_OFFICE,
    READ_UNIT,
    REVIEW,
)


class _FileKind:
    """The kinds of file that tables are given as."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class _PaperKind:
    """The kinds of file that bulletins and letters are given as."""

    regex = "docx|pdf|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class _Key:
    """Keys of rows and units; no larger than a database's whole numbers."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(_FileKind, "file")
register_converter(_PaperKind, "paper")
register_converter(_Key, "key")

urlpatterns = [
    page("", month_page, "month", READ_OFFICE),
    page("month.<file:kind>", month_file, "month_file", READ_OFFICE),
    page("ranking/", ranking_page, "ranking", READ_OFFICE),
    page("units/", unit_list, "units", READ_OFFICE),
    page("units/<key:unit_id>/", unit_page, "unit", READ_UNIT),
    page("units/register/", register_page, "register", MANAGE_SYSTEM, ISSUE),
    form("units/import/", import_page, "units_import", MANAGE_SYSTEM, ISSUE),
    form(
        "units/<key:unit_id>/change/", change_page, "unit_change", MANAGE_SYSTEM, ISSUE
    ),
    page("batches/", batch_list, "batches", READ_UNIT),
    page("batches/<str:number>/", batch_page, "batch", READ_UNIT),
    page("batches/<str:number>/returned.xlsx", returned_file, "returned", READ_UNIT),
    page("rows/", rows_page, "rows", READ_UNIT),
    page("rows.<file:kind>", rows_file, "rows_file", READ_UNIT),
    page("rows/<key:entry_id>/", row_page, "row", READ_UNIT),
    act("rows/<key:entry_id>/answer/", answer_row, "row_answer", ANALYSE),
    page("home/", home_page, "home", READ_UNIT),
    page("home/rank/", rank_part, "rank", READ_UNIT),
    page("home/series/", own_series_page, "unit_series", READ_UNIT),
    act("home/series/explain/", explain_page, "gaps_explain", FILE),
    form("file/", file_page, "file", FILE),
    act("file/look/", look_page, "look", FILE),
    page("filings/", filings_page, "filings", READ_UNIT),
    page("filings.<file:kind>", filings_file, "filings_file", READ_UNIT),
    page("filings/<str:number>/", filing_page, "filing", READ_UNIT),
    page("filings/<str:number>/state/", filing_state, "filing_state", READ_UNIT),
    page("filings/<str:number>/gaps/", filing_gaps, "filing_gaps", READ_UNIT),
    page("filings/<str:number>/receipt/", receipt_page, "receipt", READ_UNIT),
    page("filings/<str:number>/code.svg", receipt_code, "receipt_code", READ_UNIT),
    form("rows/new/", choose_page, "rows_new", FILE),
    form("rows/new/<str:category>/", form_page, "row_new", FILE),
    act("rows/new/<str:category>/check/", check_page, "row_check", FILE),
    page("mend/", mend_list, "mend_list", MEND),
    form("mend/cause/", mend_cause_page, "mend_cause", MEND),
    form("mend/<key:entry_id>/", mend_row_page, "mend_row", MEND),
    form("mend/<key:entry_id>/ask/", mend_ask_page, "mend_ask", MEND),
    form("nil/", nil_page, "nil", FILE),
    page("withdrawals/", withdrawals_page, "withdrawals", READ_UNIT),
    form("withdraw/<key:entry_id>/", withdraw_page, "withdraw", MEND),
    page("templates/", templates_page, "templates", READ_UNIT),
    page("templates/<str:category>.xlsx", template_file, "template_file", READ_UNIT),
    page("notices/", notices_page, "notices", ANYONE),
    act("notices/read/", read_notices, "read_notices", ANYONE),
    page("verify/", verify_page, "verify", PUBLIC),
    page("bulletins/", latest_bulletin, "bulletins", READ_OFFICE),
    page("bulletins/issued/", issued_list, "bulletins_issued", READ_OFFICE),
    page("bulletins/issued/<key:bulletin_id>/", issued_page, "issued", READ_OFFICE),
    page(
        "bulletins/issued/<key:bulletin_id>/file.<paper:form>",
        issued_file,
        "issued_file",
        READ_OFFICE,
    ),
    act("bulletins/start/", start_draft, "bulletin_start", ANALYSE),
    page("bulletins/drafts/<key:draft_id>/", draft_page, "bulletin_draft", READ_OFFICE),
    page(
        "bulletins/drafts/<key:draft_id>/draft.<paper:form>",
        draft_file,
        "bulletin_draft_file",
        READ_OFFICE,
    ),
    form(
        "bulletins/drafts/<key:draft_id>/paragraphs/<key:at>/",
        paragraph_page,
        "bulletin_paragraph",
        ANALYSE,
    ),
    act(
        "bulletins/drafts/<key:draft_id>/paragraphs/<key:at>/check/",
        paragraph_check,
        "bulletin_paragraph_check",
        ANALYSE,
    ),
    act(
        "bulletins/drafts/<key:draft_id>/renew/", renew_draft, "bulletin_renew", ANALYSE
    ),
    act("bulletins/drafts/<key:draft_id>/drop/", drop_draft, "bulletin_drop", ANALYSE),
    act("bulletins/drafts/<key:draft_id>/send/", send_draft, "bulletin_send", ANALYSE),
    act(
        "bulletins/drafts/<key:draft_id>/approve/",
        approve_draft,
        "bulletin_approve",
        REVIEW,
    ),
    act(
        "bulletins/drafts/<key:draft_id>/return/",
        return_draft,
        "bulletin_return",
        REVIEW,
    ),
    act("bulletins/drafts/<key:draft_id>/issue/", issue_page, "bulletin_issue", ISSUE),
    page("bulletins/<str:period>/", bulletin_page, "bulletin", READ_OFFICE),
    page("letters/", letters_page, "letters", READ_OFFICE),
    act("letters/register/", letter_register, "letter_register", ISSUE),
    page(
        "letters/<key:letter_id>/file.<paper:form>",
        letter_file,
        "letter_file",
        READ_OFFICE,
    ),
    page("rulebook/", rulebook_page, "rulebook", READ_OFFICE),
    page("rulebook/policy/", policy_page, "policy", READ_OFFICE),
    page("rulebook/windows/", windows_page, "windows", READ_OFFICE),
    form("rulebook/windows/new/", new_page, "window_new", ANALYSE),
    form(
        "rulebook/windows/<key:window_id>/close/", close_page, "window_close", ANALYSE
    ),
    act(
        "rulebook/windows/<key:request_id>/decide/",
        decide_window,
        "window_decide",
        REVIEW,
    ),
    form("rulebook/rehearsals/", rehearsals_page, "rehearsals", ANALYSE),
    page("rulebook/rehearsals/<key:job_id>/", rehearsal_page, "rehearsal", ANALYSE),
    page("silence/", silence_page, "silence", READ_OFFICE),
    page("silence/calls/", calls_page, "calls", READ_OFFICE),
    act("silence/calls/log/", log_page, "call_log", ANALYSE),
    page("draws/", draws_page, "draws", READ_OFFICE),
    act("draws/publish/", publish_draw, "draw_publish", ANALYSE),
    # Only people of units mend: nobody else sees what a unit rehearses.
    page("draws/rehearsal/", rehearsal_draw_page, "rehearsal_draw", MEND),
    page("draws/<key:draw_id>/", draw_page, "draw", READ_OFFICE),
    act("draws/<key:draw_id>/make/", make_draw, "draw_make", ANALYSE),
    page("registers/", registers_page, "registers", READ_OFFICE),
    form("registers/new/", register_new_page, "register_new", FILE),
    page("registers/<key:check_id>/", register_check_page, "register_check", READ_UNIT),
    act("registers/<key:check_id>/confirm/", confirm_check, "register_confirm", FILE),
    page("evidence/", evidence_page, "evidence", READ_OFFICE),
    form("evidence/new/", entry_page, "evidence_new", ANALYSE),
    page(
        "evidence/<key:evidence_id>/file", attached_file, "evidence_file", READ_OFFICE
    ),
    act(
        "adjustments/<key:request_id>/decide/",
        decide_adjustment,
        "adjustment_decide",
        REVIEW,
    ),
    page("cases/", cases_page, "cases", READ_OFFICE),
    page("cases.<file:kind>", cases_file, "cases_file", READ_OFFICE),
    form("cases/new/", new_case_page, "case_new", ANALYSE),
    page("cases/<str:case_number>/", case_page, "case", READ_OFFICE),
    act("cases/<str:case_number>/act/", act_on_case, "case_act", ANALYSE, REVIEW),
    page(
        "cases/<str:case_number>/papers/<key:paper>/",
        paper_file,
        "case_paper",
        READ_UNIT,
    ),
    page("my-cases/", my_cases_page, "my_cases", READ_UNIT),
    form("my-cases/<str:case_number>/", my_case_page, "my_case", FILE),
    page("omissions/", omissions_page, "omissions", READ_OFFICE),
    page("omissions.<paper:form>", omissions_file, "omissions_file", READ_OFFICE),
    page("exposures/", exposures_page, "exposures", READ_OFFICE),
    form("exposures/new/", exposure_new, "exposure_new", ANALYSE),
    form("exposures/feeds/", exposure_feeds, "exposure_feeds", ANALYSE),
    page("exposures/<key:exposure_id>/", exposure_page, "exposure", READ_OFFICE),
    page(
        "exposures/<key:exposure_id>/file", exposure_file, "exposure_file", READ_OFFICE
    ),
    act(
        "exposures/<key:exposure_id>/decide/",
        decide_exposure,
        "exposure_decide",
        ANALYSE,
    ),
    act("exposures/<key:exposure_id>/call/", log_call, "exposure_call", ANALYSE),
    page("scores/", scores_page, "scores", READ_OFFICE),
    act("scores/issue/", issue_scores, "scores_issue", ISSUE),
    page("scores/<key:unit_id>/", score_page, "score", READ_OFFICE),
    page("series/", series_map, "series_map", READ_OFFICE),
    page("series.<file:kind>", series_file, "series_file", READ_OFFICE),
    act("series/anew/", find_series_anew, "series_anew", ANALYSE),
    page("series/<key:series_id>/", one_series, "one_series", READ_OFFICE),
    act("series/<key:series_id>/decide/", decide_gaps, "gaps_decide", ANALYSE),
    page("signals/", signals_page, "signals", READ_OFFICE),
    page("signals/cases/", signal_cases, "signal_cases", READ_OFFICE),
    act("signals/switch/", switch_signal, "signal_switch", ANALYSE),
    form("login/", login_page, "login", PUBLIC),
    form("login/code/", code_page, "second_factor", ANYONE),
    form("login/phone/", enrol_page, "enrol", ANYONE),
    page("login/phone.svg", enrol_picture, "enrol_picture", ANYONE),
    form("login/resume/", resume_page, "resume", ANYONE),
    act("logout/", logout, "logout", PUBLIC),
    form("password/", password_page, "password", ANYONE),
    page("people/", people_page, "people", MANAGE_PEOPLE, APPROVE_PEOPLE),
    form("people/add/", add_page, "person_add", MANAGE_PEOPLE),
    act("people/<key:person_id>/disable/", disable, "person_disable", MANAGE_PEOPLE),
    act("people/<key:person_id>/approve/", approve, "person_approve", APPROVE_PEOPLE),
    act("people/<key:person_id>/reset/", reset, "person_reset", APPROVE_PEOPLE),
    page("audit-log/", audit_page, "audit_log", READ_AUDIT),
    page("health", health, "health", PUBLIC),
    # Open to this machine alone, or with a token: see `desks.health`.
    page("ready", ready, "ready", PUBLIC),
    page("metrics", metrics, "metrics", PUBLIC),
]
handler400 = "gongshi.desks.failures.not_understood"
handler404 = "gongshi.desks.failures.not_found"
handler500 = "gongshi.desks.failures.broken"
