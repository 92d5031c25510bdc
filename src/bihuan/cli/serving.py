"""Programs that stay: the server, the worker, and both together."""

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading

import click

from bihuan.cli.engine import run_engine, safely, sweep_once
from bihuan.cli.failures import warn
from bihuan.cli.leash import PARENT, follow_parent
from bihuan.cli.shell import begin, is_demo, moment
from bihuan.cli.words import _
from bihuan.clock import now
from bihuan.environment import refusals

HOST = click.option("--host", default="127.0.0.1", show_default=True, help=_("Address to listen on."))
PORT = click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help=_("Port to listen on.")
)
WORKERS = click.option(
    "--workers", type=click.IntRange(2, 64), default=2, show_default=True, help=_("Server processes.")
)
THREADS = click.option(
    "--threads", type=click.IntRange(1, 64), default=4, show_default=True, help=_("Threads of each process.")
)
EVERY = click.option(
    "--every", type=click.IntRange(1, 3600), default=5, show_default=True, help=_("Seconds between sweeps.")
)


@click.command(help=_("Serve the desk and the API until stopped."))
@HOST
@PORT
@WORKERS
@THREADS
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Any number of these may run, on any number of machines."""
    _may_serve(host, port)
    os.environ["BIHUAN_THREADS"] = str(threads)
    begin()
    _serve_until_stopped(host, port, workers, threads)


@click.command(
    help=_("Prepare the database, load the demo if it is empty, serve with a worker until stopped.")
)
@HOST
@PORT
@EVERY
def run(host: str, port: int, every: int) -> None:
    """What `make run` calls: everything on one machine, one process to stop."""
    from bihuan.cli.database import apply_migrations, has_people, load_demo

    _may_serve(host, port)
    begin(needs_tables=False, makes_home=True)
    apply_migrations()
    if not has_people():
        load_demo()
    with Companion(["worker", "--every", str(every)]):
        click.echo(_("bihuan is at http://{host}:{port}/ — stop with Ctrl-C").format(host=host, port=port))
        _serve_until_stopped(host, port, workers=2, threads=4)


@click.command(help=_("Run the sweep again and again: lateness, warnings, notices. Any number may run."))
@EVERY
def worker(every: int) -> None:
    """Sweeps here, sends messages in a thread beside; ends after what it is in when asked to stop."""
    follow_parent()
    begin()
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_unused: stopped.set())
    sender = threading.Thread(target=_send_until, args=(stopped,), name="deliver")
    teller = threading.Thread(target=_tell_until, args=(stopped,), name="changes", daemon=True)
    writer = threading.Thread(target=_write_until, args=(stopped,), name="export", daemon=True)
    sender.start()
    writer.start()
    teller.start()
    run_engine(stopped, every)
    sender.join()
    writer.join(timeout=10)


def _send_until(stopped: threading.Event) -> None:
    from bihuan.notices.deliver import Deliverer

    Deliverer(now, worker=socket.gethostname()).run(stopped.is_set)


def _tell_until(stopped: threading.Event) -> None:
    """Tell the change system, if there is one, what is due."""
    from bihuan.intake.changeout import send_due

    while not stopped.wait(2):
        safely(lambda: send_due(now()))


def _write_until(stopped: threading.Event) -> None:
    """Write the files that are asked for, one at a time; one that is cut off is taken up again later."""
    from bihuan.reports.exports import write_next

    while not stopped.wait(1):
        safely(lambda: write_next(now))


@click.command(help=_("Run the sweep once and say what it did."))
@click.option("--at", help=_("Another moment than now, ISO 8601; only in a demo database."))
def tick(at: str | None) -> None:
    """The sweep as the worker runs it."""
    begin()
    then = moment(at)
    if then is not None and not is_demo():
        raise click.ClickException(_("another moment than now is for a demo database only"))
    report = sweep_once(then or now())
    click.echo(
        _("{warned} duties warned of, {notices} notices, {late} cases late, {months} months opened").format(
            warned=report.warned, notices=report.notices, late=report.late_cases, months=report.months
        )
    )


def _may_serve(host: str, port: int) -> None:
    found = refusals(host)
    if found:
        raise click.ClickException("; ".join(found))
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = _("cannot listen on {host}:{port}: {reason}")
            raise click.ClickException(reason.format(host=host, port=port, reason=error.strerror)) from None


def _serve_until_stopped(host: str, port: int, workers: int, threads: int) -> None:
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from bihuan.cli.static import collect_static

    collect_static()
    connections.close_all()
    # Server processes start afresh: a forked one would share this one's settings and open connections.
    multiprocessing.set_start_method("spawn", force=True)
    os.environ["BIHUAN_POOL"] = "1"
    os.environ[PARENT] = str(os.getpid())
    Granian(
        "bihuan.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        log_level=LogLevels.warning,
    ).serve()


class Companion:
    """A second `bihuan` process beside this one: started again when it dies, ended with the block."""

    def __init__(self, arguments: list[str]) -> None:
        self.command = [sys.executable, "-m", "bihuan", *arguments]
        self.ended = threading.Event()

    def __enter__(self) -> None:
        self._start()
        threading.Thread(target=self._watch, daemon=True).start()

    def _start(self) -> None:
        self.process = subprocess.Popen(self.command, env={**os.environ, PARENT: str(os.getpid())})

    def _watch(self) -> None:
        while not self.ended.is_set():
            code = self.process.wait()
            if not self.ended.wait(2):
                warn(_("the worker ended with code {code} and is started again").format(code=code))
                self._start()

    def __exit__(self, *_unused: object) -> None:
        self.ended.set()
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
