"""The tables of the process agree, and a contradiction is named."""

from dataclasses import replace

import pytest

from bihuan.cli import contradictions
from bihuan.process.duties import DUTIES
from bihuan.process.lifecycle import STEPS
from tests.cli.conftest import Call


def test_the_tables_agree(bihuan: Call) -> None:
    answer = bihuan("process", "check")
    assert answer.code == 0, answer.err


def test_a_contradiction_is_named(bihuan: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    step = replace(STEPS["respond"], clauses=("Z9",), target="nowhere", who=("nobody",))
    monkeypatch.setitem(STEPS, "respond", step)
    monkeypatch.setattr(contradictions, "DUTIES", (replace(DUTIES[0], meets=("sing",), limit="forever"),))
    answer = bihuan("process", "check")
    assert answer.code == 1
    for name in ("Z9", "nowhere", "nobody", "sing", "forever"):
        assert f": {name}\n" in answer.err
