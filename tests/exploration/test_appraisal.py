"""Past the archive: whatever clerk and manager do at the end of the term, no file goes without two persons (F7.2)."""

from datetime import timedelta

from bihuan.archive.tending import tend
from bihuan.problems.models import ArchiveFile
from bihuan.process.facts import Facts
from tests.exploration.explorer import Explorer, Move
from tests.stories.desk import Desk

DESTROYED = "archived:destroyed"


def may_go_on(facts: Facts) -> bool:
    """A file that was kept on is appraised again only years later."""
    return facts.file is not None and facts.file.is_expired


def test_no_file_is_destroyed_by_one_person(desk: Desk) -> None:
    desk.archived()
    file = ArchiveFile.objects.get()
    term = file.retain_until
    desk.at = desk.at.replace(year=term.year, month=term.month, day=term.day) + timedelta(days=1)
    assert tend(desk.at) >= 1
    for name in ("clerk", "manager"):  # each could do both halves alone
        desk.people[name].role_codes = ["clerk", "manager"]
        desk.people[name].save()
    gone = []

    def look(facts: Facts, parts: object) -> None:
        row = ArchiveFile.objects.get(pk=file.pk)
        if row.disposal in ("approved", "destroyed"):
            assert row.proposed_by_id and row.decided_by_id and row.proposed_by_id != row.decided_by_id
            assert row.verdict == "destroy"
        gone.append(row.disposal)

    moves = [
        Move(who, step, data, when=may_go_on)
        for who in ("clerk", "manager")
        for step, data in (
            ("propose_disposal", {"verdict": "destroy"}),
            ("propose_disposal", {"verdict": "keep", "years": 5}),
            ("approve_disposal", {}), ("refuse_disposal", {}), ("hold_file", {}), ("lift_hold", {}),
            ("destroy_file", {}),
        )
    ]  # fmt: skip
    explorer = Explorer(desk.people, moves, look, ends=(DESTROYED,))
    explorer.explore(desk.fresh(), desk.at)
    found = explorer.map
    assert found.dead_ends((DESTROYED, "archived")) == []
    assert {"archived", "archived:proposed", "archived:approved", DESTROYED} == set(found.states.values())
    kept_on = [path for path in found.paths.values() if path and "approve_disposal" in path[-1]]
    assert "destroyed" in gone and kept_on
