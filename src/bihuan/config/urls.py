"""Which package answers which address."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from bihuan.config import health

handler400 = "bihuan.web.errors.bad_request"
handler403 = "bihuan.web.errors.forbidden"
handler404 = "bihuan.web.errors.not_found"
handler500 = "bihuan.web.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
if find_spec("bihuan.api") and find_spec("bihuan.api.urls"):
    urlpatterns.append(path("api/v1/", include("bihuan.api.urls")))
if find_spec("bihuan.web") and find_spec("bihuan.web.urls"):
    urlpatterns.append(path("", include("bihuan.web.urls")))
