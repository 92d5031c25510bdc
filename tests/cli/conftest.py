"""Calls the command inside the test process."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from django.utils import translation

from bihuan.cli.main import main


class Answer(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Call = Callable[..., Answer]


@pytest.fixture
def bihuan(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Call]:
    """`bihuan("user", "add", "li")` as the shell would call it, without the tests' debug mode."""
    monkeypatch.delenv("BIHUAN_DEBUG", raising=False)

    def call(*arguments: object) -> Answer:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        code = ended.value.code
        return Answer(code if isinstance(code, int) else 1, out, err)

    with translation.override(translation.get_language()):
        yield call
