"""Django's settings, all from the environment; see docs/reference/settings.md."""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from gongshi.errors import UsageError
from gongshi.site.job_settings import JOB_ATTEMPTS, JOB_GRACE, JOB_LEASE  # noqa: F401

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
    if not parts.path.lstrip("/"):
        raise UsageError("db", f"数据库地址里没有库名。{_ADDRESS}")
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
        # After the database was away, no one meets the connections of before.
        "CONN_HEALTH_CHECKS": True,
        # Compiling a question takes longer than all of ours take to be answered. And a
        # page of a disk without arms costs the same wherever it lies: with PostgreSQL's
        # guess of four times as much, a month is sorted by reading all years.
        "OPTIONS": {
            "connect_timeout": 5,
            "options": "-c jit=off -c random_page_cost=1.1"
            " -c max_parallel_workers_per_gather=0",
        },
    }  # fmt: skip


def _embedded(home: Path) -> dict[str, object]:
    return {
        "ENGINE": "gongshi.site.sqlite",
        "NAME": home / "ledger.sqlite3",
        # A new connection reads the whole description of the ledger before its first
        # answer, which takes longer than most answers.
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            # The default would take the write lock late and fail with "locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            # FULL: a receipt that was given survives a power cut.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA cache_size=-16384; PRAGMA mmap_size=268435456;"
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


#: How an address is read; `init` compares two.
DATABASE_OF = database
_URL = _database_url()
DATABASES = {"default": database(_URL) if _URL else _embedded(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

#: Written by `init`, readable by its owner alone.
SECRET_KEY_FILE = HOME / "secret.key"


def _secret_key() -> str:
    if key := os.environ.get("GONGSHI_SECRET_KEY", ""):
        return key
    if SECRET_KEY_FILE.is_file():
        return SECRET_KEY_FILE.read_text(encoding="ascii").strip()
    # Before `init`, or for commands that need no ledger: nothing depends on it yet.
    return os.urandom(32).hex()


SECRET_KEY = _secret_key()
#: Written by a site that started: which rulebook it found whole.
RULEBOOK_FILE = HOME / "rulebook.whole"
#: Written by `demo`: nothing but a made-up city lives here.
DEMO_FILE = HOME / "demo.txt"
#: In a demonstration nobody is asked for a code from a phone.
IS_DEMO = os.environ.get("GONGSHI_DEMO", "") == "1"
if IS_DEMO and (_URL or not DEMO_FILE.is_file()):
    raise UsageError(
        "no_demo",
        "GONGSHI_DEMO 免去手机验证码，只能用于 gongshi demo 建的台账；"
        "请取消这个环境变量。",
    )
DEBUG = False
_HOSTS = os.environ.get("GONGSHI_HOSTS", "")
#: Opens `/ready` and `/metrics` to other machines; empty = to this one alone.
METRICS_TOKEN = os.environ.get("GONGSHI_METRICS_TOKEN", "")
#: Whether feeds are fetched at all, and whether also from addresses inside.
FEEDS = os.environ.get("GONGSHI_FEEDS", "") == "1"
FEEDS_PRIVATE = os.environ.get("GONGSHI_FEEDS_PRIVATE", "") == "1"
ALLOWED_HOSTS = [
    *("127.0.0.1", "localhost", "[::1]", "testserver"),
    *(host.strip() for host in _HOSTS.split(",") if host.strip()),
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "gongshi.ledger",
    "gongshi.people",
    "gongshi.jobs",
    "gongshi.desks",
]
MIDDLEWARE = [
    "gongshi.desks.requests.Requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gongshi.desks.middleware.Manners",
    "gongshi.desks.uploads.Uploads",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Before the check of the form's token, which reads the whole upload.
    "gongshi.desks.gate.Gate",
    "django.middleware.csrf.CsrfViewMiddleware",
    "axes.middleware.AxesMiddleware",
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

#: Whether browsers reach the pages by TLS, through a proxy that says so.
_HTTPS = os.environ.get("GONGSHI_HTTPS", "") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
#: Seconds without a request after which a session ends; the cookie outlives it, so that
#: what is sent a moment too late can be kept.
SESSION_COOKIE_AGE = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "gongshi.desks.failures.stale_form"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["gongshi.people.hashing.FewAtATime"]
_VALIDATION = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS: list[dict[str, object]] = [
    {"NAME": _VALIDATION + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {
        "NAME": _VALIDATION + "UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name")},
    },
    {"NAME": _VALIDATION + "CommonPasswordValidator"},
    {"NAME": _VALIDATION + "NumericPasswordValidator"},
    {"NAME": "gongshi.people.passwords.NotRecent"},
]
LOGIN_URL = "login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
#: A lock is one of a person at one address: a stranger cannot lock others out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
#: The audit log keeps log-ins.
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_USERNAME_FORM_FIELD = "login"
AXES_CLIENT_IP_CALLABLE = (
    "gongshi.desks.addresses.behind_proxy"
    if _HTTPS
    else ("gongshi.desks.addresses.direct")
)
AXES_LOCKOUT_CALLABLE = "gongshi.desks.entrance.login.locked_out"
OTP_TOTP_ISSUER = "公示"
ROOT_URLCONF = "gongshi.site.urls"
WSGI_APPLICATION = "gongshi.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["gongshi.desks.templatetags.gongshi"],
            "context_processors": [
                "django.template.context_processors.request",
                "gongshi.desks.gate.person",
                "gongshi.desks.unit.showing.waiting",
            ],
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
