"""The documents that accompany a plan."""

from dataclasses import asdict

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from webapp.forms.base import Form
from webapp.forms.fields import TOO_LONG
from webapp.forms.filing import sent_file
from webapp.models import Document, DocumentContent, Plan
from webapp.text.typed import line
from webapp.values import file_types
from webapp.views.desk.access import EVERYONE, may_open, open_to
from webapp.vocabulary import Phase, Role
from webapp.web.hypermedia import done, evidence, found, render
from webapp.workflow import drafting

blueprint = Blueprint("documents", __name__)


class DocumentForm(Form):
    """A supporting document."""

    title = StringField(
        lazy_gettext("Title of the document"),
        filters=[line],
        validators=[
            DataRequired(lazy_gettext("Write the title of the document.")),
            Length(max=200, message=TOO_LONG),
        ],
    )
    file = FileField(
        lazy_gettext("File"), validators=[FileRequired(lazy_gettext("Choose the file."))]
    )


@blueprint.get("/planes/<slug>/documentos")
@open_to(*EVERYONE)
def index(slug: str) -> ResponseReturnValue:
    """The supporting documents, and the form that adds one."""
    return _page(found(Plan.find(slug)), DocumentForm(None))


@blueprint.post("/planes/<slug>/documentos")
@open_to(Role.EDITOR)
def attach(slug: str) -> ResponseReturnValue:
    """Add a supporting document."""
    plan = found(Plan.find(slug))
    form = DocumentForm()
    if form.carries_out(lambda: _attach(plan, form)):
        flash(gettext("The document was added."), "good")
        return done(url_for(".index", slug=slug))
    return _page(plan, form)


def _attach(plan: Plan, form: DocumentForm) -> Document:
    file = asdict(found(sent_file(form.file)))
    return drafting.attach(plan, title=form.title.data, by=current_user.staff, at=g.now, **file)


@blueprint.get("/planes/<slug>/documentos/<int:number>")
@open_to(*EVERYONE)
def document(slug: str, number: int) -> ResponseReturnValue:
    """The file itself, to be saved and never shown in the page."""
    document = _document(slug, number)
    content = found(DocumentContent.get_or_none(DocumentContent.document == document))
    return evidence(content.content, media_type=document.media_type, filename=document.filename)


@blueprint.post("/planes/<slug>/documentos/<int:number>/retiro")
@open_to(Role.EDITOR)
def detach(slug: str, number: int) -> ResponseReturnValue:
    """Stop listing a document of the draft."""
    document = _document(slug, number)
    form = Form()
    if form.carries_out(lambda: drafting.detach(document, by=current_user.staff, at=g.now)):
        flash(gettext("The document was removed."), "good")
        return done(url_for(".index", slug=slug))
    shown = DocumentForm(None)
    shown.status, shown.refusal = form.status, form.refusal
    return _page(document.plan, shown)


def _document(slug: str, number: int) -> Document:
    return found(Document.find(found(Plan.find(slug)), number))


def _page(plan: Plan, form: DocumentForm) -> ResponseReturnValue:
    phase = plan.phase(g.now)
    edits = current_user.staff.has(Role.EDITOR)
    return render(
        "desk/documents/index.html",
        status=form.status,
        form=form,
        plan=plan,
        documents=Document.listed(plan),
        accepted=",".join(file_types.ENDINGS.values()),
        may_add=edits and phase is not Phase.CANCELLED,
        may_remove=edits and phase is Phase.DRAFTING,
        may_replace=plan.announced_round is not None and may_open("desk.covering.clean_copy"),
    )
