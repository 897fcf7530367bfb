"""The site for WSGI servers."""

import os

from django.core.wsgi import get_wsgi_application

from gongshi.actions.rulebooks import refuse_broken

refuse_broken()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongshi.site.settings")
application = get_wsgi_application()
