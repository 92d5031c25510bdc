"""What every test stands on.

Each test process has a home of its own in the temporary folder and a SQLite file in it. A test marked
`postgres` is run twice, the second time on PostgreSQL: `default` then means a database in a private
cluster, which the first test that needs one starts (see `tests/postgresql.py`; TEST_POSTGRES_URL names
another server). The swap is made at the level of Django's connections, so threads and live servers of a
test see it too, and there is one run and one summary.

Nothing may reach beyond loopback, and a warning is an error.
"""

import shutil
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests import engines, postgresql
from tests.surroundings import HOME


def pytest_configure(config: pytest.Config) -> None:
    """The controlling process names the folder of the cluster; the others inherit the name."""
    if not hasattr(config, "workerinput"):
        postgresql.reserve()
    _stay_on_this_machine()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgresql.stop()
    shutil.rmtree(HOME, ignore_errors=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test has an engine; only the second one shows in the name of a test."""
    runs = [pytest.param("sqlite", id=pytest.HIDDEN_PARAM)]
    if metafunc.definition.get_closest_marker("postgres"):
        runs.append(pytest.param("postgresql", id="postgresql"))
    metafunc.fixturenames.insert(0, "engine")
    metafunc.parametrize("engine", runs, indirect=True, scope="session")


@pytest.fixture(autouse=True)
def no_figures_of_another_test() -> None:
    """A version of the figures never changes, so a process keeps it; here each test has its own version 1."""
    from bihuan.intake.rules import rules_at
    from bihuan.problems.policy import figures_of

    figures_of.cache_clear()
    rules_at.cache_clear()


@pytest.fixture(autouse=True)
def no_words_of_another_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """The table of words is none of Django's, so emptying the database after a test would leave it as it is."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction")):
        with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM problems_search")


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """The name of the engine that `default` is on: sqlite or postgresql."""
    if request.param == "postgresql":
        request.getfixturevalue("django_db_setup")
        with engines.default_is(request.getfixturevalue("postgresql_database")):
            yield "postgresql"
    else:
        yield "sqlite"


@pytest.fixture(scope="session")
def postgresql_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Settings of a migrated database of this process alone, dropped at the end."""
    with django_db_blocker.unblock(), engines.new_postgresql_database() as settings:
        yield settings


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A file instead of memory: other threads and processes of a test must be able to open it."""
    engines.use_file(HOME / "test.sqlite3")


def _stay_on_this_machine() -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
            "127.0.0.1",
            "::1",
            "localhost",
        ):
            raise AssertionError(f"a test wants to reach {address}; nothing beyond loopback may be used")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]
