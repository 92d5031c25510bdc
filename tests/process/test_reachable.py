"""What a chain and a roster must hold before they are saved (F1.3, D67)."""

from datetime import UTC, datetime, timedelta

import pytest

from bihuan.process.figures import DEFAULT_POLICY
from bihuan.process.reachable import Rung, Shift, chain_faults, roster_faults

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
DAY = timedelta(days=1)


def rung(name: str, number: str = "139 0000 0001") -> Rung:
    return Rung(name, number)


def shift(start: float, end: float, person: str = "a", deputy: str = "b") -> Shift:
    return Shift(rung(person), rung(deputy), NOW + start * DAY, NOW + end * DAY)


def texts(found: list[object]) -> str:
    return " ".join(str(getattr(reason, "text", "")) for reason in found)


def test_a_chain_that_works() -> None:
    assert chain_faults([rung("a"), rung("b", "8008"), Rung("c", channels=1)], DEFAULT_POLICY) == []


@pytest.mark.parametrize(
    ("chain", "said"),
    [
        ([], "names nobody"),
        ([rung("a"), rung("b"), rung("a")], "twice"),
        ([rung("a", "")], "neither a number"),
        ([rung("a", "ask at the gate")], "neither a number"),
        ([Rung("a", "139 0000 0001", is_active=False)], "closed"),
        ([rung(name) for name in "abcdef"], "The last person is asked after"),
    ],
)
def test_a_chain_that_cannot_work_says_why(chain: list[Rung], said: str) -> None:
    assert said in texts(chain_faults(chain, DEFAULT_POLICY))


def test_pauses_and_retries_count_together() -> None:
    chain = [rung(name) for name in "abcd"]
    assert chain_faults(chain, DEFAULT_POLICY) == []  # five pauses of 90 s before the sixth person
    slow = {**DEFAULT_POLICY, "chain_step": timedelta(seconds=121)}
    assert "asked after" in texts(chain_faults(chain, slow))
    again = {**DEFAULT_POLICY, "chain_tries": 2}
    assert "asked after" in texts(chain_faults(chain, again))


def test_all_reasons_come_at_once() -> None:
    assert len(chain_faults([rung("a", ""), rung("a", ""), rung("b", "")], DEFAULT_POLICY)) == 4


def test_a_roster_without_holes() -> None:
    assert roster_faults([shift(-1, 10), shift(10, 20), shift(15, 31)], NOW) == []


@pytest.mark.parametrize(
    ("shifts", "count"),
    [
        ([], 1),
        ([shift(0, 30)], 0),
        ([shift(1, 31)], 1),
        ([shift(-2, 10), shift(11, 20)], 2),
        ([shift(0, 29)], 1),
    ],
)
def test_every_hole_of_the_next_thirty_days_is_named(shifts: list[Shift], count: int) -> None:
    found = roster_faults(shifts, NOW)
    assert texts(found).count("Nobody is on duty") == len(found) == count


def test_a_longer_shift_below_fills_the_hole() -> None:
    assert roster_faults([shift(0, 31, "a", "b"), shift(3, 4, "c", "b")], NOW) == []


def test_people_of_the_roster_can_be_reached_and_do_not_stand_in_for_themselves() -> None:
    silent = Shift(rung("a", ""), None, NOW, NOW + 31 * DAY)
    assert "neither a number" in texts(roster_faults([silent], NOW))
    assert "himself" in texts(roster_faults([shift(0, 31, "a", "a")], NOW))
