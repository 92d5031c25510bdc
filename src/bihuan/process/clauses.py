"""The process document, cut into numbered clauses: what every refusal, deadline and screen cites.

`CLAUSES` maps a clause id to its title and full text: L levels and limits, R roles, C categories, F1-F7 the
flow, X problems outside, A the two forms, S the rules between states, D the decisions where the source leaves
something open. Texts are English and are translated where they are shown; numbers are those of the default
policy.
"""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.process.decisions import DECISIONS
from bihuan.process.words import N_


@dataclass(frozen=True)
class Clause:
    """One rule of the process: its id as cited, a short title, the full text, the group it is listed in."""

    id: str
    title: str
    text: str
    group: str


GROUPS: dict[str, str] = {
    "L": N_("Levels and time limits"),
    "R": N_("Roles"),
    "C": N_("Categories of problems"),
    "F1": N_("Report"),
    "F2": N_("Response"),
    "F3": N_("Handling"),
    "F4": N_("Group"),
    "F5": N_("Result"),
    "F6": N_("Summary"),
    "F7": N_("Archive"),
    "X": N_("Problems outside, with external departments"),
    "A": N_("The two forms"),
    "S": N_("Rules between the states"),
    "D": N_("Decisions where the source leaves something open"),
}
"""Group id → its heading, in the order of the document."""

_LEVELS = (
    (
        "L1",
        N_("Level 1"),
        N_(
            "Key business stopped, users over a large area affected, no backup that restores it at once, "
            "counts against assessed KPIs. Respond within 10 minutes, resolve within 2 hours."
        ),
    ),
    (
        "L2",
        N_("Level 2"),
        N_(
            "Key business affected, some users affected, no backup that restores it at once. Respond within "
            "10 minutes (the figure is lost in the source, a second copy has it), resolve within 3 hours."
        ),
    ),
    (
        "L3",
        N_("Level 3"),
        N_(
            "Non-key business stopped or affected, users not affected, a backup restores it at once. Respond "
            "within 30 minutes, resolve within 10 hours."
        ),
    ),
    (
        "L4",
        N_("Level 4"),
        N_(
            "No business affected yet; a latent risk found by a monitoring alarm or by staff analysis. "
            "Respond within 1 hour, remove the risk within 24 hours."
        ),
    ),
    (
        "L5",
        N_("Level 5"),
        N_(
            "No business affected, no alarm; may become a problem in the medium or long term. Respond within "
            "1 day = 24 hours (lost in the source, a second copy has it), improve within 7 days = 168 hours. "
            "Resolved on an approved plan it shows “improvement unfinished” until the action closes."
        ),
    ),
    (
        "L6",
        N_("How the level is found"),
        N_(
            "The reporter proposes the level with a short questionnaire: key business? stopped or affected? "
            "users over a large area, some or none? a backup? assessed KPIs? an alarm? The coordinator "
            "confirms it at response."
        ),
    ),
    (
        "L7",
        N_("Change of level"),
        N_(
            "Raising a level takes effect at once; lowering one out of levels 1 and 2 needs the manager. A "
            "reason is required. Clocks never restart: limits are recomputed from the original start, and a "
            "limit that was met stays met."
        ),
    ),
    (
        "L8",
        N_("When the clocks start"),
        N_(
            "Clocks start at the report time: when the report was filed, or at the first successful phone "
            "contact if that was earlier. The discovery time feeds the duration only."
        ),
    ),
    (
        "L9",
        N_("Suspension and extension"),
        N_(
            "Suspension: never at levels 1 to 3, external or not; asked by the coordinator with a reason and "
            "a planned end, approved by the manager. It never moves a limit; gross time counts, net time is "
            "kept beside it, and the hourly repeats stop meanwhile. Extension: levels 4 and 5 only, asked "
            "and approved likewise before expiry; the original limit stays visible and is the one that "
            "counts."
        ),
    ),
    (
        "L10",
        N_("Warnings"),
        N_(
            "Warnings at 80 % and 100 % of every limit, then every hour (levels 1 and 2: every 15 minutes) "
            "until it is met; to whoever owes it and to the coordinator, at 100 % also to the manager. "
            "Response at levels 3 to 5: the deputy at 50 %. Nothing is ever closed because time ran out."
        ),
    ),
)

_ROLES = (
    (
        "R1",
        N_("The coordinator"),
        N_(
            "Owns the process and its document, the policy figures, the contact chain and the roster; the "
            "system administrator holds only accounts and technical settings. Several people may hold the "
            "role; one is on duty by the roster, with a deputy."
        ),
    ),
    (
        "R1a",
        N_("Keeping the process document"),
        N_(
            "The coordinator keeps the process document up to date: revisions with number, date, reason, "
            "author and effective date; in force only when published, the old ones stay readable."
        ),
    ),
    (
        "R1b",
        N_("Supervision of the process"),
        N_(
            "The coordinator supervises that the process is followed: one view over all cases of late, open "
            "and violated clauses."
        ),
    ),
    (
        "R2",
        N_("Every report is received"),
        N_("The coordinator receives every report and gives the first response."),
    ),
    (
        "R3",
        N_("Assignment of handlers"),
        N_(
            "The coordinator assigns handlers by category and affected system; assignment rules suggest, the "
            "coordinator decides."
        ),
    ),
    (
        "R4",
        N_("Levels 1 and 2 go to the manager"),
        N_("The coordinator reports problems of levels 1 and 2 to the manager at once."),
    ),
    (
        "R5",
        N_("Convening the group"),
        N_("The coordinator convenes the problem management group when it is needed."),
    ),
    (
        "R6",
        N_("Counterpart of every change"),
        N_(
            "The coordinator is the counterpart of every change record: supplies cause and plan and follows "
            "the change until it is implemented."
        ),
    ),
    (
        "R7",
        N_("Urging of analysis reports"),
        N_("The coordinator urges open analysis reports, before and after they are due."),
    ),
    ("R8", N_("Keeping the register"), N_("The coordinator keeps the problem register.")),
    ("R9", N_("Monthly report of the coordinator"), N_("The coordinator submits the monthly report.")),
    (
        "R10",
        N_("The reporter"),
        N_(
            "Duty officers, complaint-card clerks, system maintainers and others file the report form: "
            "discovery and report time, source, category, symptom, impact, level, first on-site data, first "
            "cause analysis."
        ),
    ),
    (
        "R11",
        N_("The problem management group"),
        N_("All subsystem leads, those of the affected systems marked; vendor staff when needed."),
    ),
    (
        "R12",
        N_("The emergency meeting"),
        N_(
            "The group meets at once to analyse cause and solution when the handler cannot solve the problem "
            "at once or cannot determine its cause."
        ),
    ),
    (
        "R13",
        N_("The incident review"),
        N_("The group reviews every problem of level 1 or 2 after it is handled and records the lessons."),
    ),
    (
        "R14",
        N_("The monthly review"),
        N_(
            "The group reviews the month's problems; the meeting ends with improvements and prevention "
            "measures, or an explicit “none” with the reason."
        ),
    ),
    (
        "R15",
        N_("Others named"),
        N_(
            "Manager of the billing department, the leaders of the billing centre as an ordered chain, "
            "change coordinator, change approval board, records clerk, company executives, market "
            "departments, external departments."
        ),
    ),
)

_CATEGORIES = (
    (
        "C1",
        N_("Nine categories"),
        N_(
            "Exactly nine: host, database, network equipment, storage, system software, application "
            "software, transmission line, production environment, system security. One main category, more "
            "are optional."
        ),
    ),
)

_F1 = (
    (
        "F1.1",
        N_("Report at once"),
        N_("The report form is filed at once on discovery; the delay from discovery to report is measured."),
    ),
    (
        "F1.2",
        N_("Phone call at levels 1 and 2"),
        N_(
            "At levels 1 and 2 the reporter phones the coordinator at once, within 10 minutes. It is a duty "
            "of its own; filing the form does not meet it, but the coordinator's own response does: it shows "
            "that he was reached."
        ),
    ),
    (
        "F1.3",
        N_("The chain of leaders"),
        N_(
            "If the coordinator is not reached, the leaders of the billing centre are called level by level "
            "until one is reached. Every attempt is logged: whom, when, reached or not. Reaching one ends "
            "the chain, not the response clock."
        ),
    ),
    (
        "F1.4",
        N_("The form may follow"),
        N_(
            "After a report by phone the form may follow; it is owed within 1 hour of the contact. A "
            "monitoring alarm may raise a report: the duty officer is its reporter and confirms it."
        ),
    ),
)

_F2 = (
    (
        "F2.1",
        N_("Report to the manager"),
        N_(
            "At levels 1 and 2 the coordinator reports to the manager at once: within 10 minutes after the "
            "report or the phone contact reached the coordinator, responded or not, and within 10 minutes "
            "after an upgrade into level 1 or 2. Content, channel and time are kept. A leader or manager "
            "reached through the chain does not meet it."
        ),
    ),
    (
        "F2.2",
        N_("What a response is"),
        N_(
            "Response is the coordinator's explicit act: level confirmed, first judgement given. Dispatching "
            "counts, opening a page does not. The coordinator fills in a work order and analyses the cause."
        ),
    ),
    (
        "F2.3",
        N_("Solved by the coordinator"),
        N_(
            "What the coordinator can solve is solved at once, still on a work order with the coordinator as "
            "handler; a change that is needed goes through change management first."
        ),
    ),
    (
        "F2.4",
        N_("Order to a handler"),
        N_("Otherwise the work order goes to a handler and is supervised."),
    ),
    (
        "F2.5",
        N_("Handler contacted at once"),
        N_(
            "At levels 1 and 2 the coordinator contacts the handler at once, within 10 minutes, logged as a "
            "call; the work order may follow."
        ),
    ),
    (
        "F2.6",
        N_("Dispatch within three hours"),
        N_(
            "Every problem is dispatched within 3 hours of its report. Several orders, lead and assisting, "
            "may be out on one problem; it is resolved only when all are done or cancelled. A handler may "
            "ask for transfer, the coordinator confirms, the clock goes on."
        ),
    ),
)

_F3 = (
    (
        "F3.1",
        N_("Cause and plan"),
        N_("The handler analyses the cause and makes a plan, both on the work order."),
    ),
    (
        "F3.2",
        N_("Plans that need a change"),
        N_(
            "A plan that needs a system change goes through change management: change number, state, "
            "coordinator, times and result are recorded. The order cannot be answered as done until the "
            "change is implemented."
        ),
    ),
    (
        "F3.3",
        N_("Supervision of handling"),
        N_(
            "The coordinator supervises and answers for resolution within the limit; each intervention is "
            "logged."
        ),
    ),
    (
        "F3.4",
        N_("Solved, on to the result"),
        N_("A solved problem goes on to the publication of its result."),
    ),
    (
        "F3.5",
        N_("Not solved, on to the group"),
        N_(
            "If the problem is not solved or its cause is unknown, the handler says so and the coordinator "
            "convenes the group. Convening and the group's plan are duties: 30 minutes and 2 hours at levels "
            "1 and 2, else 4 hours and 1 day."
        ),
    ),
)

_F4 = (
    (
        "F4.1",
        N_("A concrete final plan"),
        N_(
            "The group must give a concrete final plan: the step cannot end without cause, plan, executor "
            "and date. The coordinator may record what a held meeting of at least two leads decided, not "
            "decide alone."
        ),
    ),
    (
        "F4.2",
        N_("Joint meeting with the board"),
        N_(
            "If a change is involved, the group may meet jointly with the change approval board: one meeting "
            "record naming both and the change number."
        ),
    ),
    (
        "F4.3",
        N_("Who carries out the plan"),
        N_(
            "Without a change the coordinator has the executor carry out the plan on a work order; with a "
            "change the change coordinator executes it, coordinator and executor assisting."
        ),
    ),
)

_F5 = (
    (
        "F5.1",
        N_("The result is told"),
        N_(
            "The handler enters result, method and improvement advice on the work order; the coordinator is "
            "told, and tells the reporter."
        ),
    ),
    (
        "F5.2",
        N_("Affected departments are told"),
        N_(
            "If business was affected, the reporter tells the affected departments at once after being told; "
            "the coordinator only if the reporter is absent. The departments come from the table of systems, "
            "each notice is logged."
        ),
    ),
    (
        "F5.3",
        N_("When a problem is resolved"),
        N_(
            "Four criteria, each met or not applicable with a reason, at least one met: business back to "
            "normal, affected work can go on, system alarm cleared, latent risk removed. Where business is "
            "affected the first two cannot be “not applicable”, nor the alarm where one is linked, nor the "
            "risk at levels 4 and 5. The resolved time is the recovery time, not later than the answer. A "
            "workaround counts only with an open corrective action for the final fix."
        ),
    ),
    (
        "F5.4",
        N_("Confirmation of the result"),
        N_(
            "The reporter confirms or rejects. On rejection the case goes back to the same handler, one "
            "round more, on the original clock; the second rejection suggests the group. Nothing is "
            "confirmed automatically: after 24 hours without an answer the coordinator may confirm, at "
            "levels 1 and 2 only with a logged call to the reporter; never the handler, nor the coordinator "
            "who filed it; failing another, the manager. Voiding or merging a case of level 1 or 2 needs the "
            "manager and does not waive the report to the manager; a merge moves open duties to the main "
            "case."
        ),
    ),
)

_F6 = (
    (
        "F6.1",
        N_("Analysis report"),
        N_(
            "Within three days of resolution the handler submits the analysis report: cause, method, advice "
            "against recurrence. The coordinator accepts it or sends it back."
        ),
    ),
    (
        "F6.2",
        N_("Entry in the register"),
        N_(
            "Within three days of resolution the coordinator enters the problem in the register; the system "
            "drafts the row."
        ),
    ),
    (
        "F6.3",
        N_("Incident review at levels 1 and 2"),
        N_(
            "Within one week of resolution the group holds the review with three fixed items: root cause and "
            "could it have been avoided; recurring problems, cause and corrective plan; do similar problems "
            "exist, corrective plan; and the lessons. Corrective actions have an owner and a due date and "
            "are tracked to the end."
        ),
    ),
    (
        "F6.4",
        N_("Monthly report"),
        N_(
            "Every month the coordinator submits the monthly report: kinds, numbers, causes, results, with "
            "analysis; due on the 5th. Opening backlog + new − resolved − void = closing backlog must "
            "balance."
        ),
    ),
    (
        "F6.5",
        N_("Monthly review of the group"),
        N_(
            "One review by the group every month, between the 25th and the 5th. Day-based limits end at "
            "23:59:59 of the last calendar day."
        ),
    ),
)

_F7 = (
    (
        "F7.1",
        N_("Hand-over to the archive"),
        N_(
            "The coordinator hands the documents to the records clerk within one week of resolution, at "
            "levels 1 and 2 within two weeks; the gate checks that each required document is there."
        ),
    ),
    (
        "F7.2",
        N_("Acceptance and retention"),
        N_(
            "The clerk accepts or returns; after acceptance the file is read-only. It is kept at least 3 "
            "years, levels 1 and 2 and letters 10 years. Expiry never deletes: it opens an appraisal list "
            "that needs approval."
        ),
    ),
)

_EXTERNAL = (
    (
        "X1",
        N_("External cases go to the manager"),
        N_(
            "Every case that involves an external department is reported to the manager as soon as possible, "
            "within 2 hours."
        ),
    ),
    (
        "X2",
        N_("Formal letter and its copies"),
        N_(
            "A formal letter goes to the department. When user service is affected, all market departments "
            "are copied with the same letter at the same moment by the product; they cannot be taken off "
            "while users are affected, and if users become affected later the copy goes then."
        ),
    ),
    (
        "X3",
        N_("Copy to company executives"),
        N_(
            "For a serious case the manager decides whether company executives are copied; the decision is "
            "recorded."
        ),
    ),
    (
        "X4",
        N_("Reply deadline and special meeting"),
        N_(
            "A letter states a reply deadline. No clear plan by then, or a faulty one, and the centre "
            "convenes the departments for a special discussion, due in 3 working days, which must give a "
            "workable plan. “Not ours” counts as no plan unless a new letter goes elsewhere; an unclear "
            "reply may be mended until the deadline."
        ),
    ),
    (
        "X5",
        N_("Changes for external cases"),
        N_("A change that is needed in BOSS follows change management."),
    ),
    (
        "X6",
        N_("Follow-up with the department"),
        N_(
            "After the plan is fixed the coordinator communicates with the department, follows its progress "
            "and keeps the manager informed: daily at levels 1 and 2, else every 3 days."
        ),
    ),
    (
        "X7",
        N_("Written notice and own check"),
        N_(
            "The department that solved it must give formal written notice, and the document is kept; the "
            "centre then checks within 1 day. Still there: a new round, until it is really solved. Written "
            "notice and the centre's own confirmation end an external case, nothing else does. The internal "
            "limit keeps running beside it and is reported apart."
        ),
    ),
)

_FORMS = (
    (
        "A1",
        N_("Problem report form"),
        N_(
            "Discovery time, report time, reporter, problem number, category, source, symptom, impact, "
            "on-site data, cause analysis, and the level. Prints exactly so, filled or blank."
        ),
    ),
    (
        "A2",
        N_("Work order form"),
        N_(
            "Dispatcher, dispatch time, handler, handling time, result, method, improvement advice, with "
            "problem number and order number. Prints exactly so, filled or blank."
        ),
    ),
)

_STATE_RULES = (
    (
        "S1",
        N_("When handling ends"),
        N_(
            "Handling ends once at least one order is done, every other is done or cancelled, no change is "
            "requested or approved but unfinished, and every external branch is ended. The resolved time is "
            "the latest of the orders' recovery times and the branches' verification. With no order left the "
            "case awaits dispatch again."
        ),
    ),
    (
        "S2",
        N_("Going back for another round"),
        N_(
            "Rejecting or reopening names orders, by default the lead order: each returns to the same "
            "handler, one round more; earlier answers stay as versions, criteria and resolved time move to "
            "history. Telling, confirmation and summary duties become void and open anew at the next "
            "resolution; the resolution limit runs on from its original start."
        ),
    ),
    (
        "S3",
        N_("Dispatching at once"),
        N_(
            "Dispatching a case that awaits response also takes level and judgement and meets response and "
            "dispatch together. Confirming a level lower than reported needs a reason and tells the manager; "
            "response is judged by the reported level, the rest is recomputed."
        ),
    ),
    (
        "S4",
        N_("What moves a due time"),
        N_(
            "A running due time moves only by a change of level, an approved extension, a rejected result or "
            "a reopening; the event keeps the old and the new value."
        ),
    ),
    (
        "S5",
        N_("The gate before the archive"),
        N_(
            "A case is handed over when every duty but actions, archive and its check is met or void, the "
            "required papers are there and all branches are ended. Open corrective actions do not block; "
            "they live beside the sealed file."
        ),
    ),
    (
        "S6",
        N_("Back-dating"),
        N_(
            "A step may be back-dated by at most 24 hours and not before the report; a reason is needed "
            "above 10 minutes; it is shown as back-dated."
        ),
    ),
)

_BY_GROUP: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    ("L", _LEVELS),
    ("R", _ROLES),
    ("C", _CATEGORIES),
    ("F1", _F1),
    ("F2", _F2),
    ("F3", _F3),
    ("F4", _F4),
    ("F5", _F5),
    ("F6", _F6),
    ("F7", _F7),
    ("X", _EXTERNAL),
    ("A", _FORMS),
    ("S", _STATE_RULES),
    ("D", DECISIONS),
)

CLAUSES: dict[str, Clause] = {
    id_: Clause(id_, title, text, group) for group, rows in _BY_GROUP for id_, title, text in rows
}
"""Every clause by its id, in the order of the document."""
