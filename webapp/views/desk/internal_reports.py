"""Internal reports of a plan's rounds: drafts, their delivery, and the delivered ones."""

from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from webapp.forms.base import Form, VersionForm
from webapp.forms.fields import A_TEXT, CatalogueField, WordField, version_field
from webapp.models import Area, Consultation, InternalReport, Plan
from webapp.presenting import internal_report
from webapp.text.typed import clean, line
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import CyclePhase, ParticipationSpace, Role
from webapp.web.hypermedia import done, found, render
from webapp.web.query import number_in_query
from webapp.workflow import internal_reporting
from webapp.workflow.internal_reporting import Account

blueprint = Blueprint("internal_reports", __name__)

TYPED = (
    "title", "cycle_phase", "space", "area", "activities", "contributions", "results",
    "commitments", "evidence", "lessons", "good_practice", "is_good_practice",
)  # fmt: skip
_A_LINE = Length(
    max=internal_reporting.LONGEST, message=lazy_gettext("Write up to 200 characters.")
)


def _text(label: str) -> TextAreaField:
    return TextAreaField(label, filters=[clean], validators=[A_TEXT])


class InternalReportForm(Form):
    """What is typed of an activity."""

    version = version_field()
    title = StringField(
        lazy_gettext("Name of the activity"),
        filters=[line],
        validators=[DataRequired(lazy_gettext("Write the name of the activity.")), _A_LINE],
    )
    area = CatalogueField(
        lazy_gettext("Area that carried it out"), Area, empty=lazy_gettext("Choose an area")
    )
    cycle_phase = WordField(
        lazy_gettext("Phase of the cycle"),
        CyclePhase,
        validators=[InputRequired(lazy_gettext("Choose the phase."))],
    )
    space = WordField(
        lazy_gettext("Type of space"),
        ParticipationSpace,
        validators=[InputRequired(lazy_gettext("Choose the type of space."))],
    )
    activities = _text(lazy_gettext("Activities carried out"))
    contributions = _text(lazy_gettext("Contributions: what people said, in short"))
    results = _text(lazy_gettext("Results"))
    commitments = _text(lazy_gettext("Commitments"))
    evidence = _text(lazy_gettext("Evidence"))
    lessons = _text(lazy_gettext("Lessons"))
    is_good_practice = BooleanField(lazy_gettext("It has a good practice that others can repeat"))
    good_practice = _text(lazy_gettext("The good practice"))

    def account(self) -> Account:
        """What the verbs take."""
        return Account(**{name: self._fields[name].data for name in TYPED})


class DeliveryForm(Form):
    """To whom a report goes."""

    version = version_field()
    recipient = StringField(
        lazy_gettext("Who receives it"),
        filters=[line],
        validators=[DataRequired(lazy_gettext("Write who receives it.")), _A_LINE],
    )


@blueprint.get("/planes/<slug>/informes-internos")
@open_to(*EVERYONE)
def index(slug: str) -> ResponseReturnValue:
    """The reports on a plan: drafts and delivered ones, the newest first."""
    plan = found(Plan.find(slug))
    reports = InternalReport.of(plan)
    return render(
        "desk/internal_reports/index.html",
        plan=plan,
        drafts=[each for each in reports if each.number is None],
        delivered=[each for each in reports if each.number is not None],
        corrected={each.replaces_id for each in reports},
        rounds=plan.announced_rounds,
        may_write=_may_write(),
    )


def _may_write() -> bool:
    return bool(current_user.staff.has(Role.EDITOR))


@blueprint.route("/planes/<slug>/informes-internos/nuevo", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def new(slug: str) -> ResponseReturnValue:
    """Begin a report on a round, or the correction of a delivered one."""
    plan = found(Plan.find(slug))
    replaced = _replaced(plan)
    consultation = replaced.consultation if replaced else _round(plan)
    form = InternalReportForm(data=_values(replaced) if replaced else _expected(consultation))
    if form.carries_out(
        lambda: internal_reporting.start(
            consultation, form.account(), replaces=replaced, by=current_user.staff, at=g.now
        )
    ):
        return _saved(form.outcome)
    return _form(form, consultation, None, replaced)


def _replaced(plan: Plan) -> InternalReport | None:
    number = number_in_query("corrige")
    if number is None:
        return None
    report = found(InternalReport.numbered(number))
    return found(report if report.consultation.plan_id == plan.id else None)


def _round(plan: Plan) -> Consultation:
    number = number_in_query("ronda")
    return found(plan.announced_round if number is None else plan.round_numbered(number))


def _expected(consultation: Consultation) -> dict[str, Any]:
    return {
        "title": gettext("Consultation: %(plan)s", plan=consultation.edition.title),
        "cycle_phase": consultation.cycle_phase,
        "space": ParticipationSpace.CONSULTATION,
    }


def _values(report: InternalReport) -> dict[str, Any]:
    """What the form shows of a report."""
    values = {name: getattr(report, name) for name in (*TYPED, "version")}
    return {**values, "area": str(report.area_id or "")}


def _saved(report: InternalReport) -> ResponseReturnValue:
    flash(gettext("The draft is saved. Nobody outside sees it until it is delivered."), "good")
    slug = report.consultation.plan.slug
    if request.form.get("then") == "deliver":
        return done(url_for(".delivery", slug=slug, number=report.id))
    return done(url_for(".edit", slug=slug, number=report.id))


@blueprint.route("/planes/<slug>/informes-internos/<int:number>/edicion", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def edit(slug: str, number: int) -> ResponseReturnValue:
    """Go on writing a draft."""
    report = _report(slug, number)
    form = InternalReportForm(data=_values(report))
    if form.carries_out(
        lambda: internal_reporting.edit(
            report,
            form.account(),
            version=form.version.data or 0,
            by=current_user.staff,
            at=g.now,
        )
    ):
        return _saved(form.outcome)
    return _form(form, report.consultation, report, report.replaces)


def _report(slug: str, number: int) -> InternalReport:
    plan = found(Plan.find(slug))
    rows = InternalReport.select(InternalReport, Consultation).join(Consultation)
    return found(rows.where(Consultation.plan == plan, InternalReport.id == number).first())


def _form(
    form: InternalReportForm,
    consultation: Consultation,
    report: InternalReport | None,
    replaced: InternalReport | None,
) -> ResponseReturnValue:
    plan = consultation.plan
    parameters = {"corrige": replaced.number} if replaced else {"ronda": consultation.number}
    return render(
        "desk/internal_reports/edit.html",
        status=form.status,
        form=form,
        plan=plan,
        report=report,
        replaced=replaced,
        round=consultation,
        delivered=bool(report and report.delivered_at),
        action=url_for(".edit", slug=plan.slug, number=report.id)
        if report
        else url_for(".new", slug=plan.slug, **parameters),
    )


@blueprint.route("/planes/<slug>/informes-internos/<int:number>/entrega", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def delivery(slug: str, number: int) -> ResponseReturnValue:
    """Read a draft whole, with its figures, and deliver it."""
    report = _report(slug, number)
    form = DeliveryForm(data={"version": report.version})
    if form.carries_out(
        lambda: internal_reporting.deliver(
            report,
            recipient=form.recipient.data,
            version=form.version.data or 0,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The report is delivered. It can no longer be changed."), "good")
        return done(url_for(".delivery", slug=slug, number=number))
    report = report.fresh()
    content = report.content if report.delivered_at else internal_reporting.content(report)
    return render(
        "desk/internal_reports/delivery.html",
        status=form.status,
        form=form,
        plan=report.consultation.plan,
        report=report,
        facts=internal_report.facts(content),
        parts=internal_report.parts(content),
        lacking=internal_reporting.lacking(report),
        is_time=internal_reporting.is_time(report.consultation, g.now),
    )


@blueprint.route("/planes/<slug>/informes-internos/<int:number>/retiro", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def discard(slug: str, number: int) -> ResponseReturnValue:
    """Throw away a draft."""
    report = _report(slug, number)
    form = VersionForm(data={"version": report.version})
    if form.carries_out(
        lambda: internal_reporting.discard(
            report, version=form.version.data or 0, by=current_user.staff, at=g.now
        )
    ):
        flash(gettext("The draft was thrown away."), "good")
        return done(url_for(".index", slug=slug))
    return render(
        "desk/internal_reports/discard.html",
        status=form.status,
        form=form,
        plan=report.consultation.plan,
        report=report,
    )
