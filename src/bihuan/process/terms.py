"""Every value that a person can choose or meet, with its label and its colour, declared together and once.

Each table is an ordered dict from code to `Term`; the order is the order of choices on a form. Codes are part
of the contract with other programs and never change; labels are English texts for translation.
"""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.process.words import N_

TONES = ("red", "orange", "amber", "blue", "grey", "green")


@dataclass(frozen=True)
class Term:
    """One value: code, label (English, to be translated), tone (one of `TONES`) and a short note."""

    code: str
    label: str
    tone: str = "grey"
    note: str = ""


def _table(*terms: Term) -> dict[str, Term]:
    return {term.code: term for term in terms}


LEVELS: dict[int, Term] = {
    1: Term(
        "1",
        N_("Level 1"),
        "red",
        N_(
            "Key business stopped, users over a large area affected, no backup restores it at once, counts "
            "against assessed KPIs"
        ),
    ),
    2: Term(
        "2",
        N_("Level 2"),
        "orange",
        N_("Key business affected, some users affected, no backup restores it at once"),
    ),
    3: Term(
        "3",
        N_("Level 3"),
        "amber",
        N_("Non-key business stopped or affected, users not affected, a backup restores it at once"),
    ),
    4: Term(
        "4",
        N_("Level 4"),
        "blue",
        N_("No business affected yet; a latent risk found by a monitoring alarm or by staff analysis"),
    ),
    5: Term(
        "5",
        N_("Level 5"),
        "grey",
        N_("No business affected, no alarm; may become a problem in the medium or long term"),
    ),
}

CATEGORIES = _table(
    Term("host", N_("Host"), "blue"),
    Term("database", N_("Database"), "blue"),
    Term("network", N_("Network equipment"), "blue"),
    Term("storage", N_("Storage equipment"), "blue"),
    Term("system_software", N_("System software"), "blue"),
    Term("application_software", N_("Application software"), "blue"),
    Term("transmission_line", N_("Transmission line"), "blue"),
    Term("production_environment", N_("Production environment"), "blue"),
    Term("security", N_("System security"), "blue"),
    Term("unclassified", N_("Unclassified"), "grey", N_("Imported cases only")),
)

SOURCES = _table(
    Term("monitoring", N_("Monitoring alarm"), "blue"),
    Term("patrol", N_("Duty patrol"), "blue"),
    Term("complaint_card", N_("User complaint (card)"), "amber"),
    Term("maintenance", N_("System maintenance"), "blue"),
    Term("business_department", N_("Business department"), "amber"),
    Term("external_letter", N_("Letter from an external department"), "amber"),
    Term("other", N_("Other source"), "grey"),
    Term("import", N_("Imported"), "grey", N_("Imported cases only")),
)

USERS_AFFECTED = _table(
    Term("large", N_("Large area of users"), "red"),
    Term("some", N_("Some users"), "orange"),
    Term("none", N_("No users"), "green"),
)

BUSINESS = _table(
    Term("stopped", N_("Business stopped"), "red"),
    Term("affected", N_("Business affected"), "orange"),
    Term("none", N_("No business affected"), "green"),
)

ROLES = _table(
    Term("reporter", N_("Reporter"), "blue"),
    Term("coordinator", N_("Problem coordinator"), "blue"),
    Term("handler", N_("Handler"), "blue"),
    Term("lead", N_("Subsystem lead"), "blue"),
    Term("manager", N_("Billing department manager"), "blue"),
    Term("changer", N_("Change coordinator"), "blue"),
    Term("clerk", N_("Records clerk"), "blue"),
    Term("leader", N_("Leader of the billing centre"), "blue"),
    Term("board", N_("Change approval board"), "blue"),
    Term("executive", N_("Company executive"), "blue"),
    Term("marketing", N_("Market department"), "grey"),
    Term("admin", N_("System administrator"), "grey"),
    Term("security", N_("Security administrator"), "grey"),
    Term("auditor", N_("Audit administrator"), "grey"),
)

NON_MEMBER_ROLES = frozenset({"marketing", "admin", "security", "auditor"})
"""Roles that do not make their holder a member: they take no step of a case."""

RELATIONS = _table(
    Term("member", N_("Any member"), "grey"),
    Term("reader", N_("Whoever may read the case"), "grey"),
    Term("author", N_("Author"), "grey"),
    Term("owner", N_("Person in charge"), "grey"),
    Term("on_chain", N_("Whoever is on the call chain"), "grey"),
    Term("change_asker", N_("Whoever asked for the change"), "grey"),
    Term("action_owner", N_("Owner of the corrective action"), "grey"),
    Term("serious_manager", N_("Manager, at levels 1 and 2"), "grey"),
    Term("chair", N_("Chair of the meeting"), "grey"),
    Term("lead_handler", N_("Handler of the lead order"), "grey"),
    Term("deputy", N_("Deputy on duty"), "grey"),
    Term("duty_officer", N_("Duty officer"), "grey"),
    Term("dispatcher", N_("Whoever sent the order out"), "grey"),
    Term("outsider", N_("Outsider"), "grey"),
    Term("system", N_("System"), "grey"),
)
"""Words for who somebody is to one case, beside the roles a person holds."""

PARTIES = {**ROLES, **RELATIONS}
"""Everybody a step or a duty can name: roles given to people, and relations that follow from a case."""

STATES = _table(
    Term("awaiting_response", N_("Awaiting response"), "red"),
    Term("awaiting_dispatch", N_("Awaiting dispatch"), "orange"),
    Term("handling", N_("In progress"), "blue"),
    Term("in_group", N_("In group discussion"), "amber"),
    Term("awaiting_confirmation", N_("Awaiting verification"), "blue"),
    Term("summarising", N_("Awaiting summary"), "green"),
    Term("awaiting_archive", N_("Awaiting archive"), "green"),
    Term("archived", N_("Archived"), "grey"),
    Term("void", N_("Voided"), "grey"),
    Term("withdrawn", N_("Withdrawn"), "grey"),
    Term("merged", N_("Merged"), "grey"),
)

OPEN = frozenset({"awaiting_response", "awaiting_dispatch", "handling", "in_group", "awaiting_confirmation"})
WORK = frozenset({"awaiting_dispatch", "handling", "in_group"})
CLOSED = frozenset({"archived", "void", "withdrawn", "merged"})

ORDER_STATUS = _table(
    Term("issued", N_("Issued, not yet accepted"), "orange"),
    Term("accepted", N_("Order accepted"), "blue"),
    Term("done", N_("Answered as done"), "green"),
    Term("returned", N_("Returned unsolved"), "red"),
    Term("cancelled", N_("Cancelled"), "grey"),
)

CHANGE_STATUS = _table(
    Term("requested", N_("Change requested"), "orange"),
    Term("approved", N_("Change approved"), "blue"),
    Term("rejected", N_("Change rejected"), "red"),
    Term("implemented", N_("Change implemented"), "green"),
    Term("failed", N_("Change failed"), "red"),
    Term("cancelled", N_("Cancelled"), "grey"),
)
CHANGE_UNFINISHED = frozenset({"requested", "approved"})

CALL_OUTCOMES = _table(
    Term("reached", N_("Reached"), "green"),
    Term("no_answer", N_("No answer"), "orange"),
    Term("busy", N_("Busy"), "orange"),
    Term("refused", N_("Call refused"), "red"),
)

CALL_PURPOSES = _table(
    Term("report", N_("To report the problem"), "red"),
    Term("handler", N_("To call the handler in"), "orange"),
    Term("reporter", N_("To ask the reporter"), "blue"),
    Term("other", N_("Other purpose"), "grey"),
)

CHANNELS = _table(
    Term("phone", N_("By phone"), "blue"),
    Term("in_person", N_("In person"), "blue"),
    Term("message", N_("By message"), "blue"),
    Term("email", N_("By e-mail"), "blue"),
)

LETTER_CHANNELS = _table(
    Term("paper", N_("On paper"), "blue"),
    Term("office", N_("Through the office system"), "blue"),
    Term("email", N_("By e-mail"), "blue"),
    Term("fax", N_("By fax"), "grey"),
)

REPLY_VERDICTS = _table(
    Term("clear", N_("A clear plan"), "green"),
    Term("unclear", N_("No clear plan"), "orange"),
    Term("faulty", N_("The plan is faulty"), "red"),
    Term("not_theirs", N_("Not their department's"), "red"),
)

LETTER_STATUS = _table(
    Term("drafted", N_("Letter drafted"), "grey"),
    Term("signed", N_("Letter signed off"), "blue"),
    Term("sent", N_("Letter sent"), "orange"),
    Term("delivered", N_("Letter delivered"), "blue"),
    Term("replied", N_("Letter answered"), "green"),
    Term("returned", N_("Letter returned to its drafter"), "red"),
)

LETTER_URGENCY = _table(
    Term("normal", N_("Ordinary letter"), "grey"),
    Term("urgent", N_("Urgent letter"), "orange"),
    Term("most_urgent", N_("Most urgent letter"), "red"),
)

BULLETIN_KINDS = _table(
    Term("first", N_("First bulletin"), "red"),
    Term("follow_up", N_("Follow-up bulletin"), "orange"),
    Term("final", N_("Final bulletin"), "green"),
)

BRANCH_STATUS = _table(
    Term("open", N_("Branch open"), "orange"),
    Term("planned", N_("Plan fixed"), "blue"),
    Term("noticed", N_("Written notice received"), "amber"),
    Term("ended", N_("Branch ended"), "green"),
)

MEETING_KINDS = _table(
    Term("emergency", N_("Emergency meeting of the group"), "red"),
    Term("joint", N_("Joint meeting with the change approval board"), "orange"),
    Term("review", N_("Incident review"), "blue"),
    Term("monthly", N_("Monthly problem review"), "blue"),
    Term("special", N_("Special-topic meeting"), "amber"),
)

DUTY_STATUS = _table(
    Term("open", N_("Duty open"), "blue"),
    Term("late", N_("Duty late"), "red"),
    Term("met", N_("Duty met"), "green"),
    Term("met_late", N_("Duty met late"), "orange"),
    Term("void", N_("Duty void"), "grey"),
)

CONFORMANCE = _table(
    Term("met", N_("Met"), "green"),
    Term("late", N_("Late"), "orange"),
    Term("open", N_("Open"), "blue"),
    Term("not_applicable", N_("Not applicable"), "grey"),
    Term("violated", N_("Violated"), "red"),
)

LIGHTS = _table(
    Term("normal", N_("Normal"), "green"),
    Term("due_soon", N_("Due soon"), "amber"),
    Term("overdue", N_("Overdue"), "red"),
)

REQUEST_KINDS = _table(
    Term("downgrade", N_("Lowering of the level"), "orange"),
    Term("suspend", N_("Suspension"), "amber"),
    Term("extend", N_("Extension"), "amber"),
    Term("improvement", N_("Improvement by a project"), "amber"),
)

REQUEST_STATUS = _table(
    Term("asked", N_("Awaiting approval"), "orange"),
    Term("approved", N_("Request approved"), "green"),
    Term("refused", N_("Request refused"), "red"),
)

CRITERIA = _table(
    Term("business_normal", N_("Business is back to normal"), "green"),
    Term("work_resumed", N_("Affected work can go on"), "green"),
    Term("alarm_cleared", N_("The system alarm is cleared"), "green"),
    Term("risk_removed", N_("The latent risk is removed"), "green"),
)

ALARM_STATUS = _table(
    Term("firing", N_("Alarm firing"), "red"),
    Term("cleared", N_("Alarm cleared"), "green"),
    Term("released", N_("Alarm taken off the case"), "grey"),
)

ALARM_KINDS = _table(
    Term("alertmanager", "Alertmanager", "blue"),
    Term("zabbix", "Zabbix", "blue"),
    Term("generic", N_("Other monitoring"), "grey"),
)

ALARM_ACTIONS = _table(
    Term("open", N_("Open a case, or attach to the open one"), "blue"),
    Term("attach", N_("Only attach to an open case of the same system"), "grey"),
)

ALARM_GROUPINGS = _table(
    Term("alarm", N_("Each alarm is a problem of its own"), "blue"),
    Term("labels", N_("Alarms with the same values of these labels are one problem"), "blue"),
    Term("rule", N_("All alarms of the rule are one problem"), "blue"),
)

EVIDENCE = _table(
    Term("verified", N_("Verified by the monitoring"), "green"),
    Term("attested", N_("Attested by a person"), "amber"),
)
"""What stands behind “alarm cleared” (F5.3)."""

GIVE_UP_KINDS = _table(
    Term("unsolved", N_("Cannot be solved"), "red"),
    Term("cause_unknown", N_("Cause cannot be determined"), "orange"),
)

LINK_KINDS = _table(
    Term("repeat", N_("Repeat of"), "orange"),
    Term("duplicate", N_("Duplicate of"), "grey"),
    Term("merged", N_("Merged into this"), "grey"),
    Term("related", N_("Related to"), "blue"),
    Term("caused_by", N_("Caused by"), "amber"),
    Term("similar", N_("Similar to"), "blue"),
)

LINKED_BY_HAND = {kind: term for kind, term in LINK_KINDS.items() if kind != "merged"}
"""What a person may say of two cases; “merged into this” follows from the merging."""

KNOWN_ERROR_STATUS = _table(
    Term("workaround", N_("Workaround known"), "amber"),
    Term("fixed", N_("Final solution known"), "green"),
    Term("retired", N_("Retired"), "grey"),
)
"""已知错误: what is known of it; a retired one is offered to nobody."""

ACTION_STATUS = _table(
    Term("open", N_("Action open"), "orange"),
    Term("closed", N_("Action done, awaiting check"), "blue"),
    Term("checked", N_("Action checked"), "green"),
    Term("void", N_("Action void"), "grey"),
)

FILE_VERDICTS = _table(
    Term("destroy", N_("Destroy the file"), "red"),
    Term("keep", N_("Keep it on"), "green"),
)

FILE_DISPOSALS = _table(
    Term("kept", N_("Kept"), "green"),
    Term("expired", N_("To be appraised"), "orange"),
    Term("held", N_("On hold"), "blue"),
    Term("proposed", N_("Proposal awaits the manager"), "amber"),
    Term("approved", N_("Destruction approved"), "red"),
    Term("destroyed", N_("Destroyed"), "grey"),
)

ACTION_VERDICTS = _table(
    Term("effective", N_("Effective"), "green"),
    Term("ineffective", N_("Not effective, open again"), "red"),
)

REPEAT_VERDICTS = _table(
    Term("repeat", N_("A repeat of the earlier case"), "orange"),
    Term("other", N_("A problem of its own"), "grey"),
)

REPEAT_PLANS = _table(
    Term("unplanned", N_("No corrective plan"), "red"),
    Term("running", N_("Corrective plan running"), "amber"),
    Term("done", N_("Corrective plan carried out"), "green"),
)
"""Where the corrective plan of a group of repeat problems stands: the actions of all its cases together."""

CLOSE_CODES = _table(
    Term("root_fix", N_("Solved at the root"), "green"),
    Term("workaround", N_("Workaround"), "amber"),
    Term("unsolvable", N_("Cannot be solved for good"), "red"),
    Term("cause_without_plan", N_("Cause found, no plan"), "orange"),
    Term("repeat", N_("Repeat problem"), "orange"),
    Term("cancelled", N_("Cancelled"), "grey"),
)

CAUSE_CLASSES = _table(
    Term("hardware", N_("Hardware fault"), "red"),
    Term("software", N_("Software defect"), "orange"),
    Term("configuration", N_("Wrong configuration"), "amber"),
    Term("capacity", N_("Lack of capacity"), "amber"),
    Term("operation", N_("Human error"), "orange"),
    Term("data", N_("Faulty data"), "blue"),
    Term("change", N_("Brought in by a change"), "orange"),
    Term("network", N_("Line or network"), "blue"),
    Term("environment", N_("Power, cooling or room"), "amber"),
    Term("external", N_("External department or vendor"), "grey"),
    Term("attack", N_("Attack or malware"), "red"),
    Term("unknown", N_("Cause not found"), "grey"),
    Term("other_cause", N_("Other cause"), "grey"),
)
"""Classes of causes: named with the analysis, corrected in the register, counted in the monthly report."""

WORK_FORMS = _table(
    Term("lead", N_("Lead order"), "blue"),
    Term("assisting", N_("Assisting order"), "grey"),
)

PROVENANCE = _table(
    Term("stated", N_("Stated in the source"), "green"),
    Term("lost", N_("Lost in the source, to be confirmed"), "amber"),
    Term("house", N_("House figure"), "blue"),
)
