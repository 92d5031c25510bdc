"""函件: the tracking table of letters and its file; the templates that letters begin from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe

from bihuan import clock
from bihuan.people.models import Department, User
from bihuan.people.permissions import may
from bihuan.problems.lettertemplates import KINDS, PLACES, save_template, template_of
from bihuan.problems.queries.letters import PAGE, VIEWS, LetterRow, all_letter_rows, letter_rows
from bihuan.reports.register import record_export
from bihuan.web import csvfile, marks
from bihuan.web.office.access import doer, reader
from bihuan.web.office.accountforms import PlainForm
from bihuan.web.office.process import TabLink
from bihuan.web.timewords import stamp

VIEW_WORDS = {
    "open": N_("Branches that run"),
    "unanswered": N_("Without a final reply"),
    "all": N_("All letters"),
}
HEADS = (
    N_("Letter no."), N_("Problem number"), N_("Main addressee"), N_("Copies to"), N_("Sent at"),
    N_("Sent by way of"), N_("Signed for by"), N_("Reply by"), N_("Replied at"), N_("Verdict on the reply"),
    N_("Times chased"), N_("Special-topic meeting"), N_("Written notice at"), N_("Outcome of the check"), N_("Round"),
)  # fmt: skip
"""The columns of practice 3.7."""
VERIFIED = {"solved": N_("Solved"), "still_there": N_("Still there"), "": ""}


class TemplateForm(PlainForm):
    """Subject and text of the letters to one kind of department."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    body = forms.CharField(
        label=gettext_lazy("Letter text"), max_length=8000, widget=forms.Textarea(attrs={"rows": 12})
    )


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The table: what runs, what is unanswered, or all."""
    user, view, now = reader(request), _view(request), clock.now()
    before = request.GET.get("before", "")
    rows = letter_rows(
        view, now, before=int(before) if before.isdecimal() and len(before) < 19 else 0, limit=PAGE + 1
    )
    older = urlencode({"view": view, "before": rows[PAGE - 1].letter.pk}) if len(rows) > PAGE else ""
    context = {
        "rows": [(row, cells(row)) for row in rows[:PAGE]],
        "heads": [_(head) for head in HEADS],
        "tabs": [TabLink(_(VIEW_WORDS[key]), f"?view={key}", key == view) for key in VIEWS],
        "view": view,
        "older": f"?{older}" if older else "",
        "may_export": may(user, "export_register"),
    }
    return render(request, "office/letters/letters.html", context)


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The same rows as CSV; who took them is put on record."""
    user, view, now = doer(request, "export_register"), _view(request), clock.now()
    record_export("letters", user, now, view=view)
    return csvfile.answer("letters.csv", _lines(all_letter_rows(view, now)))


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """How letters to each kind of department begin."""
    user = reader(request)
    rows = [(kind, Department.Kind(kind).label, *template_of(kind)) for kind in KINDS]
    context = {"rows": rows, "places": _places(), "may_edit": may(user, "edit_organisation")}
    return render(request, "office/letters/templates.html", context)


@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """Change one of them; the coordinator's."""
    user = doer(request, "edit_organisation")
    if kind not in KINDS:
        raise Http404
    subject, body = template_of(kind)
    form = TemplateForm(request.POST or None, initial={"subject": subject, "body": body})
    if request.method == "POST" and form.is_valid() and _saved(form, kind, user):
        messages.success(request, _("Saved."))
        return redirect("letter_templates")
    context = {"form": form, "title": Department.Kind(kind).label, "places": _places()}
    return render(request, "office/letters/template.html", context, status=422 if form.is_bound else 200)


def _saved(form: TemplateForm, kind: str, user: User) -> bool:
    """Store the template, or put what is wrong with it on the form."""
    data = form.cleaned_data
    try:
        save_template(kind, data["subject"], data["body"], by=user, at=clock.now())
    except ValidationError as error:
        form.take(error)
        return False
    return True


def cells(row: LetterRow) -> list[str]:
    """One row in words, in the order of `HEADS`."""
    letter = row.letter
    verdict = _("awaiting a verdict") if row.reply == "unjudged" else marks.word("reply_verdicts", row.reply)
    if row.is_overdue:
        verdict = _("no reply, overdue")
    elif row.verified and not row.reply:
        verdict = _("no reply")
    copies = [*row.copies, *([_("company executives")] if letter.copy_executives else [])]
    signed_for = " ".join(part for part in (letter.delivered_to, stamp(letter.delivered_at)) if part)
    verified = VERIFIED[row.verified]
    return [
        letter.number, letter.problem.number, letter.department.name, _(", ").join(copies), stamp(letter.sent_at),
        marks.word("letter_channels", letter.channel), signed_for, stamp(letter.reply_by), stamp(letter.replied_at),
        verdict, str(row.chased), stamp(row.meeting), stamp(row.notice_at), _(verified) if verified else "",
        str(letter.round),
    ]  # fmt: skip


def _lines(rows: Iterable[LetterRow]) -> Iterator[list[str]]:
    yield [_(head) for head in HEADS]
    for row in rows:
        yield cells(row)


def _places() -> list[tuple[str, str]]:
    return [(f"{{{name}}}", _(text)) for name, text in PLACES.items()]


def _view(request: HttpRequest) -> str:
    asked = request.GET.get("view", "")
    return asked if asked in VIEWS else VIEWS[0]
