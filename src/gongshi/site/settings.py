"""Django's settings, all from the environment; see docs/reference/settings.md."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from gongshi.errors import UsageError

_ADDRESS = "数据库地址写得不对，请用 postgresql://用户:口令@主机:端口/库名。"


def database(url: str) -> dict[str, object]:
    """Read the address of a PostgreSQL database.

    Raises:
        UsageError: It is of another kind.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UsageError("db", _ADDRESS) from None
    if parts.scheme not in ("postgresql", "postgres"):
        raise UsageError(
            "db",
            f"不认识的数据库地址「{parts.scheme}://…」，"
            "请用 postgresql://用户:口令@主机:端口/库名。",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket directory comes percent-encoded in the place of the host.
        "HOST": unquote(parts.hostname or "") if "%" not in parts.netloc
        else unquote(parts.netloc.rpartition("@")[2].partition(":")[0]),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 600,
    }  # fmt: skip


def _embedded(home: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": home / "ledger.sqlite3",
        "OPTIONS": {
            # The default would take the write lock late and fail with "locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            # FULL: a receipt that was given survives a power cut.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
            "PRAGMA foreign_keys=ON;",
        },
    }


HOME = Path(os.environ.get("GONGSHI_HOME") or "gongshi-data").absolute()
#: Written by `init --db`, readable by its owner alone.
DATABASE_FILE = HOME / "database.url"


def _database_url() -> str:
    if url := os.environ.get("GONGSHI_DB", ""):
        return url
    file = Path(os.environ.get("GONGSHI_DB_FILE") or DATABASE_FILE)
    try:
        return file.read_text(encoding="utf-8").strip() if file.is_file() else ""
    except UnicodeDecodeError:
        raise UsageError("db", f"「{file}」里不是一个地址。{_ADDRESS}") from None


_URL = _database_url()
DATABASES = {"default": database(_URL) if _URL else _embedded(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The first page has no accounts and no forms, so the key protects nothing yet that a
# restart may not change.
SECRET_KEY = os.environ.get("GONGSHI_SECRET_KEY") or os.urandom(32).hex()
DEBUG = False
_HOSTS = os.environ.get("GONGSHI_HOSTS", "")
ALLOWED_HOSTS = [
    *("127.0.0.1", "localhost", "[::1]", "testserver"),
    *(host.strip() for host in _HOSTS.split(",") if host.strip()),
]

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "gongshi.ledger",
    "gongshi.desks",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gongshi.desks.middleware.Manners",
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
ROOT_URLCONF = "gongshi.site.urls"
WSGI_APPLICATION = "gongshi.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["gongshi.desks.templatetags.gongshi"],
            "context_processors": ["django.template.context_processors.request"],
        },
    }
]
STATIC_URL = "static/"
STATICFILES_DIRS = [Path(__file__).parent / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
