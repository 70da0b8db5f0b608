"""The entity's own data, and its notice on personal data."""

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from webapp.forms.base import Form
from webapp.forms.clashes import Clash
from webapp.forms.fields import A_TEXT, TOO_LONG, WholeNumberField, version_field
from webapp.models import Entity
from webapp.text.typed import clean, line
from webapp.values.addresses import LONGEST_URL
from webapp.views.desk.access import open_to
from webapp.vocabulary import Role
from webapp.vocabulary.participation_duties import Duty, Section
from webapp.web.hypermedia import done, render
from webapp.workflow import entity_settings
from webapp.workflow.entity_settings import Particulars

blueprint = Blueprint("entity", __name__)

A_LINE = Length(max=200, message=TOO_LONG)


class EntityForm(Form):
    """The entity's particulars."""

    version = version_field()
    name = StringField(
        lazy_gettext("Name of the entity"),
        filters=[line],
        validators=[DataRequired(lazy_gettext("Write the name of the entity.")), A_LINE],
    )
    tax_number = StringField(lazy_gettext("Tax number (NIT)"), filters=[line], validators=[A_LINE])
    address = StringField(lazy_gettext("Address"), filters=[line], validators=[A_LINE])
    phone = StringField(lazy_gettext("Telephone"), filters=[line], validators=[A_LINE])
    email = StringField(lazy_gettext("E-mail"), filters=[line], validators=[A_LINE])
    office_hours = StringField(lazy_gettext("Office hours"), filters=[line], validators=[A_LINE])
    filing_prefix = StringField(
        lazy_gettext("Prefix of filing numbers"),
        filters=[line],
        validators=[DataRequired(lazy_gettext("Write the prefix."))],
    )
    timezone = StringField(
        lazy_gettext("Time zone"),
        filters=[line],
        validators=[DataRequired(lazy_gettext("Write the time zone."))],
    )
    privacy_notice = TextAreaField(
        lazy_gettext("Notice on personal data"),
        filters=[clean],
        validators=[A_TEXT],
    )
    retention_months = WholeNumberField(
        lazy_gettext("Months that contact data is kept"),
        validators=[
            InputRequired(lazy_gettext("Write the months as a number.")),
            NumberRange(1, 240, lazy_gettext("Write a number between 1 and 240.")),
        ],
    )

    def particulars(self) -> Particulars:
        """The fields as the verb takes them."""
        names = Particulars.__dataclass_fields__
        return Particulars(**{name: self._fields[name].data for name in names})


class LinksForm(Form):
    """Where the entity's own site meets each duty of participation."""

    version = version_field()

    def link(self, duty: Duty) -> StringField:
        """The field with the address of a duty."""
        return self._fields[duty.name.lower()]

    def links(self) -> dict[Duty, str]:
        """The addresses as the verb takes them."""
        return {each: self.link(each).data or "" for each in Duty}

    @property
    def clashes(self) -> list[Clash]:
        """Where someone else saved another address meanwhile (R12)."""
        if self.current is None:
            return []
        pairs = [(each, self.current.link_for(each), url) for each, url in self.links().items()]
        return [
            Clash(self.link(each).label.text, theirs, yours)
            for each, theirs, yours in pairs
            if theirs != yours
        ]


for _duty in Duty:
    setattr(
        LinksForm,
        _duty.name.lower(),
        StringField(
            lazy_gettext(_duty.message),
            description=_duty.value,
            filters=[line],
            validators=[Length(max=LONGEST_URL, message=TOO_LONG)],
        ),
    )


@blueprint.get("/entidad")
@open_to(Role.ADMIN, Role.AUDITOR)
def show() -> ResponseReturnValue:
    """The entity's data."""
    return _page(EntityForm(None, obj=Entity.current()))


@blueprint.post("/entidad")
@open_to(Role.ADMIN)
def update() -> ResponseReturnValue:
    """Change the entity's data."""
    entity = Entity.current()
    form = EntityForm()
    if form.carries_out(
        lambda: entity_settings.update_entity(
            entity,
            form.particulars(),
            version=form.version.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("Saved."), "good")
        return done(url_for(".show"))
    return _page(form)


@blueprint.get("/entidad/participacion")
@open_to(Role.ADMIN, Role.AUDITOR)
def links() -> ResponseReturnValue:
    """The addresses outside this site where the entity publishes what its participation section
    must have."""
    entity = Entity.current()
    addresses = {each.name.lower(): entity.link_for(each) for each in Duty}
    return _links_page(LinksForm(None, data={**addresses, "version": entity.version}))


@blueprint.post("/entidad/participacion")
@open_to(Role.ADMIN)
def link() -> ResponseReturnValue:
    """Say where it shows it."""
    entity = Entity.current()
    form = LinksForm()
    if form.carries_out(
        lambda: entity_settings.set_participation_links(
            entity, form.links(), version=form.version.data, by=current_user.staff, at=g.now
        )
    ):
        flash(gettext("Saved."), "good")
        return done(url_for(".links"))
    return _links_page(form)


def _links_page(form: LinksForm) -> ResponseReturnValue:
    return render(
        "desk/entity/links.html",
        status=form.status,
        form=form,
        sections=[
            (section, [form.link(each) for each in Duty if each.section is section])
            for section in Section
        ],
        may_edit=current_user.staff.has(Role.ADMIN),
    )


def _page(form: EntityForm) -> ResponseReturnValue:
    stored = Entity.current()
    return render(
        "desk/entity/show.html",
        status=form.status,
        form=form,
        stored=stored,
        may_edit=current_user.staff.has(Role.ADMIN),
    )
