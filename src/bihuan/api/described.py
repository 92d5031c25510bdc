"""What each route is for: the sentences, parameters and shapes that the OpenAPI document and its page show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.api.shapes import alarms, archive, cases, known, office, parts, repeats
from bihuan.api.shapes.base import Shape
from bihuan.api.steps import CATEGORIES
from bihuan.intake.queries import STATUSES as ALARM_STATUSES
from bihuan.intake.queries import VIEWS as ALARM_VIEWS
from bihuan.problems.queries import duties, judged
from bihuan.problems.queries.filters import GROUPS, SORTS
from bihuan.process import terms
from bihuan.process.words import N_

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TRUTH: Schema = {"type": "string", "enum": ["0", "1", "false", "true"]}
TIME: Schema = {"type": "string", "maxLength": 40}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query; `note` is a message id."""

    name: str
    note: str
    schema: Schema


@dataclass(frozen=True, slots=True)
class Route:
    """One operation: what it does, what it takes, what it answers.

    `step` names the step whose fields are the body, `body` is another body; `shape` is one answer, or one of `items`.
    """

    summary: str
    shape: type[Shape] | None = None
    status: int = 200
    listed: bool = False
    paged: bool = False
    step: str = ""
    media: str = "application/json"
    upload: bool = False
    query: tuple[Parameter, ...] = ()
    body: Schema | None = None


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _choice(codes: Any) -> Schema:
    return {"type": "string", "enum": [str(code) for code in codes]}


def _several(name: str, note: str, codes: Any) -> Parameter:
    return Parameter(name, note, {"type": "array", "items": _choice(codes)})


PAGING = (
    Parameter("limit", N_("Rows at once, 50 unless told"), {"type": "integer", "minimum": 1, "maximum": 200}),
    Parameter("cursor", N_("The `next` of the page before"), {"type": "string", "maxLength": 400}),
)
MOST_ASKED = 500
"""Characters of a problem that others are compared with."""
MONTH = Parameter("month", N_("A month such as 2026-11"), {"type": "string", "pattern": r"^\d{4}-\d{2}$"})
LIKE = Parameter(
    "q", N_("The words of a problem"), {"type": "string", "minLength": 1, "maxLength": MOST_ASKED}
)
CASES = (
    _several("state", N_("States, or open, active, closed for several"), [*terms.STATES, *GROUPS]),
    _several("level", N_("Levels, one or several"), terms.LEVELS),
    _several("category", N_("Categories, one or several"), [*CATEGORIES, "unclassified"]),
    _several("source", N_("Sources, one or several"), terms.SOURCES),
    Parameter("handler", N_("Usernames; `me` is who asks"), TEXT),
    Parameter("reporter", N_("Usernames; `me` is who asks"), TEXT),
    Parameter("overdue", N_("Something owed is late"), TRUTH),
    Parameter("due_soon", N_("Something owed is due soon"), TRUTH),
    Parameter("external", N_("An external department is involved"), TRUTH),
    Parameter("mine", N_("Cases that I reported, handle or coordinate"), TRUTH),
    Parameter("q", N_("Words to be found, two characters are enough"), {"type": "string", "maxLength": 100}),
    Parameter("reported_from", N_("A day, or an instant with its offset"), TIME),
    Parameter("reported_to", N_("A day, included, or an instant with its offset, not included"), TIME),
    Parameter("sort", N_("The order of the rows"), _choice(SORTS)),
)
DUTIES = (
    Parameter("mine", N_("What I owe, or a role of mine"), TRUTH),
    _several("status", N_("Open and late unless told"), duties.STATUSES),
    Parameter("due_before", N_("A day, or an instant with its offset"), TIME),
)
ACTIONS = (
    Parameter("mine", N_("Those that I own"), TRUTH),
    Parameter("late", N_("Those that are open after their day"), TRUTH),
    Parameter("owner", N_("A username"), {"type": "string", "maxLength": 150}),
    _several("status", N_("Open and done ones unless told; all is each"), [*terms.ACTION_STATUS, "all"]),
)
KNOWN_ERRORS = (
    _several("status", N_("Those in use unless told; all is each"), [*terms.KNOWN_ERROR_STATUS, "all"]),
    Parameter("system", N_("The code of a system"), {"type": "string", "maxLength": 100}),
    Parameter("q", N_("Words to be found, two characters are enough"), {"type": "string", "maxLength": 100}),
)
REPEATS = (
    Parameter("system", N_("A business system, by its code"), {"type": "string", "maxLength": 60}),
    Parameter("category", N_("A category"), _choice(terms.CATEGORIES)),
    Parameter("cause", N_("A class of causes"), _choice(terms.CAUSE_CLASSES)),
    Parameter("plan", N_("Where the corrective plan stands"), _choice(terms.REPEAT_PLANS)),
    Parameter("month", N_("Groups with a case reported in this month"), MONTH.schema),
)
FILES = (
    Parameter("status", N_("Where the file stands, or damaged, or unsealed"),
              _choice([*terms.FILE_DISPOSALS, "damaged", "unsealed"])),
    Parameter("level", N_("A level"), _choice(terms.LEVELS)),
    Parameter("q", N_("How the number of the case or of the shelf begins"), {"type": "string", "maxLength": 60}),
)  # fmt: skip
JUDGED = (
    Parameter("from", N_("A day, or an instant with its offset"), TIME),
    Parameter("to", N_("A day, included, or an instant with its offset, not included"), TIME),
    Parameter("clause", N_("A clause of the process"), _choice(judged.CLAUSES)),
    _several("status", N_("Late and violated unless told; all is each"), [*judged.STATUSES, "all"]),
)

ALARMS = (
    Parameter("status", N_("Whether it fires now"), _choice(ALARM_STATUSES)),
    Parameter(
        "sender",
        N_("A monitoring system by its name"),
        {"type": "string", "maxLength": 100},
    ),
    Parameter(
        "system",
        N_("A system by its code, as the rule of the alarm says"),
        {"type": "string", "maxLength": 32},
    ),
    Parameter(
        "case", N_("The number of the case that has it; none or any"), {"type": "string", "maxLength": 40}
    ),
    Parameter("view", N_("A view of the desk's list"), _choice(sorted(set(ALARM_VIEWS) - {""}))),
    Parameter("q", N_("Words in name, summary or fingerprint"), {"type": "string", "maxLength": 100}),
)

ROUTES: Mapping[str, Route] = {
    "report": Route(N_("File a report"), cases.CaseShape, 201, step="report"),
    "report_by_phone": Route(N_("Report by phone"), cases.CaseShape, 201, step="report_by_phone"),
    "list_problems": Route(N_("Cases, one page"), cases.RowShape, listed=True, paged=True, query=CASES),
    "get_problem": Route(N_("One case with its duties and what can be done next"), cases.CaseShape),
    "list_similar": Route(
        N_("Cases like this one, and how they were solved"), cases.SimilarShape, listed=True
    ),
    "find_similar": Route(
        N_("Cases like a text, and how they were solved"), cases.SimilarShape, listed=True, query=(LIKE,)
    ),
    "take_step": Route(N_("Take a step of a case"), cases.CaseShape),
    "upload_document": Route(N_("Attach a document"), parts.DocumentShape, 201, upload=True),
    "get_document": Route(N_("One document as a download"), media="application/octet-stream"),
    "list_events": Route(N_("What happened, from the first event on"), parts.EventShape, listed=True),
    "list_duties_of_problem": Route(N_("What is and was owed"), cases.DutyShape, listed=True),
    "list_orders": Route(N_("Work orders"), parts.OrderShape, listed=True),
    "list_changes": Route(N_("Changes of the case"), parts.ChangeShape, listed=True),
    "list_letters": Route(N_("Letters to external departments"), parts.LetterShape, listed=True),
    "list_meetings": Route(N_("Meetings on the case"), parts.MeetingShape, listed=True),
    "list_actions": Route(N_("Corrective actions"), parts.ActionShape, listed=True),
    "list_documents": Route(N_("Documents of the case"), parts.DocumentShape, listed=True),
    "list_alarms_of_problem": Route(N_("Alarms linked to the case"), alarms.AlarmShape, listed=True),
    "get_conformance": Route(N_("Was the process followed, clause by clause"), cases.LineShape, listed=True),
    "list_conformance": Route(
        N_("Was the process followed, over all cases"),
        cases.JudgedShape,
        listed=True,
        paged=True,
        query=JUDGED,
    ),
    "list_all_actions": Route(
        N_("Corrective actions of all cases"), parts.AllActionsShape, listed=True, paged=True, query=ACTIONS
    ),
    "list_known_errors": Route(
        N_("Known errors"), known.KnownErrorShape, listed=True, paged=True, query=KNOWN_ERRORS
    ),
    "get_known_error": Route(
        N_("One known error with its cases and every wording it had"), known.KnownErrorCourseShape
    ),
    "list_repeats": Route(
        N_("Groups of repeat problems, the latest first"),
        repeats.GroupShape,
        listed=True,
        paged=True,
        query=REPEATS,
    ),
    "get_repeats": Route(N_("One group of repeat problems with its cases"), repeats.WholeGroupShape),
    "list_files": Route(
        N_("Files of the archive, the newest first"), archive.FileShape, listed=True, paged=True, query=FILES
    ),
    "get_file": Route(N_("One file with what the readings of its package found"), archive.WholeFileShape),
    "get_package": Route(N_("The package of a file as one tar; put on record"), media="application/x-tar"),
    "list_duties": Route(N_("Who owes what"), cases.OwedShape, listed=True, paged=True, query=DUTIES),
    "list_register": Route(
        N_("The register of a month"), office.RegisterShape, listed=True, paged=True, query=(MONTH,)
    ),
    "get_monthly_report": Route(N_("The figures of a month")),
    "take_month_step": Route(N_("Take a step of a month"), office.MonthShape),
    "publish_process": Route(
        N_("Publish a revision of the process"), office.RevisionShape, step="publish_process"
    ),
    "list_alarms": Route(
        N_("Alarms as they came in, the newest firing first"),
        alarms.HeardAlarmShape,
        listed=True,
        paged=True,
        query=ALARMS,
    ),
    "get_alarm": Route(N_("One alarm with its firings and cases"), alarms.WholeAlarmShape),
    "intake_alertmanager": Route(
        N_("Alarms from Alertmanager: the webhook, payload version 4"),
        alarms.ReceiptShape,
        body=_object(alerts={"type": "array", "items": {"type": "object"}, "minItems": 1}),
    ),
    "intake_zabbix": Route(
        N_("One event from Zabbix, by the webhook media type"),
        alarms.ReceiptShape,
        body=_object(event_id=TEXT, event_value={"type": "string", "enum": ["0", "1"]}, event_name=TEXT),
    ),
    "intake_alerts": Route(
        N_("Alarms from any other monitoring"),
        alarms.ReceiptShape,
        body=_object(alerts={"type": "array", "items": {"type": "object"}, "minItems": 1}),
    ),
    "intake_changes": Route(
        N_("What became of a change, from the change system; signed as Standard Webhooks ask"),
        parts.ChangeWordShape,
        body=_object(type=TEXT, data={"type": "object"}),
    ),
    "get_process": Route(N_("The process as data: levels, figures, steps, duties, clauses")),
}
"""Operation id → what is said of it."""
