"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from bihuan.cli.leash import follow_parent, skip_teardown

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
if follow_parent():
    skip_teardown()
application = get_wsgi_application()
