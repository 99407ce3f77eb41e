"""The WSGI application that `tidu serve` runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidu.project.settings")
application = get_wsgi_application()
