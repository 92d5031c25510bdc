"""The OpenAPI 3.1 document: ninja's list of routes, filled from the tables of the process and of the routes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec
import orjson
from django.utils.translation import gettext as _

from bihuan.api.described import PAGING, ROUTES, Parameter, Route
from bihuan.api.faults import MEDIA_TYPE, TITLES
from bihuan.api.fieldschemas import step_schema
from bihuan.api.interface import api
from bihuan.api.shapes.base import FaultShape, Shape
from bihuan.process.lifecycle import STEPS, Step
from bihuan.process.terms import PARTIES, STATES

Document = dict[str, Any]

PREFIX = "/api/v1/"
REFERENCE = "#/components/schemas/{name}"
ALWAYS = (400, 401, 403, 404, 405, 422, 500, 503)
OF_BODIES = (409, 413, 415)


@lru_cache(maxsize=8)
def encoded_document(language: str) -> bytes:
    """The document in one language, encoded once a process. The language must be the active one."""
    return orjson.dumps(document())


def document() -> Document:
    """The whole document in the active language."""
    found: Document = dict(api.get_openapi_schema(path_prefix=PREFIX))
    paths: Document = {}
    for path, methods in found["paths"].items():
        paths[path] = {
            method: _operation(ROUTES[raw["operationId"]], raw, method) for method, raw in methods.items()
        }
    for step, path in _step_paths():
        paths[path] = {"post": _step_operation(step, paths)}
    found["info"]["description"] = _(
        "Problems of a billing centre from the report to the archive. Every change is a step; a refusal names "
        "its reasons with their clauses."
    )
    found["paths"] = paths
    found["servers"] = [{"url": "/"}]
    found["components"] = {
        "schemas": _schemas(),
        "responses": {f"Problem{status}": _problem(status) for status in TITLES},
        "securitySchemes": {"Bearer": {"type": "http", "scheme": "bearer"}},
    }
    found["security"] = [{"Bearer": []}]
    return found


def _step_paths() -> Iterator[tuple[Step, str]]:
    """Every step that is taken on a case or a month, under an address of its own."""
    for step in STEPS.values():
        if step.automatic or step.creates:
            continue
        if "case" in step.subjects:
            yield step, f"{PREFIX}problems/{{number}}/steps/{step.key}"
        if "month" in step.subjects:
            yield step, f"{PREFIX}months/{{month}}/steps/{step.key}"


def _operation(route: Route, raw: Document, method: str) -> Document:
    """One route, filled in."""
    parameters = [_path_parameter(row) for row in raw.get("parameters", [])]
    parameters += [_query_parameter(row) for row in (*route.query, *(PAGING if route.paged else ()))]
    filled = {
        "operationId": raw["operationId"],
        "tags": raw.get("tags", []),
        "summary": _(route.summary),
        "parameters": parameters,
        "responses": _responses(route, method),
    }
    if method == "post":
        filled["parameters"] = [*parameters, *([] if route.body else [_idempotency()])]
        filled["requestBody"] = _body(route)
    return filled


def _step_operation(step: Step, paths: Document) -> Document:
    """One step under its own address; who may take it, in which states, by which clauses."""
    is_case = "case" in step.subjects
    generic = ROUTES["take_step" if is_case else "take_month_step"]
    name = "number" if is_case else "month"
    who = _(", ").join(_(PARTIES[code].label) for code in step.who)
    states = _(", ").join(_(term.label) for code, term in STATES.items() if code in step.sources)
    told = [_("Clauses: {clauses}.").format(clauses=" ".join(step.clauses)), _("Who: {who}.").format(who=who)]
    told += [_("In the states: {states}.").format(states=states)] if states else []
    return {
        "operationId": f"{'' if is_case else 'month_'}step_{step.key}",
        "tags": ["steps"],
        "summary": _(step.label),
        "description": " ".join(told),
        "parameters": [_path_parameter({"name": name}), _idempotency()],
        "requestBody": _json_body(step_schema(step)),
        "responses": _responses(generic, "post"),
    }


def _path_parameter(row: Document) -> Document:
    schema: Document = {"type": "string", "minLength": 1, "maxLength": 40}
    return {"name": row["name"], "in": "path", "required": True, "schema": schema}


def _query_parameter(row: Parameter) -> Document:
    told = {"name": row.name, "in": "query", "description": _(row.note), "schema": row.schema}
    return {**told, "style": "form", "explode": False} if row.schema.get("type") == "array" else told


def _idempotency() -> Document:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "description": _("The same key and body get the same answer for 24 hours"),
        "schema": {"type": "string", "maxLength": 200, "pattern": r"^[!-~]*$"},
    }


def _body(route: Route) -> Document:
    if route.upload:
        file = {"type": "string", "format": "binary"}
        schema = {
            "type": "object",
            "properties": {"file": file, "text": {"type": "string"}},
            "required": ["file"],
        }
        return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    if route.body:
        return _json_body(route.body)
    if route.step:
        return _json_body(step_schema(STEPS[route.step], versioned=route.step == "report_by_phone"))
    return _json_body({"type": "object", "description": _("The fields of the step; see each step below")})


def _json_body(schema: Document) -> Document:
    return {"required": bool(schema.get("required")), "content": {"application/json": {"schema": schema}}}


def _responses(route: Route, method: str) -> Document:
    codes = sorted({*ALWAYS, *(OF_BODIES if method == "post" else ())})
    problems = {str(code): {"$ref": f"#/components/responses/Problem{code}"} for code in codes}
    content = {route.media: {"schema": _answer(route)}}
    return {str(route.status): {"description": _(route.summary), "content": content}, **problems}


def _answer(route: Route) -> Document:
    if route.shape is None:
        return (
            {"type": "object"}
            if route.media == "application/json"
            else {"type": "string", "format": "binary"}
        )
    schema: Document = {"$ref": REFERENCE.format(name=_name(route.shape))}
    if not route.listed:
        return schema
    properties: Document = {"items": {"type": "array", "items": schema}}
    if route.paged:
        properties["next"] = {"type": ["string", "null"], "description": _("The cursor of the next page")}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _problem(status: int) -> Document:
    schema = {"$ref": REFERENCE.format(name=_name(FaultShape))}
    return {"description": _(TITLES[status][0]), "content": {MEDIA_TYPE: {"schema": schema}}}


def _schemas() -> Document:
    """Every shape as JSON Schema; the ending that tells a shape from a model is left off its name."""
    shapes = {route.shape for route in ROUTES.values() if route.shape} | {FaultShape}
    found = msgspec.json.schema_components(sorted(shapes, key=_name), ref_template=REFERENCE)[1]
    text = orjson.dumps(found).decode()
    for name in sorted(found, key=len, reverse=True):
        text = text.replace(f'schemas/{name}"', f'schemas/{name.removesuffix("Shape")}"')
        text = text.replace(f'"title":"{name}"', f'"title":"{name.removesuffix("Shape")}"')
    return {name.removesuffix("Shape"): schema for name, schema in orjson.loads(text).items()}


def _name(shape: type[Shape]) -> str:
    return shape.__name__.removesuffix("Shape")
