"""Whether this process is up, and whether everything behind it is: for load balancers and people."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.cli import checks
from bihuan.problems.heartbeat import last_sweep


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers at all; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when database, migrations and worker are in order, else 503; the body names each."""
    found: dict[str, str | None] = {}
    for name, check in checks.READY.items():
        found[name] = check()
        if found[name]:
            break
    is_ready = not any(found.values())
    states = {name: state or "ok" for name, state in found.items()}
    return JsonResponse({"ready": is_ready, "checks": states}, status=200 if is_ready else 503)


@never_cache
@require_safe
def engine(request: HttpRequest) -> HttpResponse:
    """200 only if a whole sweep ended within 30 seconds, else 503; the body says when, or what is wrong."""
    wrong = checks.database()
    if wrong is None and (wrong := checks.migrations()) is None:
        wrong = checks.engine_now()
        last = last_sweep(clock.now())
    else:
        last = None
    found = {"sweeping": wrong is None, "last_sweep": last and last.isoformat(), "wrong": wrong}
    return JsonResponse(found, status=503 if wrong else 200)
