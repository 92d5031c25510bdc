"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from bihuan.cli.leash import follow_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
follow_parent()
application = get_wsgi_application()
