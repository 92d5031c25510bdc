"""Answers with a shape of their own: criteria, questionnaire, guests, corrective actions, corrections."""

from typing import Any

from django.utils.translation import gettext as _

from bihuan.problems.cleaning.base import EMPTY, MOST, Context, Wrong, code_of, mapping, row_text, structure
from bihuan.problems.cleaning.rows import user
from bihuan.problems.cleaning.values import boolean, day
from bihuan.problems.registercolumns import FIXED, names
from bihuan.process import terms


def criteria(value: Any, context: Context) -> dict[str, Any]:
    """All four criteria; one that is left out is not judged, which is an error (F5.3)."""
    given = mapping(value)
    if set(given) - set(terms.CRITERIA):
        raise Wrong(
            _("Unknown criterion: {name}.").format(name=", ".join(sorted(set(given) - set(terms.CRITERIA))))
        )
    result: dict[str, Any] = {}
    for code in terms.CRITERIA:
        answer = given.get(code)
        if answer == "met":
            result[code] = "met"
        elif isinstance(answer, dict) and set(answer) == {"not_applicable"}:
            result[code] = {"not_applicable": row_text(answer["not_applicable"])}
        else:
            raise Wrong(_("Each of the four criteria is met, or not applicable with the reason."))
    return result


def answers(value: Any, context: Context) -> dict[str, Any]:
    given = mapping(value)
    result: dict[str, Any] = {}
    for name in ("key_business", "backup", "kpi_affected", "alarm"):
        if given.get(name) not in EMPTY:
            result[name] = boolean(given[name], context)
    for name, table in (("business", terms.BUSINESS), ("users_affected", terms.USERS_AFFECTED)):
        if given.get(name) not in EMPTY:
            result[name] = code_of(given[name], table)
    if set(given) - {"key_business", "backup", "kpi_affected", "alarm", "business", "users_affected"}:
        raise Wrong(_("The questionnaire has an unknown answer."))
    return result


def guests(value: Any, context: Context) -> list[dict[str, str]]:
    """Name and organisation; a form sends one guest a line, the two apart by a comma."""
    if isinstance(value, str) and not value.lstrip().startswith("["):
        rows = [line.replace("，", ",").partition(",") for line in value.splitlines() if line.strip()]
        value = [{"name": name, "organisation": organisation} for name, _comma, organisation in rows]
    rows_ = structure(value)
    if not isinstance(rows_, list) or len(rows_) > MOST or not all(isinstance(row, dict) for row in rows_):
        raise Wrong(_("Enter guests by name and organisation."))
    return [
        {
            "name": row_text(row.get("name"), 100),
            "organisation": str(row.get("organisation") or "").strip()[:100],
        }
        for row in rows_
    ]


def actions(value: Any, context: Context) -> list[dict[str, Any]]:
    """Corrective actions: owner, text, due_on, and if said how (`check_how`) and when (`check_on`) each is checked."""
    rows = structure(value)
    rows = [rows] if isinstance(rows, dict) else rows
    if not isinstance(rows, list) or len(rows) > MOST or not all(isinstance(row, dict) for row in rows):
        raise Wrong(_("Enter actions by owner, text and date."))
    return [_action(row, context) for row in rows]


def _action(row: dict[str, Any], context: Context) -> dict[str, Any]:
    found: dict[str, Any] = {
        "owner": user(row.get("owner"), context),
        "text": row_text(row.get("text")),
        "due_on": day(row.get("due_on"), context),
    }
    if row.get("check_how") not in EMPTY:
        found["check_how"] = row_text(row["check_how"], 200)
    if row.get("check_on") not in EMPTY:
        found["check_on"] = day(row["check_on"], context)
        if found["check_on"] < found["due_on"]:
            raise Wrong(_("The effect is checked once the action is due."))
    return found


def corrections(value: Any, context: Context) -> dict[str, str]:
    """Column → text, the column by key or by its heading in either language; an unknown one is refused (D45)."""
    given = {
        row_text(key, 40): row_text(inner) for key, inner in mapping(value).items() if inner not in EMPTY
    }
    known = names()
    unknown = [name for name in given if name not in known]
    if unknown:
        raise Wrong(_("The register has no such column: {names}.").format(names="、".join(unknown)[:80]))
    if context.field.name == "row":  # a whole row as it was shown, not only what differs
        return {name: text for name, text in given.items() if known[name] not in FIXED}
    if any(known[name] in FIXED for name in given):
        raise Wrong(_("Place and number of a row follow from the case and are not corrected."))
    return given
