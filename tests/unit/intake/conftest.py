"""Two small standards and a builder of workbooks, shared by the tests of intake."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import xlsxwriter

from gongshi import intake
from gongshi.intake import Batch


@dataclass(frozen=True)
class SmallField:
    code: str
    title: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class SmallMapping:
    edition: str
    tells: tuple[str, ...]
    columns: dict[str, str]


@dataclass(frozen=True)
class SmallStandard:
    key: str
    title: str
    fields: tuple[SmallField, ...]
    edition: str = "E2019"
    mappings: tuple[SmallMapping, ...] = field(default=())


LICENCE = SmallStandard(
    "licence",
    "行政许可",
    (
        SmallField("XK_XDR_MC", "行政相对人名称", ("相对人名称",)),
        SmallField("XK_XDR_SHXYM", "行政相对人代码_1（统一社会信用代码）"),
        SmallField("XK_WSH", "行政许可决定文书号"),
        SmallField("XK_NR", "许可内容"),
        SmallField("XK_JDRQ", "许可决定日期"),
        SmallField("XK_XKJG", "许可机关"),
        SmallField("BZ", "备注"),
    ),
    mappings=(
        SmallMapping(
            "E2016",
            ("XK_XMMC", "项目名称"),
            {
                "XK_XMMC": "XK_NR",
                "项目名称": "XK_NR",
                "XK_XDR": "XK_XDR_MC",
                "XK_WSH": "XK_WSH",
                "XK_XZJG": "XK_XKJG",
            },
        ),
    ),
)
PENALTY = SmallStandard(
    "penalty",
    "行政处罚",
    (
        SmallField("CF_XDR_MC", "行政相对人名称"),
        SmallField("CF_WSH", "行政处罚决定书文号"),
        SmallField("CF_CFLB", "处罚类别"),
        SmallField("CF_NR", "处罚内容"),
        SmallField("CF_YJ", "处罚依据", ("依据",)),
        SmallField("CF_NR_FK", "罚款金额（万元）"),
        SmallField("CF_JDRQ", "处罚决定日期"),
        SmallField("BZ", "备注"),
    ),
    mappings=(
        SmallMapping(
            "E2016",
            ("CF_CFLB1", "CF_CFLB2", "CF_CFMC"),
            {
                "CF_WSH": "CF_WSH",
                "CF_CFMC": "BZ",
                "CF_CFLB1": "CF_CFLB",
                "CF_CFLB2": "CF_CFLB",
                "CF_JG": "CF_NR",
                "CF_XDR_MC": "CF_XDR_MC",
            },
        ),
    ),
)


@pytest.fixture
def licence() -> SmallStandard:
    return LICENCE


@pytest.fixture
def penalty() -> SmallStandard:
    return PENALTY


@pytest.fixture
def read() -> Callable[..., Batch]:
    """Read bytes or text as licences, knowing penalties too."""

    def reads(
        content: bytes | str, name: str = "a.csv", standard: SmallStandard = LICENCE
    ) -> Batch:
        data = content.encode() if isinstance(content, str) else content
        return intake.read(
            data, file_name=name, standard=standard, others=(LICENCE, PENALTY)
        )

    return reads


@pytest.fixture
def workbook() -> Callable[..., bytes]:
    """Build a workbook of sheets: name → rows of cells."""

    def builds(*rows: list[object], **sheets: list[list[object]]) -> bytes:
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            for name, cells in (sheets or {"数据": list(rows)}).items():
                sheet = book.add_worksheet(name)
                for at, row in enumerate(cells):
                    sheet.write_row(at, 0, row)
        return out.getvalue()

    return builds


@pytest.fixture
def repacked() -> Callable[..., bytes]:
    """Add parts to a workbook, or replace them: path → content."""

    def packs(content: bytes, parts: dict[str, bytes]) -> bytes:
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as old,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                if name not in parts:
                    new.writestr(name, old.read(name))
            for name, part in parts.items():
                new.writestr(name, part)
        return out.getvalue()

    return packs
