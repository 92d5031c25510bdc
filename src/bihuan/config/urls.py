"""Which package answers which address."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from bihuan.api.faults import elsewhere
from bihuan.config import health

handler400 = "bihuan.web.errors.bad_request"
handler403 = "bihuan.web.errors.forbidden"
handler404 = "bihuan.web.errors.not_found"
handler500 = "bihuan.web.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("healthz/engine", health.engine, name="healthz_engine"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", include("bihuan.api.urls")),
    re_path(r"^api(?:/.*)?$", elsewhere),
    path("", include("bihuan.web.urls")),
]
