"""What a step asks for: fields as data. Forms, API schemas and cleaning are read from them."""

from dataclasses import dataclass

from bihuan.process.terms import Term

#: kind → what it holds once cleaned. `problems.cleaning` has one cleaner a kind.
KINDS: dict[str, str] = {
    "text": "one line, str",
    "longtext": "several lines, str",
    "int": "int",
    "level": "1 to 5",
    "bool": "bool",
    "choice": "a code of `choices`",
    "datetime": "aware instant in UTC",
    "date": "a day in Asia/Shanghai",
    "user": "an active user; a username outside",
    "users": "several users",
    "department": "a department; its code outside",
    "departments": "several departments",
    "category": "a code of the nine",
    "categories": "several codes",
    "source": "a code of the sources",
    "system": "a business system; its code outside",
    "systems": "several business systems",
    "known_error": "a known error; its number outside",
    "order": "a work order of the case; id or number outside",
    "orders": "several work orders of the case",
    "change": "a change record of the case",
    "letter": "a letter of the case",
    "branch": "an external branch of the case",
    "meeting": "a meeting of the case or month",
    "action": "a corrective action of the case",
    "request": "a request awaiting the manager",
    "alarm": "an alarm linked to the case",
    "heard_alarm": "an alarm that came in, by its id; what the monitoring says of it",
    "problem": "the number of another case",
    "problems": "several other cases; their numbers outside",
    "criteria": "the four criteria: met, or not applicable with the reason",
    "answers": "the level questionnaire",
    "guests": "people without a login: name, organisation",
    "actions": "corrective actions: owner, text, due_on, and how and when each is checked",
    "document": "an upload of the case, or the reference of a paper kept elsewhere",
    "row": "corrections of the register row: column → text",
    "history": "events of another system",
    "signal": "what the monitoring says of one alarm: alarm, kind, fingerprint, name, summary, severity, fires, since",
}

TEXT_LIMIT = 200
LONGTEXT_LIMIT = 8000


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a step. `label` and `help` are message ids; `limit` counts characters."""

    name: str
    kind: str
    label: str
    required: bool = False
    help: str = ""
    choices: dict[str, Term] | None = None
    limit: int = 0
    role: str = ""

    @property
    def max_length(self) -> int:
        """Longest text taken, in characters."""
        return self.limit or (LONGTEXT_LIMIT if self.kind == "longtext" else TEXT_LIMIT)
