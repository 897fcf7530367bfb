"""After a whole day of use no log and no metric names a person."""

import re
import socket
from datetime import date

import pytest

from tests.faults.site import Site
from tests.patience import LONG
from tests.web import city
from tests.web.unit.conftest import table

#: Printed in standards, or nobody's: identity number, phone, card, name, address.
PLANTED = (
    "11010519491231002X", "13800138000", "6222020200112233445", "示例张三丰",
    "示例路一百零八号",
)  # fmt: skip
DAY = date(2026, 11, 17)


@pytest.fixture(scope="module")
def said(site: Site) -> str:
    """All that was written while people worked with planted data everywhere."""
    clerk, analyst = site.visitor("clerk@市公安局"), site.visitor("analyst")
    told = "，".join(PLANTED)
    right = city.licence(8001, DAY, XK_XDR_MC=told, XK_NR=told, XK_FRDB=PLANTED[3])
    wrong = city.licence(
        8002, DAY, XK_XDR_MC=told, XK_XDR_SHXYM=PLANTED[0], XK_JDRQ=told, XK_NR=told
    )
    content = table(right, wrong)
    clerk.upload("/file/look/", content, name=f"{told}.csv", **clerk.filing())
    filed = clerk.file(content, name=f"{told}.csv").headers["Location"]
    clerk.file(b"a,b\n" + told.encode(), name=f"{told}.csv")
    clerk.file(b"%PDF-1.7", name=f"{told}.pdf")
    site.stored()
    pages = [filed, f"{filed}receipt/", "/home/", "/mend/", "/rows/?period=all"]
    for address in pages:
        clerk.get(address)
    waiting = re.findall(r"/mend/([0-9]+)/", clerk.get("/mend/").text)
    for word in PLANTED:
        for address in (
            f"/rows/?q={word}&period=all", f"/filings/?q={word}", f"/units/{word}/",
            f"/no/such/{word}/", f"/batches/{word}/", f"/?period={word}",
            f"/rows.csv?q={word}&period=all", f"/rows/?unit={word}",
            f"/evidence/?kind={word}&period=2021-08&policy=yuncheng",
            f"/letters/?kind={word}&unit={word}", f"/verify/?number={word}&seal={word}",
        ):  # fmt: skip
            for who in (clerk, analyst, site.visitor("")):
                who.get(_quoted(address), Referer="http://x/" + _quoted(word))
        site.visitor("").post("/login/", login=word, password=word)
        clerk.post("/rows/new/licence/", **{"f.XK_XDR_MC": word, "key": word})
        clerk.post("/rows/new/licence/check/", **{"f.XK_XDR_MC": word})
        clerk.post("/nil/", reason=word, note=word)
        for entry in waiting[:1]:
            clerk.post(f"/mend/{entry}/", **{"f.XK_XDR_MC": word, "key": word})
            clerk.post(f"/mend/{entry}/ask/", text=word)
            clerk.post(f"/withdraw/{entry}/", reason=word)
        analyst.post("/bulletins/start/", period=word, correction=word)
        _garbage(site, word)
    analyst.post("/bulletins/start/", period="2021-08", policy="pingdingshan")
    return site.log + site.visitor("").get("/metrics").text


def _quoted(address: str) -> str:
    return re.sub(
        "[^ -~]", lambda c: "".join(f"%{b:02X}" for b in c[0].encode()), address
    )


def _garbage(site: Site, word: str) -> None:
    """Say what is no HTTP."""
    raw = word.encode()
    for line in (
        b"GET /" + raw + b" HTTP/9.9\r\n\r\n",
        raw + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + raw + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: " + raw + b"\r\n\r\n",
        b"POST /file/ HTTP/1.1\r\nHost: a\r\nContent-Length: " + raw + b"\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", site.port), timeout=LONG) as talk:
            talk.sendall(line)
            talk.recv(1 << 16)


@pytest.mark.parametrize("word", PLANTED)
def test_no_line_of_the_log_and_no_metric_names_anybody(said, word):
    assert word not in said
    assert ascii(word)[1:-1] not in said
    assert _quoted(word) not in said


def test_the_day_was_logged(said):
    assert said.count('"route": "rows"') >= 3 * len(PLANTED)
    assert '"event": "job done"' in said
    assert '"status": 500' not in said
