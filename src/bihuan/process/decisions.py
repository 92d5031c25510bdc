"""Where the source leaves something open: the 77 decisions, as the product reads them now.

Rows are (id, title, text). Where a clause later replaced a decision the text here says what holds.
"""

from __future__ import annotations

from bihuan.process.words import N_

DECISIONS: tuple[tuple[str, str, str], ...] = (
    (
        "D1",
        N_("One word per role"),
        N_("The source's several spellings of coordinator, reporter, handler and group are one role each."),
    ),
    (
        "D2",
        N_("One organisation"),
        N_(
            "Billing department, billing business centre and billing centre are one unit with a configurable "
            "name; its leaders are an ordered chain: group leader, director, manager, executive in charge."
        ),
    ),
    (
        "D3",
        N_("Several coordinators"),
        N_(
            "Several accounts may hold the role; one is on duty by the roster, with a deputy. Every step "
            "logs the person."
        ),
    ),
    (
        "D4",
        N_("Coordinator as reporter"),
        N_(
            "Allowed; an explicit response is still needed, the case is flagged, and another person verifies "
            "it."
        ),
    ),
    (
        "D5",
        N_("Coordinator as handler"),
        N_(
            "A work order is created all the same, with the coordinator as handler and the real dispatch "
            "time; the rule on changes applies."
        ),
    ),
    ("D6", N_("Handler as reporter"), N_("Allowed; the coordinator verifies the result.")),
    (
        "D7",
        N_("Who sets the level"),
        N_("The reporter proposes it, the coordinator confirms it at response."),
    ),
    (
        "D8",
        N_("Who changes the level"),
        N_(
            "The coordinator, with a reason. Raising is immediate; lowering out of levels 1 and 2 needs the "
            "manager. The group may propose."
        ),
    ),
    (
        "D9",
        N_("Clocks after a change of level"),
        N_(
            "The start never moves, limits are recomputed, a response that was met stays met. Late because "
            "of raising is flagged apart. Raising into level 1 or 2 calls for the report to the manager."
        ),
    ),
    (
        "D10",
        N_("Criteria of a level"),
        N_(
            "A questionnaire suggests the highest level that fits: key business down but restored at once by "
            "a backup is level 3; users hit without a backup is at least level 2. A person decides."
        ),
    ),
    ("D11", N_("Main and further categories"), N_("One main category, further ones are optional.")),
    (
        "D12",
        N_("Start of response and resolution"),
        N_(
            "The successful submission of the report, or the first successful phone contact if earlier; "
            "neither discovery nor dispatch."
        ),
    ),
    (
        "D13",
        N_("When response is met"),
        N_(
            "By the explicit response of the coordinator or the deputy, with level and first judgement. "
            "Dispatching straight away counts; opening the page, an automatic reply or a call to a leader "
            "does not. A backfilled response keeps both times and is marked."
        ),
    ),
    ("D14", N_("Around the clock"), N_("Limits of levels 1 to 5 run 7×24, nights and holidays included.")),
    ("D15", N_("One day and seven days"), N_("As limits of level 5 they are 24 and 168 hours, rolling.")),
    (
        "D16",
        N_("Three days, one week"),
        N_("Calendar days after the day of resolution; due at 23:59:59 of the last day."),
    ),
    (
        "D17",
        N_("Dispatch holds for all levels"),
        N_(
            "Three hours from the report for every problem. At levels 1 and 2 the handler is contacted at "
            "once and the order may follow, yet within 3 hours even if the problem is already solved."
        ),
    ),
    ("D18", N_("Dispatch beside resolution"), N_("The two clocks are independent and both are shown.")),
    (
        "D19",
        N_("Dispatch when self-handled"),
        N_("The coordinator's own work order meets the dispatch limit."),
    ),
    (
        "D20",
        N_("Several work orders"),
        N_(
            "Allowed, lead and assisting. The first dispatch meets the limit; resolved only when all are "
            "done or cancelled."
        ),
    ),
    (
        "D21",
        N_("Suspension"),
        N_(
            "Never at levels 1 to 3, external or not. At levels 4 and 5 with the manager's approval, a "
            "reason and a planned end; gross and net time are both kept and gross time counts."
        ),
    ),
    (
        "D22",
        N_("Extension"),
        N_(
            "Levels 4 and 5 only; the manager approves before expiry, the original limit stays visible and "
            "counts."
        ),
    ),
    (
        "D23",
        N_("Transfer of an order"),
        N_("The handler asks, the coordinator confirms; the clock is not reset."),
    ),
    (
        "D24",
        N_("Order not accepted"),
        N_(
            "No limit. Reminders after 10 and 30 minutes, by phone at levels 1 and 2; the coordinator may "
            "reassign."
        ),
    ),
    (
        "D25",
        N_("Warning points"),
        N_(
            "At 80 % and 100 %, then hourly, at levels 1 and 2 every 15 minutes; to handler and coordinator, "
            "at 100 % also to the manager."
        ),
    ),
    (
        "D26",
        N_("Overdue cases"),
        N_("The answer must give the reason for being late; the case continues and is never closed."),
    ),
    (
        "D27",
        N_("Phone first at levels 1 and 2"),
        N_(
            "An ordered contact log until one call succeeds. Success ends the chain, not the response clock; "
            "the form is due 1 hour after the contact."
        ),
    ),
    (
        "D28",
        N_("Manager told at once"),
        N_(
            "A metric of its own, 10 minutes from the report having reached the coordinator; content, "
            "channel and time are recorded, the deputy stands in."
        ),
    ),
    ("D29", N_("Manager report at levels 3 to 5"), N_("Only when the case is overdue or external.")),
    (
        "D30",
        N_("Who says it cannot be solved"),
        N_("The handler; the coordinator convenes, at levels 1 and 2 at once if need be. No automatic jump."),
    ),
    (
        "D31",
        N_("Result of the group"),
        N_(
            "The group step cannot end without plan, executor and date; a meeting needs at least two leads "
            "and a host."
        ),
    ),
    (
        "D32",
        N_("Joint meeting with the board as one record"),
        N_("One meeting record lists both bodies; the change number is required."),
    ),
    (
        "D33",
        N_("Scope of change management"),
        N_(
            "It lies outside; change number, state, coordinator, time and result are recorded. An order with "
            "a change is answered as done only once the change is implemented. Emergency changes at levels 1 "
            "and 2 go first and are papered later, with the manager's consent."
        ),
    ),
    (
        "D34",
        N_("All four conditions"),
        N_("All that apply; each is met or not applicable with a reason, and at least one is met."),
    ),
    (
        "D35",
        N_("The instant of resolution"),
        N_(
            "Recovery of the business or removal of the risk as the handler enters it, not later than the "
            "answer; the coordinator confirms, a late entry is marked."
        ),
    ),
    (
        "D36",
        N_("Only a workaround"),
        N_("Accepted as resolved with an open corrective action for the final fix."),
    ),
    (
        "D37",
        N_("Confirmation by the reporter as a step"),
        N_(
            "A step is added: confirmed or rejected. Without an answer in 24 hours the coordinator confirms; "
            "never automatically."
        ),
    ),
    (
        "D38",
        N_("Failed verification"),
        N_(
            "Back to the same handler, one round more, from the original start; the resolved time is cleared "
            "but kept in the history. The second failure suggests the group."
        ),
    ),
    (
        "D39",
        N_("Reopening"),
        N_(
            "Within 7 days of resolution and before the archive, by the coordinator; after the archive a "
            "new, linked case."
        ),
    ),
    (
        "D40",
        N_("Partial reopening"),
        N_(
            "Only the affected order reopens; the problem is no longer resolved. Reports and meetings stay "
            "as versions, follow-up limits restart from the new resolution."
        ),
    ),
    (
        "D41",
        N_("The affected departments"),
        N_(
            "From the table of systems, departments and contacts; prefilled, the reporter may add; each "
            "notice is logged with time and person. Only if business was affected."
        ),
    ),
    ("D42", N_("Reporter absent"), N_("The coordinator may tell the departments; it is logged.")),
    ("D43", N_("Analysis at levels 4 and 5"), N_("Owed at every level; a short form serves levels 4 and 5.")),
    ("D44", N_("Analysis with several handlers"), N_("The handler of the lead order writes the one report.")),
    (
        "D45",
        N_("Register entry"),
        N_(
            "The system drafts the row, the coordinator confirms it within three days; only confirmed rows "
            "count."
        ),
    ),
    (
        "D46",
        N_("Review within a week"),
        N_(
            "Met by the start of the meeting; minutes are due 3 days later; one meeting may cover several "
            "cases."
        ),
    ),
    (
        "D47",
        N_("Which level calls for a review"),
        N_("The highest confirmed level, unless lowering was approved before resolution."),
    ),
    (
        "D48",
        N_("Due date of the monthly report"),
        N_(
            "The 5th of the next month, for the natural month: new by report time, solved by resolved time. "
            "A frozen snapshot after submission; the manager signs it as read."
        ),
    ),
    ("D49", N_("Date of the monthly meeting"), N_("One a month, between the 25th and the next 5th.")),
    (
        "D50",
        N_("Content of the archive"),
        N_(
            "Report form, orders, analysis report, register row, minutes at levels 1 and 2, letters and "
            "replies if external, change reference, contact log. The clerk checks and may return; read-only "
            "after acceptance."
        ),
    ),
    ("D51", N_("Start of retention"), N_("The 1st of January after archiving.")),
    (
        "D52",
        N_("Withdraw, void, merge"),
        N_(
            "The reporter withdraws before response; later the coordinator voids with a reason; duplicates "
            "are linked to the main case; nothing is deleted."
        ),
    ),
    ("D53", N_("Corrections after submission"), N_("Amendments are append-only; times need a reason.")),
    (
        "D54",
        N_("Partly external cases"),
        N_("The external branch runs beside internal orders; resolved when both are."),
    ),
    (
        "D55",
        N_("When a case is external"),
        N_("The coordinator decides; the report to the manager is due within 2 hours."),
    ),
    (
        "D56",
        N_("Who signs letters"),
        N_("The coordinator drafts, the manager signs off; the number is assigned at sign-off."),
    ),
    (
        "D57",
        N_("Copies to the market departments"),
        N_(
            "Compulsory when user service is affected; the list is configurable. No removal while users are "
            "affected."
        ),
    ),
    (
        "D58",
        N_("Copies to executives"),
        N_("The manager records copied or not copied for each letter; prompted at levels 1 and 2."),
    ),
    (
        "D59",
        N_("Value of the reply deadline"),
        N_(
            "Required and later than sending; suggested: level 1 the same day, level 2 one day, level 3 "
            "three days, levels 4 and 5 seven days."
        ),
    ),
    (
        "D60",
        N_("Trigger of the special meeting"),
        N_(
            "The deadline passed, or the reply has no clear plan or a faulty one; a duty of the centre, 3 "
            "working days."
        ),
    ),
    (
        "D61",
        N_("Internal limit beside an external branch"),
        N_("It keeps running and is shown; external cases are a group of their own in reports."),
    ),
    (
        "D62",
        N_("What ends an external case"),
        N_(
            "Written notice from the department and the centre's own confirmation; oral notice is only "
            "logged, “still there” opens a new round. There is no unsolved closing."
        ),
    ),
    (
        "D63",
        N_("External people"),
        N_("No account by default: the coordinator records; vendor people are named participants."),
    ),
    (
        "D64",
        N_("Numbers"),
        N_("Problems WT-date-serial, orders GD-date-serial, letters by the rules for official documents."),
    ),
    (
        "D65",
        N_("Visibility"),
        N_("Staff see all cases of the centre; contact log, letters and audit by role."),
    ),
    (
        "D66",
        N_("Authority of time"),
        N_("The server's clock in the zone Asia/Shanghai; minutes on screen, seconds stored."),
    ),
    (
        "D67",
        N_("Telephone duty around the clock"),
        N_("A duty roster is needed, else 10 minutes cannot be kept at night."),
    ),
    (
        "D68",
        N_("Solved before it was reported"),
        N_(
            "Allowed and flagged: response is judged from report or phone, resolution is on time, the "
            "duration counts from discovery."
        ),
    ),
    (
        "D69",
        N_("Delay of the report"),
        N_(
            "Report time less discovery time; a warning above 30 minutes, at levels 1 and 2 above 10 minutes."
        ),
    ),
    (
        "D70",
        N_("Coordinator not reached at levels 3 to 5"),
        N_(
            "The chain is for levels 1 and 2 only. An unanswered report goes to the deputy at 50 % and to "
            "the manager at 100 % of the response limit."
        ),
    ),
    (
        "D71",
        N_("Report by a monitoring alarm"),
        N_("Allowed; the reporter is the duty officer by the roster, who must confirm it."),
    ),
    (
        "D72",
        N_("Repeat problem"),
        N_("Same system, category and cause within 90 days; the coordinator confirms the link."),
    ),
    (
        "D73",
        N_("The alarm returns"),
        N_("During verification the case goes back to handling on the same clock; later it is a reopening."),
    ),
    ("D74", N_("Figures changed meanwhile"), N_("Each case keeps the figures in force at its report.")),
    (
        "D75",
        N_("Coordinator on leave"),
        N_("Responsibility moves with the roster or the hand-over; the history keeps both names."),
    ),
    (
        "D76",
        N_("Improvements that need a project"),
        N_(
            "At level 5 resolved when the plan is approved and a corrective action is open with the "
            "manager's consent; marked."
        ),
    ),
    (
        "D77",
        N_("One role named twice"),
        N_(
            "Without a change the coordinator has the plan carried out; with one the change coordinator "
            "executes it, the others assist."
        ),
    ),
)
