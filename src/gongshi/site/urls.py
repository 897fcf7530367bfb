"""Every address of the site."""

from django.urls import path, register_converter
from django.views.decorators.http import require_safe

from gongshi.desks.health import health
from gongshi.desks.office.batches import batch_list, batch_page, returned_file
from gongshi.desks.office.bulletins import bulletin_page, latest_bulletin
from gongshi.desks.office.months import month_file, month_page
from gongshi.desks.office.row import row_page
from gongshi.desks.office.rows import rows_file, rows_page
from gongshi.desks.office.units import unit_list, unit_page


class _FileKind:
    """The kinds of file that tables are given as."""

    regex = "csv|xlsx"

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
register_converter(_Key, "key")

urlpatterns = [
    path("", require_safe(month_page), name="month"),
    path("month.<file:kind>", require_safe(month_file), name="month_file"),
    path("units/", require_safe(unit_list), name="units"),
    path("units/<key:unit_id>/", require_safe(unit_page), name="unit"),
    path("batches/", require_safe(batch_list), name="batches"),
    path("batches/<str:number>/", require_safe(batch_page), name="batch"),
    path(
        "batches/<str:number>/returned.xlsx",
        require_safe(returned_file),
        name="returned",
    ),
    path("rows/", require_safe(rows_page), name="rows"),
    path("rows.<file:kind>", require_safe(rows_file), name="rows_file"),
    path("rows/<key:entry_id>/", require_safe(row_page), name="row"),
    path("bulletins/", require_safe(latest_bulletin), name="bulletins"),
    path("bulletins/<str:period>/", require_safe(bulletin_page), name="bulletin"),
    path("health", require_safe(health), name="health"),
]
handler404 = "gongshi.desks.failures.not_found"
handler500 = "gongshi.desks.failures.broken"
