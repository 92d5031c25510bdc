"""What each step asks for, as data. Read by the pages, the API schema, the cleaning and the handbook."""

from bihuan.process import terms
from bihuan.process.fields import Field
from bihuan.process.words import N_

_REASON = Field("reason", "longtext", N_("Reason"), required=True)
_MAYBE_REASON = Field("reason", "longtext", N_("Reason"))
_TEXT = Field("text", "longtext", N_("Text"), required=True)
_ORDER = Field("order", "order", N_("Work order"), help=N_("May be left out while only one is meant."))
_BRANCH = Field("branch", "branch", N_("External branch"), help=N_("May be left out while only one is open."))
_LETTER = Field("letter", "letter", N_("Letter"), help=N_("May be left out while only one is meant."))
_ATTENDEES = Field("attendees", "users", N_("Attendees"))
_GUESTS = Field("guests", "guests", N_("Guests"), help=N_("Vendor staff and others without a login."))
_HELD_AT = Field("held_at", "datetime", N_("Held at"), required=True)
_STARTS_AT = Field("starts_at", "datetime", N_("Starts at"), required=True)
_PLACE = Field("place", "text", N_("Venue"), limit=100)
_CHAIR = Field(
    "chair", "user", N_("Chair"), help=N_("Left empty, you. Who chairs signs the minutes."), role="member"
)
_ABSENCE = Field("absence", "longtext", N_("Absent, and why"), limit=1000)
_CASES = Field("cases", "problems", N_("Further cases of this meeting"))
_CHECK = (
    Field("check_how", "text", N_("How its effect is checked")),
    Field(
        "check_on",
        "date",
        N_("Effect checked on"),
        help=N_("Left empty, a week after it is reported as done."),
    ),
)

TEXT = (_TEXT,)
REASON = (_REASON,)
NOTE = (Field("text", "longtext", N_("Note")),)
ORDER = (_ORDER,)
ORDER_TEXT = (_ORDER, _TEXT)

_IMPACT = (
    Field("business_affected", "bool", N_("Business affected")),
    Field("users_affected", "choice", N_("Users affected"), choices=terms.USERS_AFFECTED),
    Field("backup", "bool", N_("A backup restores it at once")),
    Field("kpi_affected", "bool", N_("Counts against assessed KPIs")),
)
_FORM = (
    Field("discovered_at", "datetime", N_("Discovered at"), required=True),
    Field("source", "source", N_("Source"), required=True),
    Field("category", "category", N_("Category"), required=True),
    Field("categories", "categories", N_("Further categories")),
    Field("system", "system", N_("Business system")),
    Field("title", "text", N_("Title"), help=N_("Left empty, the start of the symptom is taken.")),
    Field("symptom", "longtext", N_("Symptom"), required=True),
    Field("impact", "longtext", N_("Impact caused")),
)
_DETAIL = (
    Field("field_data", "longtext", N_("On-site data")),
    Field("cause_analysis", "longtext", N_("First cause analysis")),
    Field("external", "bool", N_("An external department is involved")),
)
REPORT = (
    *_FORM,
    Field("answers", "answers", N_("Questionnaire for the level")),
    Field("level", "level", N_("Level"), required=True),
    *_IMPACT,
    *_DETAIL,
    Field(
        "phoned_at", "datetime", N_("Reported by phone at"), help=N_("If the coordinator was phoned before.")
    ),
    Field("phoned_to", "user", N_("Phone answered by")),
    Field(
        "known_error", "known_error", N_("Known error"), help=N_("Its number, if this is one that is known.")
    ),
)
_KNOWN_ERROR = Field("known_error", "known_error", N_("Known error"), required=True)
KNOWN_ERROR = (
    Field("title", "text", N_("Title"), help=N_("Left empty, as it stands or as the case says.")),
    Field("symptom", "longtext", N_("Symptom"), help=N_("Left empty, as it stands or as the case says.")),
    Field("cause", "longtext", N_("Cause")),
    Field("workaround", "longtext", N_("Workaround"), help=N_("What restores the service, step by step.")),
    Field("final_fix", "longtext", N_("Final solution"), help=N_("May follow later, by this step again.")),
    Field("systems", "systems", N_("Systems")),
    Field("category", "category", N_("Category")),
)
LINK_KNOWN_ERROR = (_KNOWN_ERROR, Field("text", "text", N_("Note")))
UNLINK_KNOWN_ERROR = (_KNOWN_ERROR, _REASON)
COMPLETE_FORM = (*_FORM, *_IMPACT, *_DETAIL)
REPORT_BY_PHONE = (
    Field("level", "level", N_("Level"), required=True),
    Field("symptom", "longtext", N_("Symptom"), required=True),
    Field("callee", "user", N_("Person called"), required=True),
    Field("outcome", "choice", N_("Outcome"), required=True, choices=terms.CALL_OUTCOMES),
    Field("reporter", "user", N_("Reporter"), help=N_("If somebody else reported."), role="member"),
    Field("system", "system", N_("Business system")),
    Field("category", "category", N_("Category")),
)
HISTORY = (Field("history", "history", N_("Events"), required=True),)
_SIGNAL = Field("signal", "signal", N_("Alarm"), required=True)
ALARM_REPORT = (
    Field("reporter", "user", N_("Duty officer"), required=True, role="member"),
    Field("discovered_at", "datetime", N_("Discovered at"), required=True),
    Field("category", "category", N_("Category"), required=True),
    Field("system", "system", N_("Business system")),
    Field("level", "level", N_("Level"), required=True),
    Field("title", "text", N_("Title")),
    Field("symptom", "longtext", N_("Symptom"), required=True),
    Field("field_data", "longtext", N_("On-site data")),
    Field("repeats", "problem", N_("Repeat of")),
    _SIGNAL,
)
SIGNAL = (_SIGNAL,)
_ALARM = Field("alarm", "alarm", N_("Alarm"), help=N_("May be left out while only one is linked."))
RELEASE_ALARM = (_ALARM, _REASON)
LINK_ALARM = (Field("alarm", "heard_alarm", N_("Alarm"), required=True),)
CALL = (
    Field("callee", "user", N_("Person called"), required=True),
    Field("outcome", "choice", N_("Outcome"), required=True, choices=terms.CALL_OUTCOMES),
    Field("purpose", "choice", N_("Purpose"), choices=terms.CALL_PURPOSES),
    Field("number", "text", N_("Number called"), limit=40),
    Field("text", "longtext", N_("Note")),
)
BY_HAND = (
    Field("callee", "user", N_("Person to call"), required=True),
    Field("number", "text", N_("Number to call"), limit=40),
    Field("asked_at", "datetime", N_("Asked by the chain at"), required=True),
)
MACHINE_CALL = (
    Field("callee", "user", N_("Person called"), required=True),
    Field("outcome", "choice", N_("Outcome"), required=True, choices=terms.CALL_OUTCOMES),
    Field("purpose", "choice", N_("Purpose"), choices=terms.CALL_PURPOSES),
    Field("number", "text", N_("Number called"), limit=40),
    Field("called_at", "datetime", N_("Called at"), required=True),
    Field("text", "longtext", N_("Note")),
)
RESPOND = (
    Field("level", "level", N_("Level"), help=N_("Left empty, the reported level is confirmed.")),
    Field("judgement", "longtext", N_("First judgement"), required=True),
    Field("cause_analysis", "longtext", N_("First cause analysis")),
    _MAYBE_REASON,
)
BRIEF = (
    Field("channel", "choice", N_("Channel"), required=True, choices=terms.CHANNELS),
    Field("content", "longtext", N_("Content"), required=True),
)
LEVEL = (Field("level", "level", N_("Level"), required=True), _REASON)
UNTIL = (_REASON, Field("until", "datetime", N_("Until"), required=True))
IMPROVEMENT = (
    Field(
        "reason",
        "longtext",
        N_("Plan of the improvement"),
        required=True,
        help=N_("What the project will do, and why it takes longer than the limit."),
    ),
)
_REQUEST = Field("request", "request", N_("Request"), help=N_("May be left out while only one waits."))
DECISION = (_REQUEST, _MAYBE_REASON)
REFUSAL = (_REQUEST, _REASON)
DISPATCH = (
    Field("handler", "user", N_("Handler"), required=True, role="member"),
    Field("task", "longtext", N_("Task"), required=True),
    Field("lead", "bool", N_("Lead order"), help=N_("The first order leads unless another is named.")),
    Field("level", "level", N_("Level"), help=N_("Only with the first response.")),
    Field("judgement", "longtext", N_("First judgement"), help=N_("Only with the first response.")),
    Field("backfilled", "bool", N_("Order written afterwards")),
    Field("contacted_at", "datetime", N_("Handler contacted at")),
    _MAYBE_REASON,
)
TRANSFER = (_ORDER, Field("handler", "user", N_("New handler"), required=True, role="member"), _MAYBE_REASON)
CANCEL_ORDER = (_ORDER, _REASON)
PLAN = (
    _ORDER,
    Field("cause", "longtext", N_("Cause"), required=True),
    Field("plan", "longtext", N_("Plan"), required=True),
    Field("needs_change", "bool", N_("A system change is needed")),
)
_CHANGE = Field("change_no", "change", N_("Change"), help=N_("May be left out while only one is open."))
CHANGE = (
    Field("change_no", "text", N_("Change number"), required=True, limit=40),
    Field("plan", "longtext", N_("Plan of the change"), required=True),
    Field("emergency", "bool", N_("Emergency change")),
    _ORDER,
)
CHANGE_UPDATE = (
    _CHANGE,
    Field(
        "status",
        "choice",
        N_("State of the change"),
        required=True,
        choices={code: term for code, term in terms.CHANGE_STATUS.items() if code != "requested"},
    ),
    Field("executor", "user", N_("Executor")),
    Field("started_at", "datetime", N_("Started at")),
    Field("finished_at", "datetime", N_("Finished at")),
    Field("result", "longtext", N_("Result")),
    Field(
        "rollback",
        "longtext",
        N_("How it was rolled back"),
        help=N_("Required for a change that failed; the end of the change is taken as its time."),
    ),
)
CHANGE_CONSENT = (_CHANGE, Field("text", "longtext", N_("Note")))
CHANGE_PAPERS = (
    Field("change_no", "change", N_("Change"), help=N_("May be left out while only one owes its papers.")),
    Field("document", "document", N_("Document"), required=True),
    Field("text", "longtext", N_("Note")),
)
GIVE_UP = (
    _ORDER,
    Field("kind", "choice", N_("Kind"), required=True, choices=terms.GIVE_UP_KINDS),
    _REASON,
)
CONVENE = (
    _STARTS_AT,
    _PLACE,
    _ATTENDEES,
    _GUESTS,
    Field("joint_with_cab", "bool", N_("Jointly with the change approval board")),
    _CASES,
)
CALL_MEETING = (
    Field(
        "kind",
        "choice",
        N_("Kind"),
        help=N_("Left empty, the monthly one on a month, else the review."),
        choices={
            code: term
            for code, term in terms.MEETING_KINDS.items()
            if code in ("review", "special", "monthly")
        },
    ),
    _STARTS_AT,
    _PLACE,
    _ATTENDEES,
    _GUESTS,
)
TAKE_MINUTES = (
    Field("meeting", "meeting", N_("Meeting"), help=N_("May be left out while only one is unsigned.")),
    Field("item", "text", N_("Agenda item"), required=True, limit=32),
    Field("topic", "text", N_("Topic")),
    Field("text", "longtext", N_("What was said")),
    Field(
        "seen",
        "int",
        N_("Version that was read"),
        help=N_("Another one is refused; left empty, nothing was there."),
    ),
)
JOIN_MEETING = (Field("host", "int", N_("Meeting"), required=True),)
DECIDE = (
    Field("cause", "longtext", N_("Cause"), required=True),
    Field("plan", "longtext", N_("Plan"), required=True),
    Field("executor", "user", N_("Executor"), required=True, role="member"),
    Field("due_at", "datetime", N_("To be done by"), required=True),
    Field("change_no", "text", N_("Change number"), limit=40),
    _ATTENDEES,
    _GUESTS,
    _ABSENCE,
    _CHAIR,
    Field("minutes", "longtext", N_("Minutes")),
    Field("actions", "actions", N_("Corrective actions")),
)
RESOLVE = (
    _ORDER,
    Field("result", "longtext", N_("Result"), required=True),
    Field("method", "longtext", N_("Method"), required=True),
    Field("advice", "longtext", N_("Advice for improvement"), required=True),
    Field("criteria", "criteria", N_("Criteria for solved"), required=True),
    Field("recovered_at", "datetime", N_("Recovered at"), required=True),
    Field("workaround", "bool", N_("Workaround only")),
    Field("final_fix", "actions", N_("Final fix"), help=N_("A workaround counts only with an open action.")),
    Field("late_reason", "longtext", N_("Why it is late")),
)
REOPEN = (_REASON, Field("orders", "orders", N_("Work orders"), help=N_("Left empty, the lead order.")))
NOTIFY = (
    Field("departments", "departments", N_("Departments"), required=True),
    _TEXT,
    Field("absence", "text", N_("Why the reporter does not tell them")),
)
ANALYSIS = (
    Field("cause", "longtext", N_("Cause"), required=True),
    Field(
        "cause_class",
        "choice",
        N_("Cause class"),
        choices=terms.CAUSE_CLASSES,
        help=N_("Left empty, it is suggested from the words of the cause."),
    ),
    Field("method", "longtext", N_("Method"), required=True),
    Field("prevention", "longtext", N_("Advice against recurrence"), required=True),
)
REGISTER = (
    Field("row", "row", N_("Confirmed columns")),
    Field("corrections", "row", N_("Corrections of the drafted row")),
)
REVIEW = (
    _HELD_AT,
    _PLACE,
    _ATTENDEES,
    _GUESTS,
    _ABSENCE,
    _CHAIR,
    Field(
        "root_cause_avoidable", "longtext", N_("Root cause, and could it have been avoided"), required=True
    ),
    Field("recurrence", "longtext", N_("Recurring problems: cause and corrective plan"), required=True),
    Field("similar", "longtext", N_("Similar problems: corrective plan"), required=True),
    Field("lessons", "longtext", N_("Lessons"), required=True),
    Field("actions", "actions", N_("Corrective actions")),
    _CASES,
)
MINUTES = (
    Field("meeting", "meeting", N_("Meeting"), help=N_("May be left out while only one is unsigned.")),
    Field("text", "longtext", N_("Minutes")),
)
ACTION = (
    Field("owner", "user", N_("Owner"), required=True, role="member"),
    _TEXT,
    Field("due_on", "date", N_("Due on"), required=True),
    *_CHECK,
    Field(
        "of_meeting",
        "text",
        N_("Decided by meeting"),
        help=N_("Number of the meeting, if one decided it."),
        limit=40,
    ),
)
_ACTION = Field(
    "action", "action", N_("Corrective action"), help=N_("May be left out while only one is meant.")
)
CLOSE_ACTION = (_ACTION, Field("evidence", "longtext", N_("Evidence"), required=True))
CHECK_ACTION = (
    _ACTION,
    Field("effect", "longtext", N_("Effect seen"), required=True),
    Field(
        "verdict", "choice", N_("Verdict"), choices=terms.ACTION_VERDICTS, help=N_("Left empty, effective.")
    ),
)
SUPERVISE = (
    _TEXT,
    Field("answer_by", "datetime", N_("Answer by"), help=N_("Left empty, no answer is owed.")),
)
_PLACE_OF_FILE = Field("location", "text", N_("Location in the archive"), required=True)
_SHELF_NO = Field(
    "shelf_no", "text", N_("File number"), limit=60, help=N_("As it stands on the shelf or the box.")
)
LOCATION = (_PLACE_OF_FILE, _SHELF_NO)
SHELVE = (_PLACE_OF_FILE, _SHELF_NO, _MAYBE_REASON)
PROPOSAL = (
    Field("verdict", "choice", N_("Proposal"), required=True, choices=terms.FILE_VERDICTS),
    Field(
        "years",
        "int",
        N_("Kept on for so many years"),
        help=N_("Only where the file is kept on; from the next 1st of January."),
    ),
    _REASON,
)
PACKAGE = (
    Field("digest", "text", N_("SHA-256 of the package"), required=True, limit=64),
    Field("files", "int", N_("Files"), required=True),
    Field("bytes", "int", N_("Size in bytes"), required=True),
)
MERGE = (Field("main_number", "problem", N_("Main case"), required=True), _MAYBE_REASON)
MERGED = (Field("number", "problem", N_("Other case"), required=True), Field("text", "text", N_("Note")))
ATTACH = (Field("document", "document", N_("Document"), required=True), Field("text", "text", N_("Note")))
AMEND = (
    Field("field", "text", N_("Field"), required=True, limit=40),
    Field("value", "longtext", N_("New value"), required=True),
    _REASON,
)
LINK = (
    Field("number", "problem", N_("Other case"), required=True),
    Field("kind", "choice", N_("Kind"), required=True, choices=terms.LINKED_BY_HAND),
    Field("text", "text", N_("Note")),
)
SUSPECT = (Field("number", "problem", N_("Other case"), required=True),)
REPEAT = (
    Field("verdict", "choice", N_("Verdict"), required=True, choices=terms.REPEAT_VERDICTS),
    Field("number", "problem", N_("Repeat of"), help=N_("The earlier case, if it is a repeat.")),
    Field("text", "longtext", N_("Reason"), help=N_("Required if it is a problem of its own.")),
)
EXTERNAL = (Field("department", "department", N_("Department"), required=True), _REASON)
LETTER = (
    _BRANCH,
    Field("department", "department", N_("Department"), help=N_("Left empty, the department of the branch.")),
    Field("subject", "text", N_("Subject"), required=True),
    Field("body", "longtext", N_("Letter text"), required=True),
    Field("reply_by", "datetime", N_("Reply by"), required=True),
    Field(
        "copies",
        "departments",
        N_("Copies to"),
        help=N_("Market departments are added while users are affected."),
    ),
    Field("urgency", "choice", N_("Urgency of the letter"), choices=terms.LETTER_URGENCY),
    Field("contact", "text", N_("Contact and telephone"), help=N_("Left empty, whoever drafts it.")),
    Field(
        "enclosures",
        "longtext",
        N_("Enclosures"),
        limit=500,
        help=N_("What lies with the letter, one a line."),
    ),
)
SIGN = (
    _LETTER,
    Field("copy_executives", "bool", N_("Copy to company executives"), required=True),
    Field("reason", "longtext", N_("Reason"), required=True),
)
SEND = (
    _LETTER,
    Field("channel", "choice", N_("Channel"), required=True, choices=terms.LETTER_CHANNELS),
    Field("delivered_to", "text", N_("Handed to")),
    Field("sent_at", "datetime", N_("Sent at"), help=N_("Left empty, now.")),
)
DELIVERED = (_LETTER, Field("delivered_to", "text", N_("Signed for by"), required=True))
RETURN_LETTER = (_LETTER, _REASON)
CHASE = (
    _LETTER,
    Field(
        "channel",
        "choice",
        N_("Channel"),
        required=True,
        choices=terms.CHANNELS,
        help=N_("By e-mail the product writes to the department, with the letter and its link."),
    ),
    Field("text", "longtext", N_("Note")),
)
ONE_LETTER = (_LETTER,)
_OUTSIDER = (
    Field("name", "text", N_("Name given"), required=True, limit=60),
    Field("phone", "text", N_("Telephone"), limit=40),
)
LINK_REPLY = (_LETTER, _TEXT, *_OUTSIDER, Field("document", "document", N_("Document")))
LINK_NOTICE = (_LETTER, _TEXT, *_OUTSIDER, Field("document", "document", N_("Document"), required=True))
LINK_RECEIPT = (
    Field("telling", "int", N_("Notice to a department"), required=True),
    Field("name", "text", N_("Name given"), required=True, limit=60),
)
BULLETIN = (
    Field("kind", "choice", N_("Kind of bulletin"), required=True, choices=terms.BULLETIN_KINDS),
    Field("subject", "text", N_("Subject"), required=True, limit=40),
    Field("departments", "departments", N_("Departments"), required=True),
    Field("text", "longtext", N_("Description and progress"), required=True, limit=1000),
    Field("scope", "longtext", N_("Extent of the effect"), limit=500),
    Field("cause", "longtext", N_("Cause"), limit=500, help=N_("Preliminary until the final bulletin.")),
    Field(
        "recovery_at", "datetime", N_("Recovery"), help=N_("Expected; in the final bulletin the actual one.")
    ),
)
REPLY = (
    _LETTER,
    Field("verdict", "choice", N_("Verdict on the reply"), required=True, choices=terms.REPLY_VERDICTS),
    _TEXT,
    Field("document", "document", N_("Document")),
)
SPECIAL = (
    _BRANCH,
    _HELD_AT,
    Field("departments", "departments", N_("Departments")),
    Field("plan", "longtext", N_("Plan"), required=True),
)
FOLLOW_UP = (_BRANCH, _TEXT, Field("informed_manager", "bool", N_("Manager informed")))
NOTICE = (_BRANCH, _TEXT, Field("document", "document", N_("Document"), required=True))
VERIFY = (
    _BRANCH,
    Field("solved", "bool", N_("Really solved"), required=True),
    Field("evidence", "longtext", N_("Evidence"), required=True),
)
MONTHLY_REPORT = (
    Field("analysis", "longtext", N_("Analysis of the month"), required=True),
    Field("plan", "longtext", N_("Advice and plan for the next month")),
)
MONTHLY_MEETING = (
    _HELD_AT,
    _PLACE,
    _ATTENDEES,
    _GUESTS,
    _ABSENCE,
    _CHAIR,
    Field("improvements", "longtext", N_("Improvements to the systems"), required=True),
    Field("prevention", "longtext", N_("Prevention measures"), required=True),
)
PUBLISH = (
    Field("version", "text", N_("Revision number"), required=True, limit=20),
    Field("effective_on", "date", N_("Effective on"), required=True),
    _REASON,
    Field("text", "longtext", N_("What has changed"), required=True),
)
