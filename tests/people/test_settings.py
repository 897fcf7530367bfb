"""The settings that a deployment by TLS gets, and what Django says of them."""

import os
import subprocess
import sys

_CHECK = """
import django
django.setup()
from django.core.checks import run_checks
print([each.id for each in run_checks(include_deployment_checks=True)])
from django.conf import settings
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE)
"""


def told(tmp_path, **more: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", _CHECK],
        env={
            **os.environ,
            "GONGSHI_HOME": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "gongshi.site.settings",
            **more,
        },
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_cookies_travel_by_tls_alone_where_there_is_tls(tmp_path):
    plain = told(tmp_path).splitlines()[-1]
    by_tls = told(tmp_path, GONGSHI_HTTPS="1").splitlines()[-1]

    assert (plain, by_tls) == ("False False", "True True")


def test_django_finds_nothing_to_mend_in_a_deployment(tmp_path):
    found = told(
        tmp_path, GONGSHI_HTTPS="1", GONGSHI_SECRET_KEY="k" * 25 + "abcdef" * 6
    )

    # The proxy turns http into https, and only the office's own host is in question.
    assert set(eval(found.splitlines()[0])) <= {
        "security.W005", "security.W008", "security.W021"
    }  # fmt: skip
