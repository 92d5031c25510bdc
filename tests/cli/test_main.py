"""The contract of every command: help, exit codes, one clear line."""

import os
import subprocess
import sys

import pytest

from bihuan.cli.main import COMMANDS
from tests.cli.conftest import Call


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, bihuan: Call) -> None:
    answer = bihuan(command, "--help")
    assert answer.code == 0
    assert answer.out.startswith("Usage: bihuan")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nope",),
        ("--nope",),
        ("serve", "--port", "0"),
        ("serve", "--port", "x"),
        ("token",),
        ("restore", "nothing.tar"),
    ],
)
def test_wrong_arguments_are_2(arguments: tuple[str, ...], bihuan: Call) -> None:
    answer = bihuan(*arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert "Error:" in answer.err


def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: os.environ[name] for name in ("PATH", "BIHUAN_HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "bihuan", *arguments],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"BIHUAN_HOME": "/proc/nowhere"}, "BIHUAN_HOME /proc/nowhere cannot be made"),
        ({"DATABASE_URL": "postgresql://x@127.0.0.1:1/x"}, "the database does not answer"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must look like postgresql://"),
        ({"DATABASE_URL": "postgresql://x@y:port/x"}, "DATABASE_URL cannot be read"),
        ({"DATABASE_URL": "sqlite:////proc/nowhere.sqlite3"}, "the database does not answer"),
    ],
)
def test_an_unusable_place_is_one_line(environment: dict[str, str], sentence: str) -> None:
    done = run("migrate", **environment)
    assert done.returncode == 1
    assert done.stdout == ""
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_command_speaks_the_language_of_the_terminal() -> None:
    assert "启动网页和接口服务" in run("--help", LANG="zh_CN.UTF-8").stdout
    assert "Serve the desk" in run("--help", LANG="C.UTF-8").stdout


def test_an_unprepared_database_says_what_to_do(tmp_path_factory: pytest.TempPathFactory) -> None:
    done = run("audit", "verify", BIHUAN_HOME=str(tmp_path_factory.mktemp("home")))
    assert done.returncode == 1
    assert done.stderr == "bihuan: the database is not prepared; run: bihuan migrate\n"
