"""The API as a whole: its routes, who may use them, and what it says when something is wrong."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from bihuan import __version__
from bihuan.api.auth import Bearer
from bihuan.api.encoding import Renderer
from bihuan.api.faults import answer_of
from bihuan.api.routes import (
    alarms,
    archive,
    changeside,
    documents,
    intake,
    knownerrors,
    office,
    overviews,
    parts,
    problems,
    repeats,
)


class Interface(NinjaAPI):
    """Ninja with our errors and our description; its own pages are off, see `handbook`."""

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """Every exception of a route ends here, and in a problem document."""
        return answer_of(request, exc)


api = Interface(
    title="bihuan",
    version=__version__,
    auth=Bearer(),
    renderer=Renderer(),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)
for module in (
    problems,
    parts,
    documents,
    overviews,
    knownerrors,
    repeats,
    archive,
    office,
    alarms,
    intake,
    changeside,
):
    api.add_router("", module.router)
