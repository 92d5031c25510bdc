"""表单模板: the records clerk's DOCX templates — uploaded, tried, put in force with a reason, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from bihuan import clock
from bihuan.papers.building import built_in
from bihuan.papers.filling import render_docx
from bihuan.papers.kind import Kind
from bihuan.papers.kinds import KINDS
from bihuan.papers.models import TemplateChoice, TemplateVersion
from bihuan.papers.trying import LARGEST, Unfit
from bihuan.papers.versions import choice_of, keep_version, put_in_force, versions_of
from bihuan.people.models import User
from bihuan.people.permissions import may
from bihuan.web.office.access import doer, holder
from bihuan.web.papers.answers import attachment

READERS = ("clerk", "coordinator", "auditor")
LANGUAGES = dict(settings.LANGUAGES)


@dataclass
class TemplatePage:
    """One kind in one language: what is in force and what may be put in force."""

    kind: Kind
    language: str
    user: User

    @property
    def language_name(self) -> str:
        """The language in its own words."""
        return str(LANGUAGES[self.language])

    @cached_property
    def choice(self) -> TemplateChoice | None:
        """What is in force, by whom and why; None for the built-in template that nobody ever replaced."""
        return choice_of(self.kind, self.language)

    @property
    def number(self) -> int:
        """The number of the version in force, 0 for the built-in template."""
        return self.choice.version.number if self.choice and self.choice.version else 0

    @cached_property
    def versions(self) -> list[TemplateVersion]:
        """The uploaded versions, the newest first."""
        return versions_of(self.kind, self.language)

    @property
    def history(self) -> list[TemplateChoice]:
        """Who put what in force, the newest first."""
        rows = TemplateChoice.objects.filter(kind=self.kind.key, language=self.language)
        return list(rows.select_related("version", "chosen_by").defer("version__content")[:50])

    @property
    def may_edit(self) -> bool:
        """The records clerk keeps the templates."""
        return may(self.user, "edit_paper_templates")

    @property
    def names(self) -> list[str]:
        """What a template may name."""
        return sorted(self.kind.names)

    @property
    def listings(self) -> list[tuple[str, tuple[str, ...], int]]:
        """The tables of the paper with the names in a row."""
        return self.kind.listings


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """Every kind and language with what is in force."""
    user = holder(request, *READERS)
    pages = [TemplatePage(kind, language, user) for kind in KINDS.values() for language in LANGUAGES]
    return render(request, "papers/templates.html", {"pages": pages})


@require_safe
def template(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """One template with its versions."""
    user = holder(request, *READERS)
    return render(request, "papers/template.html", {"page": _page(kind, language, user)})


@require_POST
def add(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Keep an uploaded file as a version if it can be used; it is not in force by that."""
    page = _page(kind, language, doer(request, "edit_paper_templates"))
    try:
        row = _kept(page, request.FILES.get("file"))
    except Unfit as error:
        context = {"page": page, "refused": str(error)}
        return render(request, "papers/template.html", context, status=422)
    said = _("Version {n} is kept. Look at it filled in, then put it in force.")
    messages.success(request, said.format(n=row.number))
    return redirect("paper_template", kind, language)


@require_POST
def use(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Put a version in force, or the built-in template."""
    page = _page(kind, language, doer(request, "edit_paper_templates"))
    reason, number = request.POST.get("reason", "").replace("\x00", ""), request.POST.get("version", "")
    version = next((row for row in page.versions if str(row.number) == number), None)
    try:
        if version is None and number != "0":
            raise Unfit(_("There is no such version."))
        put_in_force(page.kind, language, version, reason=reason[:500], by=page.user, at=clock.now())
    except Unfit as error:
        context = {"page": page, "unused": str(error)}
        return render(request, "papers/template.html", context, status=422)
    messages.success(request, _("From now on papers are filled into it."))
    return redirect("paper_template", kind, language)


@require_safe
def take(request: HttpRequest, kind: str, language: str, version: int) -> HttpResponse:
    """A template itself, to be changed in a word processor; 0 is the built-in one."""
    page = _page(kind, language, holder(request, *READERS))
    return attachment(_content(page, version), f"{page.kind.title} {language} {version}", "docx")


@require_safe
def tried(request: HttpRequest, kind: str, language: str, version: int) -> HttpResponse:
    """A template filled with the sample, to be looked at before it goes in force."""
    page = _page(kind, language, holder(request, *READERS))
    content, sample = _content(page, version), page.kind.sample()
    with override(language):
        filled = render_docx(page.kind, sample, at=clock.now(), by=page.user.name, template=content)
    return attachment(filled, f"{page.kind.title} {language} {version}", "docx")


def _kept(page: TemplatePage, upload: UploadedFile | None) -> TemplateVersion:
    if upload is None:
        raise Unfit(_("Choose a DOCX file."))
    content = upload.read(LARGEST + 1)
    try:
        return keep_version(
            page.kind, page.language, upload.name or "", content, by=page.user, at=clock.now()
        )
    except IntegrityError as error:
        raise Unfit(_("Somebody else stored one just now; send it again.")) from error


def _page(kind: str, language: str, user: User) -> TemplatePage:
    if kind not in KINDS or language not in LANGUAGES:
        raise Http404
    return TemplatePage(KINDS[kind], language, user)


def _content(page: TemplatePage, number: int) -> bytes:
    if number == 0:
        return built_in(page.kind, page.language)
    rows = TemplateVersion.objects.filter(kind=page.kind.key, language=page.language, number=number)
    content = rows.values_list("content", flat=True).first()
    if content is None:
        raise Http404
    return bytes(content)
