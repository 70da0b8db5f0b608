"""Answer templates: texts that staff reuse, with fields that are filled in."""

from typing import Any

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from webapp.forms.base import Form
from webapp.forms.fields import FITS, CatalogueField, version_field
from webapp.models import AnswerTemplate, Area
from webapp.text.typed import clean, line
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import Role
from webapp.web.hypermedia import done, found, render
from webapp.workflow import answer_templates

blueprint = Blueprint("templating", __name__)

WRITERS = (Role.RESPONDER, Role.APPROVER)
LONGEST = 5_000


class TemplateForm(Form):
    """A text with fields, whose it is, and whether it is offered."""

    version = version_field()
    title = StringField(
        lazy_gettext("Name"),
        filters=[line],
        validators=[
            InputRequired(lazy_gettext("Write a name for the template.")),
            FITS,
        ],
    )
    text = TextAreaField(
        lazy_gettext("Text"),
        filters=[clean],
        validators=[
            Length(max=LONGEST, message=lazy_gettext("The text can have up to 5,000 characters."))
        ],
    )
    area = CatalogueField(lazy_gettext("Whose it is"), Area, empty=lazy_gettext("Every area"))
    active = BooleanField(lazy_gettext("Offered in answers"), default=True)

    def save(self, template: AnswerTemplate | None = None) -> AnswerTemplate:
        """Hand itself to the verb."""
        return answer_templates.keep(
            title=self.title.data,
            text=self.text.data,
            area=self.area.data,
            active=self.active.data if template else True,
            template=template,
            version=self.version.data or 0,
            by=current_user.staff,
            at=g.now,
        )


@blueprint.get("/plantillas")
@open_to(*EVERYONE)
def index() -> ResponseReturnValue:
    """Every template by area, with how often it was used."""
    return render(
        "desk/templating/index.html",
        groups=AnswerTemplate.by_area(),
        may_write=current_user.staff.has(*WRITERS),
    )


@blueprint.route("/plantillas/nueva", methods=["GET", "POST"])
@open_to(*WRITERS)
def new() -> ResponseReturnValue:
    """Write a template."""
    form = TemplateForm(area=str(current_user.staff.area_id))
    if form.carries_out(form.save):
        flash(gettext("The template is saved: it is offered in answers."), "good")
        return done(url_for(".index"))
    return _page("desk/templating/new.html", form)


@blueprint.route("/plantillas/<int:number>", methods=["GET", "POST"])
@open_to(*WRITERS)
def template(number: int) -> ResponseReturnValue:
    """Change a template, retire it or bring it back."""
    template = found(AnswerTemplate.get_or_none(AnswerTemplate.id == number))
    form = TemplateForm(
        version=template.version,
        title=template.title,
        text=template.text,
        area=str(template.area_id),
        active=template.active,
    )
    if form.carries_out(lambda: form.save(template)):
        flash(gettext("Saved."), "good")
        return done(url_for(".index"))
    return _page("desk/templating/template.html", form, template=template)


def _page(page: str, form: TemplateForm, **context: Any) -> ResponseReturnValue:
    return render(
        page,
        "desk/templating/_form.html",
        form.status,
        form=form,
        fields=answer_templates.FIELDS,
        **{"template": None, **context},
    )
