"""Says in a header how many queries an answer took, if the request asks for it; and a page without any layer."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASK = "X-Count-Queries"
ANSWER = "X-Queries"


class QueryCount:
    """Stands before everything else, so that the queries of session and user count too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/bench/bare":
            return HttpResponse("hello")
        if ASK not in request.headers:
            return self.get_response(request)
        count = 0

        def counted(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal count
            count += 1
            return execute(*arguments)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response.headers[ANSWER] = str(count)
        return response
