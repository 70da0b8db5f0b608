"""The entity's own lists: areas, value groups and territories."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from webapp.forms.base import Form
from webapp.forms.fields import TOO_LONG, WordField, version_field
from webapp.models import Area, Territory, ValueGroup
from webapp.models.entity import CatalogueEntry
from webapp.text.typed import line
from webapp.views.desk.access import open_to
from webapp.vocabulary import Role, TerritoryKind
from webapp.vocabulary.messages import N_
from webapp.web.hypermedia import done, found, render
from webapp.workflow import entity_settings

blueprint = Blueprint("catalogues", __name__)


class EntryForm(Form):
    """An entry of any catalogue."""

    version = version_field()
    name = StringField(
        lazy_gettext("Name"),
        filters=[line],
        validators=[
            DataRequired(lazy_gettext("Write the name.")),
            Length(max=200, message=TOO_LONG),
        ],
    )
    active = BooleanField(lazy_gettext("Offered in forms"), default=True)

    def values(self) -> dict[str, Any]:
        """The fields as the verb takes them."""
        return {f.name: f.data for f in self if f.name not in ("version", "csrf_token")}


class ValueGroupForm(EntryForm):
    """A value group."""

    sensitive = BooleanField(lazy_gettext("Sensitive group"))


class TerritoryForm(EntryForm):
    """A territory."""

    kind = WordField(
        lazy_gettext("Kind"),
        TerritoryKind,
        validators=[InputRequired(lazy_gettext("Choose the kind."))],
    )


@dataclass(frozen=True)
class Catalogue:
    """A list, how it is called and what it is for."""

    name: str
    table: type[CatalogueEntry]
    form: type[EntryForm]
    title: str
    purpose: str
    addition: str


CATALOGUES = {
    each.name: each
    for each in (
        Catalogue(
            "dependencias",
            Area,
            EntryForm,
            N_("Areas"),
            N_("Who answers for each action, and who drafts each answer."),
            N_("Add an area"),
        ),
        Catalogue(
            "grupos-de-valor",
            ValueGroup,
            ValueGroupForm,
            N_("Value groups"),
            N_("Whom people say they belong to when they file an observation, if they wish."),
            N_("Add a value group"),
        ),
        Catalogue(
            "territorios",
            Territory,
            TerritoryForm,
            N_("Territories"),
            N_("Where people say they live when they file an observation, if they wish."),
            N_("Add a territory"),
        ),
    )
}


def _entry(catalogue: Catalogue, number: int) -> CatalogueEntry:
    return found(catalogue.table.get_or_none(catalogue.table.id == number))


@blueprint.get("/catalogos")
@open_to(Role.ADMIN, Role.AUDITOR)
def index() -> ResponseReturnValue:
    """The lists there are."""
    return render("desk/catalogues/index.html", catalogues=CATALOGUES.values())


@blueprint.get("/catalogos/<name>")
@open_to(Role.ADMIN, Role.AUDITOR)
def show(name: str) -> ResponseReturnValue:
    """The entries of a list, and the form that adds one."""
    catalogue = found(CATALOGUES.get(name))
    return _page(catalogue, catalogue.form(None))


@blueprint.post("/catalogos/<name>")
@open_to(Role.ADMIN)
def add(name: str) -> ResponseReturnValue:
    """Add an entry at the end of a list."""
    catalogue = found(CATALOGUES.get(name))
    form = catalogue.form()
    if form.carries_out(
        lambda: entity_settings.save_entry(
            catalogue.table, {**form.values(), "active": True}, by=current_user.staff, at=g.now
        )
    ):
        flash(gettext("“%(name)s” was added.", name=form.name.data), "good")
        return done(url_for(".show", name=name))
    return _page(catalogue, form)


def _page(catalogue: Catalogue, form: EntryForm) -> ResponseReturnValue:
    table = catalogue.table
    return render(
        "desk/catalogues/show.html",
        status=form.status,
        catalogue=catalogue,
        form=form,
        entries=list(table.select().order_by(table.position, table.name)),
        may_edit=current_user.staff.has(Role.ADMIN),
    )


@blueprint.route("/catalogos/<name>/<int:number>", methods=["GET", "POST"])
@open_to(Role.ADMIN)
def entry(name: str, number: int) -> ResponseReturnValue:
    """Rename an entry, retire it or bring it back, flag it."""
    catalogue = found(CATALOGUES.get(name))
    entry = _entry(catalogue, number)
    form = catalogue.form(obj=entry)
    if form.carries_out(
        lambda: entity_settings.save_entry(
            catalogue.table,
            form.values(),
            entry=entry,
            version=form.version.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("Saved."), "good")
        return done(url_for(".show", name=name))
    return render(
        "desk/catalogues/entry.html",
        status=form.status,
        catalogue=catalogue,
        form=form,
        entry=entry,
    )


@blueprint.post("/catalogos/<name>/<int:number>/posicion")
@open_to(Role.ADMIN)
def position(name: str, number: int) -> ResponseReturnValue:
    """Move an entry one place up or down."""
    catalogue = found(CATALOGUES.get(name))
    entry = _entry(catalogue, number)
    up = request.form.get("to") == "up"
    entity_settings.move_entry(entry, up=up, by=current_user.staff, at=g.now)
    return done(url_for(".show", name=name, _anchor=f"entry-{number}"))
