"""The WSGI application that `tidu serve` runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidu.project.settings")
application = get_wsgi_application()

# A page over ten thousand firms makes a million objects that all die by their counts: looking for rings among them
# every 700 objects takes a fifth of its time.
gc.freeze()
gc.set_threshold(50_000, 20, 20)
