"""The OpenAPI document is sound, and generated calls of every operation get what it promises."""

import warnings
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from hypothesis import HealthCheck, given, settings

from tests.api.wire import Wire

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

from bihuan.api.openapi import document

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
NUMBER = "WT-20261122-001"


def test_the_document_is_open_to_everybody_in_both_languages(wire: Wire) -> None:
    chinese = wire.call("GET", "/openapi.json")
    assert (chinese.status, chinese.body["openapi"]) == (200, "3.1.0")
    english = wire.call("GET", "/openapi.json", Accept_Language="en").body
    assert english["paths"]["/api/v1/problems"]["post"]["summary"] == "File a report"
    assert chinese.body["paths"]["/api/v1/problems"]["post"]["summary"] != "File a report"
    assert english["components"].keys() == chinese.body["components"].keys()


def test_the_page_needs_no_script(wire: Wire) -> None:
    found = wire.call("GET", "/docs")
    page = found.response.content.decode()
    assert found.status == 200 and "<script" not in page and "style=" not in page
    assert "/api/v1/problems/{number}/steps/dispatch" in page
    assert "script-src 'self'" in found.response.headers["Content-Security-Policy"]


def test_the_document_is_sound() -> None:
    schemathesis.openapi.from_dict(document()).validate()


@pytest.fixture
def one_connection(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own connection stays open over all calls, as the test client of Django has it."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


def test_generated_calls_get_what_is_promised(wire: Wire, one_connection: None) -> None:
    wire.reports()
    schema: Any = schemathesis.openapi.from_dict(document())
    schema.app = WSGIHandler()
    wrong = []
    for result in schema.get_all_operations():
        operation = result.ok()
        if any(word in operation.path for word in ("{document}",)):
            continue
        wrong += tried(wire, operation)
    assert not wrong, "\n".join(wrong)


def tried(wire: Wire, operation: Any) -> list[str]:
    """A few generated calls of one operation by the coordinator; what was not as promised."""
    wrong: list[str] = []

    @settings(
        max_examples=4,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        for name, value in (("number", NUMBER), ("month", "2026-11")):
            if name in case.path_parameters:
                case.path_parameters[name] = value
        response = case.call(headers={"Authorization": f"Bearer {wire.token('coordinator')}"})
        try:
            case.validate_response(response, checks=CHECKS)
        except BaseException as fault:  # a group of faults, reported with the rest
            wrong.append(f"{operation.method} {operation.path}: {str(fault)[:400]}")

    run()
    return wrong
