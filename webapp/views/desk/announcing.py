"""The consultation of a plan: its dates, its channels, its announcement, and what may follow."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import StringField
from wtforms.validators import Length

from webapp.forms.announcing import (
    DETAILS,
    AnnouncementForm,
    CancellationForm,
    ChannelsForm,
    DatesForm,
    ExtensionForm,
)
from webapp.forms.fields import TOO_LONG
from webapp.forms.window import usual_days
from webapp.models import Consultation, Document, Plan
from webapp.models.edition_content import newest_edition
from webapp.text.typed import line
from webapp.values import working_days
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import Channel, Phase, Role
from webapp.web.filters import closing, day, entity, moment, window_days, word
from webapp.web.hypermedia import done, found, render
from webapp.workflow import announcing, plan_steps
from webapp.workflow.acts import what_stands
from webapp.workflow.announcing import USUAL_DAYS
from webapp.workflow.proof_of_reading import proof
from webapp.workflow.refusals import refusal

blueprint = Blueprint("announcing", __name__)
for _channel in Channel:
    setattr(
        ChannelsForm,
        f"{DETAILS}{_channel.value}",
        StringField(
            lazy_gettext(_channel.message),
            filters=[line],
            validators=[Length(max=500, message=TOO_LONG)],
        ),
    )


def _plan(slug: str) -> Plan:
    return found(Plan.find(slug))


def _words(consultation: Consultation | None) -> list[tuple[str, str]]:
    """A window as people say it: days, hours, zone, type of days."""
    if consultation is None:
        return []
    zone = entity().zone
    working = working_days.working_days_between(
        consultation.first_day(zone) - timedelta(days=1), consultation.last_day(zone)
    )
    rows = [
        (gettext("Opens"), moment(consultation.opens_at)),
        (gettext("Closes"), closing(consultation)),
        (
            gettext("Length"),
            gettext(
                "%(calendar)s, of which %(working)s are working days",
                calendar=window_days(consultation),
                working=working,
            ),
        ),
        (gettext("Phase of the cycle"), word(consultation.cycle_phase)),
    ]
    if consultation.short_window_reason:
        rows.append((gettext("Why it is short"), consultation.short_window_reason))
    return rows


@blueprint.route("/planes/<slug>/plazo", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def window(slug: str) -> ResponseReturnValue:
    """Set the first and the last day of the consultation."""
    plan = _plan(slug)
    form = DatesForm(data=_days(plan.consultation))
    if form.carries_out(
        lambda: announcing.set_window(
            plan, form.window(), version=form.version.data, by=current_user.staff, at=g.now
        )
    ):
        flash(gettext("Saved."), "good")
        return done(url_for("desk.plans.show", slug=slug, _anchor="window"))
    return render(
        "desk/announcing/window.html",
        status=form.status,
        form=form,
        plan=plan,
        usual_days=USUAL_DAYS,
        theirs=_words(form.current),
        window=_words(plan.consultation),
        may=plan_steps.steps_of(plan, current_user.staff, g.now),
    )


def _days(consultation: Consultation | None) -> dict[str, Any]:
    """What the form holds at first: the days set, or the usual length from tomorrow on."""
    if consultation is None:
        return usual_days()
    zone = entity().zone
    return {
        "version": consultation.version,
        "first_day": consultation.first_day(zone),
        "last_day": consultation.last_day(zone),
        "short_reason": consultation.short_window_reason,
        "cycle_phase": consultation.cycle_phase,
    }


@blueprint.route("/planes/<slug>/canales", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def channels(slug: str) -> ResponseReturnValue:
    """Say where observations are received and how each channel is reached."""
    plan = _plan(slug)
    consultation = plan.consultation
    if consultation is None:
        flash(gettext("First set the dates of the consultation."), "info")
        return done(url_for(".window", slug=slug))
    form = ChannelsForm(data=_channels(consultation))
    if form.carries_out(
        lambda: announcing.set_channels(
            consultation,
            form.chosen(),
            version=form.version.data,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("Saved."), "good")
        return done(url_for("desk.plans.show", slug=slug, _anchor="window"))
    return render(
        "desk/announcing/channels.html",
        status=form.status,
        form=form,
        plan=plan,
        offered=[(each, form.details(Channel(each.data))) for each in form.channels],
        theirs=list(form.current.channels) if form.current else [],
        may_edit=not refusal(plan_steps.require_unclosed, consultation, g.now),
    )


def _channels(consultation: Consultation) -> dict[str, Any]:
    channels = list(consultation.channels)
    details = {f"{DETAILS}{each.channel.value}": each.details for each in channels}
    return {
        "version": consultation.version,
        "about": what_stands(consultation.plan),
        "channels": [each.channel for each in channels],
        **details,
    }


@blueprint.get("/planes/<slug>/anuncio")
@open_to(*EVERYONE)
def announcement(slug: str) -> ResponseReturnValue:
    """What would be published, what is missing and what was found, before the announcement."""
    return _announcement(_plan(slug), AnnouncementForm(None))


@blueprint.post("/planes/<slug>/anuncio")
@open_to(Role.EDITOR)
def announce(slug: str) -> ResponseReturnValue:
    """Make the plan public."""
    plan = _plan(slug)
    form = AnnouncementForm(about=what_stands(plan))
    if form.carries_out(
        lambda: announcing.announce(
            plan,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
            accept_findings=form.accept_findings.data,
            read=form.read.data or "",
        )
    ):
        flash(gettext("The plan is announced. Its text can no longer be changed."), "good")
        return done(url_for("desk.plans.show", slug=slug))
    return _announcement(plan, form)


def _announcement(plan: Plan, form: AnnouncementForm) -> ResponseReturnValue:
    plan = plan.fresh()
    is_time = plan.phase(g.now) is Phase.DRAFTING
    checklist = announcing.checklist(plan) if is_time else {}
    complete = all(checklist.values())
    form.read.data, form.about.data = proof(plan), what_stands(plan)
    return render(
        "desk/announcing/announcement.html",
        status=form.status,
        form=form,
        plan=plan,
        edition=newest_edition(plan),
        is_time=is_time,
        checklist=list(checklist.items()),
        complete=complete,
        findings=announcing.findings_of(plan) if is_time else [],
        window=_words(plan.consultation),
        channels=list(plan.consultation.channels) if plan.consultation else [],
        documents=Document.listed(plan),
        may_announce=is_time and complete and current_user.staff.has(Role.EDITOR),
        may_edit=current_user.staff.has(Role.EDITOR),
        may_administer=current_user.staff.has(Role.ADMIN),
    )


@blueprint.route("/planes/<slug>/prorroga", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def extension(slug: str) -> ResponseReturnValue:
    """Move the closing day forward, before it passes, with a public reason."""
    plan = _plan(slug)
    consultation = found(plan.consultation)
    form = ExtensionForm(data={"version": consultation.version, "about": what_stands(plan)})
    if form.carries_out(
        lambda: announcing.extend(
            consultation,
            last_day=form.last_day.data,
            reason=form.reason.data,
            confirmed=form.is_meant.data,
            version=form.version.data,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        last = day(form.last_day.data)
        flash(gettext("The consultation now closes at the end of %(day)s.", day=last), "good")
        return done(url_for("desk.plans.show", slug=slug, _anchor="window"))
    return render(
        "desk/announcing/extension.html",
        status=form.status,
        form=form,
        plan=plan,
        window=_words(form.current or consultation),
        is_time=not refusal(plan_steps.require_extensible, consultation, g.now),
    )


@blueprint.route("/planes/<slug>/cancelacion", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def cancellation(slug: str) -> ResponseReturnValue:
    """Cancel the plan, with a public reason."""
    plan = _plan(slug)
    form = CancellationForm(data={"about": what_stands(plan)})
    if form.carries_out(
        lambda: announcing.cancel(
            plan,
            reason=form.reason.data,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The plan was cancelled."), "good")
        return done(url_for("desk.plans.show", slug=slug))
    return render(
        "desk/announcing/cancellation.html",
        status=form.status,
        form=form,
        plan=plan,
        is_public=plan.current_edition is not None,
        is_time=not refusal(plan_steps.require_cancellable, plan, g.now),
    )
