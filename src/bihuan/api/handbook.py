"""The description of the API: as OpenAPI 3.1 for programs, and drawn from it as one page for people.

The page is our own: the usual viewers want scripts and styles that our content policy forbids.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.api.openapi import document, encoded_document
from bihuan.process.words import N_

TAGS: dict[str, str] = {
    "problems": N_("Reporting, reading, taking steps"),
    "parts": N_("Parts of a case"),
    "documents": N_("Documents of the case"),
    "overviews": N_("Overviews"),
    "archive": N_("Files of the archive"),
    "office": N_("Office and process"),
    "steps": N_("Every step with its fields"),
}
"""Tag → the heading of its routes, in the order of the page."""


@require_safe
def openapi_json(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document in the reader's language; needs no token."""
    return _kept(HttpResponse(encoded_document(get_language() or ""), content_type="application/json"))


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The same as one page, readable without scripts; needs no token."""
    told = document()
    context = {
        "language": get_language(),
        "title": _("bihuan: the API"),
        "intro": told["info"]["description"],
        "version": told["info"]["version"],
        "icon": static("web/mark.svg"),
        "css": static("api/handbook.css"),
        "token": _(
            "Every request carries a token: Authorization: Bearer TOKEN. You make one on the desk, or by"
        ),
        "raw": _("The same as an OpenAPI document"),
        "heads": [_("Name"), _("Kind"), _("Must be given"), _("Meaning")],
        "yes": _("yes"),
        "sections": [
            {"tag": tag, "title": _(title), "routes": [row for row in _routes(told) if row["tag"] == tag]}
            for tag, title in TAGS.items()
        ],
    }
    template = loader.get_template("api/handbook.html", using="packages")
    return _kept(HttpResponse(template.render(context)))


def _kept(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Accept-Language"])
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _routes(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Every operation as the page shows it."""
    return [
        {
            "tag": row["tags"][0],
            "id": row["operationId"],
            "method": method.upper(),
            "path": path,
            "summary": row["summary"],
            "description": row.get("description", ""),
            "rows": [*_parameters(row), *_fields(row)],
        }
        for path, methods in told["paths"].items()
        for method, row in methods.items()
    ]


def _parameters(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": each["name"],
            "kind": _kind(each["schema"]),
            "required": each.get("required", False),
            "told": each.get("description", ""),
        }
        for each in row["parameters"]
        if each["in"] == "query"
    ]


def _fields(row: dict[str, Any]) -> list[dict[str, Any]]:
    contents = row["requestBody"]["content"].values() if "requestBody" in row else ()
    schema: dict[str, Any] = next((each["schema"] for each in contents), {})
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "kind": _kind(each),
            "required": name in required,
            "told": each.get("description", ""),
        }
        for name, each in schema.get("properties", {}).items()
    ]


def _kind(schema: dict[str, Any]) -> str:
    """A schema in a few words: its type and its codes."""
    if "oneOf" in schema:
        return " | ".join(dict.fromkeys(_kind(each) for each in schema["oneOf"]))
    if "enum" in schema:
        return " ".join(schema["enum"])
    if schema.get("type") == "array":
        return f"[ {_kind(schema['items'])} ]"
    if schema.get("type") == "object" and schema.get("properties"):
        return "{ " + ", ".join(schema["properties"]) + " }"
    if "const" in schema:
        return str(schema["const"])
    return str(schema.get("format") or schema.get("type", ""))
