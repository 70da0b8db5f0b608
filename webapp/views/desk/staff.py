"""The people of the desk: their accounts, roles, links, sessions, and who may do what."""

from collections import defaultdict
from collections.abc import Iterator
from operator import attrgetter

from flask import Blueprint, current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from flask_login import current_user
from wtforms import SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from webapp.forms.base import Form
from webapp.forms.fields import TOO_LONG, version_field
from webapp.models import Area, Entity, SecondFactor, Staff, StaffSession, StaffToken
from webapp.presenting.desk_sections import SECTIONS, DeskAddress, section_of
from webapp.text.typed import line
from webapp.views.desk.access import open_to, roles_of
from webapp.vocabulary import Role
from webapp.web.hypermedia import done, found, render
from webapp.workflow import staffing
from webapp.workflow.staffing import Profile

blueprint = Blueprint("staff", __name__)

DUTIES = {
    Role.EDITOR: lazy_gettext("Owns the text of the plan: draft, dates, adjusted plan."),
    Role.MODERATOR: lazy_gettext("Decides what of each observation is shown."),
    Role.RESPONDER: lazy_gettext("Drafts the answers."),
    Role.APPROVER: lazy_gettext("Approves and publishes answers that someone else drafted."),
    Role.AUDITOR: lazy_gettext("Reads everything and changes nothing."),
    Role.ADMIN: lazy_gettext("Keeps the entity, its lists and the staff."),
}


class AccountForm(Form):
    """Who someone is and what they may do."""

    version = version_field()
    name = StringField(
        lazy_gettext("Name"),
        filters=[line],
        validators=[
            DataRequired(lazy_gettext("Write the name.")),
            Length(max=200, message=TOO_LONG),
        ],
    )
    email = StringField(
        lazy_gettext("E-mail"),
        filters=[line],
        validators=[
            DataRequired(lazy_gettext("Write an e-mail address like name@example.com.")),
            Length(max=200, message=TOO_LONG),
        ],
    )
    roles = SelectMultipleField(
        lazy_gettext("Roles"),
        choices=[SelectChoice(each.value, lazy_gettext(each.message)) for each in Role],
        coerce=Role,
        validators=[InputRequired(lazy_gettext("Choose at least one role."))],
    )
    area = SelectField(lazy_gettext("Area"), validators=[Optional()])

    def offer_areas(self, current: Area | None = None) -> None:
        """Offer the areas in use, and the person's own even when it is no longer in use."""
        areas = Area.offered()
        if current and current not in areas:
            areas.append(current)
        self.area.choices = [
            SelectChoice("", gettext("None")),
            *(SelectChoice(str(area.id), area.name) for area in areas),
        ]

    def profile(self) -> Profile:
        """What was typed, as the verbs take it."""
        area = Area.get_or_none(Area.id == int(self.area.data)) if self.area.data else None
        return Profile(email=self.email.data, name=self.name.data, roles=self.roles.data, area=area)


def _person(number: int) -> Staff:
    return found(Staff.get_or_none(Staff.id == number))


def _roles(staff: Staff) -> list[Role]:
    """Their roles in the order in which the vocabulary has them."""
    return sorted(staff.roles, key=list(Role).index)


@blueprint.get("/personal")
@open_to(Role.ADMIN, Role.AUDITOR)
def index() -> ResponseReturnValue:
    """Everyone who has an account."""
    people = list(Staff.select().order_by(Staff.active.desc(), Staff.name))
    protected = {
        factor.staff_id
        for factor in SecondFactor.select().where(SecondFactor.confirmed_at.is_null(False))
    }
    return render(
        "desk/staff/index.html",
        people=[(each, _roles(each), _access(each), each.id in protected) for each in people],
        areas={area.id: area.name for area in Area.select()},
        required=Entity.current().requires_second_factor,
        may_edit=current_user.staff.has(Role.ADMIN),
    )


def _access(staff: Staff) -> str:
    if not staff.active:
        return gettext("Without access")
    if staff.password_hash == staffing.NOT_SET:
        return gettext("Invited, has not set a password")
    return gettext("Active")


@blueprint.route("/personal/nueva", methods=["GET", "POST"])
@open_to(Role.ADMIN)
def new() -> ResponseReturnValue:
    """Invite someone: the account, and a link by which they set their password."""
    form = AccountForm()
    form.offer_areas()
    if form.carries_out(lambda: staffing.invite(form.profile(), by=current_user.staff, at=g.now)):
        return _link(*form.outcome)
    return render("desk/staff/new.html", status=form.status, form=form, duties=DUTIES)


def _link(staff: Staff, secret: str) -> ResponseReturnValue:
    """Show a link this once: only its digest is stored."""
    base = current_app.config["BASE_URL"] or request.host_url.rstrip("/")
    token = StaffToken.find(secret, g.now)
    return render(
        "desk/staff/link.html",
        status=201,
        person=staff,
        token=token,
        address=base + url_for("session.password", secret=secret),
    )


@blueprint.get("/personal/<int:number>")
@open_to(Role.ADMIN, Role.AUDITOR)
def show(number: int) -> ResponseReturnValue:
    """One account: what its person may do, whether they are signed in, what can be done."""
    person = _person(number)
    return render(
        "desk/staff/show.html",
        person=person,
        roles=_roles(person),
        access=_access(person),
        protected=staffing.second_factor(person) is not None,
        sessions=StaffSession.running(person, g.now),
        may_edit=current_user.staff.has(Role.ADMIN),
    )


@blueprint.route("/personal/<int:number>/datos", methods=["GET", "POST"])
@open_to(Role.ADMIN)
def edit(number: int) -> ResponseReturnValue:
    """Change name, e-mail, roles or area."""
    person = _person(number)
    form = AccountForm(
        data={
            "version": person.version,
            "name": person.name,
            "email": person.email,
            "roles": _roles(person),
            "area": str(person.area_id or ""),
        }
    )
    form.offer_areas(person.area)
    if form.carries_out(
        lambda: staffing.change_profile(
            person, form.profile(), version=form.version.data, by=current_user.staff, at=g.now
        )
    ):
        flash(gettext("Saved."), "good")
        return done(url_for(".show", number=number))
    return render(
        "desk/staff/edit.html",
        status=form.status,
        form=form,
        person=person,
        duties=DUTIES,
        current_roles=_roles(form.current) if form.current else [],
    )


@blueprint.post("/personal/<int:number>/enlace")
@open_to(Role.ADMIN)
def link(number: int) -> ResponseReturnValue:
    """Make a link by which the person sets a new password."""
    person = _person(number)
    return _link(person, staffing.offer_reset(person, by=current_user.staff, at=g.now))


@blueprint.post("/personal/<int:number>/sesiones/cierre")
@open_to(Role.ADMIN)
def end_sessions(number: int) -> ResponseReturnValue:
    """End every session of someone; of oneself, all but the one in use."""
    person = _person(number)
    keeping = current_user.session if person == current_user.staff else None
    ended = staffing.end_sessions(person, by=current_user.staff, at=g.now, keeping=keeping)
    flash(ngettext("%(num)s session ended.", "%(num)s sessions ended.", ended), "good")
    return done(url_for(".show", number=number))


@blueprint.route("/personal/<int:number>/segundo-factor", methods=["GET", "POST"])
@open_to(Role.ADMIN)
def second_factor(number: int) -> ResponseReturnValue:
    """Take the second factor away from who lost it, after saying what that means."""
    person = _person(number)
    form = Form()
    if form.carries_out(
        lambda: staffing.remove_second_factor(person, by=current_user.staff, at=g.now)
    ):
        flash(gettext("The second factor was removed."), "good")
        return done(url_for(".show", number=number))
    return render(
        "desk/staff/second_factor.html",
        status=form.status,
        form=form,
        person=person,
        protected=staffing.second_factor(person) is not None,
    )


@blueprint.route("/personal/segundo-factor", methods=["GET", "POST"])
@open_to(Role.ADMIN)
def requirement() -> ResponseReturnValue:
    """Require a second factor of everyone, or no longer."""
    form = Form()
    required = request.form.get("then") == "on"
    if form.carries_out(
        lambda: staffing.require_second_factor(required, by=current_user.staff, at=g.now)
    ):
        flash(
            gettext("From now on everyone needs a second factor.")
            if required
            else gettext("The second factor is now each person's choice."),
            "good",
        )
        return done(url_for(".index"))
    active = {each.id for each in Staff.select().where(Staff.active)}
    confirmed = SecondFactor.select().where(SecondFactor.confirmed_at.is_null(False))
    return render(
        "desk/staff/requirement.html",
        form=form,
        required=Entity.current().requires_second_factor,
        without=len(active - {factor.staff_id for factor in confirmed}),
    )


@blueprint.get("/roles")
@open_to(Role.ADMIN, Role.AUDITOR)
def roles() -> ResponseReturnValue:
    """The table of roles and sections of the desk, made from the roles that each view allows."""
    found_ones: defaultdict[str, list[DeskAddress]] = defaultdict(list)
    for section, address in _addresses():
        found_ones[section].append(address)
    order = list(SECTIONS)
    names = {
        each: gettext(SECTIONS.get(each, each))
        for each in sorted(found_ones, key=lambda each: order.index(each) if each in order else 99)
    }
    return render(
        "desk/staff/roles.html",
        duties=DUTIES,
        sections=[
            (name, [_may(found_ones[section], role) for role in Role])
            for section, name in names.items()
        ],
        addresses=[
            (
                name,
                [
                    (address, [role for role in Role if role in address.roles])
                    for address in sorted(found_ones[section], key=attrgetter("address", "acts"))
                ],
            )
            for section, name in names.items()
        ],
    )


def _addresses() -> Iterator[tuple[str, DeskAddress]]:
    for rule in current_app.url_map.iter_rules():
        if rule.endpoint.startswith("desk."):
            for method in {"GET", "POST"} & (rule.methods or set()):
                address = DeskAddress(rule.rule, method == "POST", roles_of(rule.endpoint))
                yield section_of(rule.endpoint), address


def _may(addresses: list[DeskAddress], role: Role) -> str:
    """What someone with a role may do in a section of the desk."""
    if any(each.acts and role in each.roles for each in addresses):
        return gettext("Reads and acts")
    if any(role in each.roles for each in addresses):
        return gettext("Reads")
    return "—"
