"""`bihuan import-history` as the shell calls it."""

import pytest

from bihuan.cli.main import main
from tests.intake.conftest import COURSE, Logged, row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plain_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BIHUAN_DEBUG", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def called(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["import-history", *map(str, arguments)])
    return ended.value.code, *capsys.readouterr()


def test_the_last_line_says_what_came_in(logged: Logged, capsys: pytest.CaptureFixture[str]) -> None:
    path = logged(COURSE)
    code, out, err = called(capsys, path)
    assert (code, out) == (0, "imported 2 problems, 5 events (0 already there)\n")
    assert "log.csv" in err
    assert called(capsys, path)[1] == "imported 0 problems, 0 events (5 already there)\n"


def test_a_bad_row_ends_it_with_one_line(logged: Logged, capsys: pytest.CaptureFixture[str]) -> None:
    path = logged([*COURSE, row("1-300", "never")])
    code, out, err = called(capsys, path)
    assert (code, out) == (1, "")
    assert "bihuan: log.csv: nothing was stored: line 7: “never” is not a time\n" in err
    code, out, err = called(capsys, path, "--skip-bad-rows")
    assert (code, out) == (0, "imported 2 problems, 5 events (0 already there)\n")
    assert "log.csv: line 7: “never” is not a time\n" in err
    assert "rows left out: 1" in err


def test_a_file_that_is_not_there_is_a_wrong_argument(capsys: pytest.CaptureFixture[str]) -> None:
    code, _out, err = called(capsys, "nowhere.csv")
    assert code == 2
    assert "nowhere.csv" in err
