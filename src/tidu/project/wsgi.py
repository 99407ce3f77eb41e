"""The WSGI application that `tidu serve` runs."""

import os

from django.core.wsgi import get_wsgi_application

from tidu.foundation.collector import look_seldom

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidu.project.settings")
application = get_wsgi_application()
look_seldom()
