"""One ASGI process: the public hot path in Starlette, and beside it Django for everything else."""

import os

from django.core.asgi import get_asgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ringback.project.settings")
_django = get_asgi_application()

# Django's models must be ready before the hot path is imported, hence by name.
application = import_string("ringback.project.mounting.mounted")(_django)
