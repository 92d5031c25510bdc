"""The product's addresses and one page that does nothing, as the limit of what this server can do."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from bihuan.config.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def hello(request: HttpRequest) -> HttpResponse:
    """Goes through all that surrounds a view, and is none."""
    return HttpResponse("hello")


urlpatterns = [path("bench/hello", hello), path("", include("bihuan.config.urls"))]
