"""Typing in what arrives on paper, by telephone, at the window, by e-mail or in a meeting."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Optional

from webapp.forms.base import Form
from webapp.forms.fields import FITS, DayField, HourField, WordField
from webapp.forms.filing import FilingForm, scan_of
from webapp.models import Comment, Evidence, Meeting, MeetingComment, Plan, Wording
from webapp.queries import desk_list
from webapp.text.typed import line
from webapp.values import time_zones, tracking_codes
from webapp.views.desk.access import open_to
from webapp.vocabulary import Channel
from webapp.web import hypermedia
from webapp.web.filters import closing, day, entity, local
from webapp.web.hypermedia import done, found, render
from webapp.workflow import commenting, intake
from webapp.workflow.commenting import Arrival
from webapp.workflow.intake import Scan

blueprint = Blueprint("intake", __name__)

WHOLE_PLAN = ""
SHORTENED = 80
IN_THE_THIRD_PERSON = {
    "body": lazy_gettext("The observation, in the person's own words"),
    "kind": lazy_gettext("Kind of observation"),
    "stance": lazy_gettext("Position"),
    "target": lazy_gettext("Part of the action"),
    "proposed_text": lazy_gettext("Wording it proposes"),
    "author_kind": lazy_gettext("In whose name"),
    "name": lazy_gettext("Name"),
    "organisation": lazy_gettext("Name of the organisation"),
    "value_group": lazy_gettext("Value group"),
    "territory": lazy_gettext("Territory"),
    "is_minor": lazy_gettext("The person is under 18"),
    "publish_name": lazy_gettext("The person agrees to the name being shown"),
    "publish_group": lazy_gettext("The person agrees to the value group being shown"),
    "publish_territory": lazy_gettext("The person agrees to the territory being shown"),
    "consent": lazy_gettext("The person authorised the entity to keep these data"),
}
"""The labels of the public form, as staff read them."""

FIRST = ("channel", "received_on", "received_at", "meeting", "action", "body", "scan")


class AssistedForm(FilingForm):
    """The public form, and how and when it came."""

    channel = WordField(
        lazy_gettext("How it came"),
        Channel,
        among=lambda channel: channel is not Channel.WEB,
        validators=[InputRequired(lazy_gettext("Choose how it came."))],
    )
    received_on = DayField(
        lazy_gettext("Day of receipt"),
        validators=[InputRequired(lazy_gettext("Write the day on which it was received."))],
    )
    received_at = HourField(
        lazy_gettext("Hour of receipt"),
        validators=[InputRequired(lazy_gettext("Write the hour at which it was received."))],
    )
    meeting = SelectField(lazy_gettext("Meeting"), validators=[Optional()])
    action = SelectField(lazy_gettext("What it is about"), validators=[Optional()])
    phone = StringField(
        lazy_gettext("Telephone"),
        filters=[line],
        validators=[FITS],
    )
    scan = FileField(lazy_gettext("Scan or photo"))

    _fields: dict[str, Field]

    def __init__(self, plan: Plan, **values: Any) -> None:
        super().__init__(**values)
        for name, text in IN_THE_THIRD_PERSON.items():
            self._fields[name].label.text = text
        wordings = Wording.last_of(plan)
        self.actions = {wording.action.code: wording.action for wording in wordings}
        self.action.choices = [
            SelectChoice(WHOLE_PLAN, gettext("The whole plan")),
            *(SelectChoice(wording.action.code, _entitled(wording)) for wording in wordings),
        ]
        self.meetings = {str(each.id): each for each in Meeting.of(plan)}
        self.meeting.choices = [
            SelectChoice("", gettext("It was not in a meeting")),
            *(
                SelectChoice(key, f"{each.title}, {day(each.held_on)}")
                for key, each in self.meetings.items()
            ),
        ]
        # First what says how it came: the summary of what is wrong follows this order.
        last = [name for name in self._fields if name not in FIRST]
        self._fields = {name: self._fields[name] for name in (*FIRST, *last)}

    def entry(self) -> Arrival:
        """What the register takes."""
        there = datetime.combine(self.received_on.data, self.received_at.data)
        return Arrival(
            filing=self.filing(),
            action=self.actions.get(self.action.data),
            channel=self.channel.data,
            received_at=time_zones.to_utc(there, entity().zone),
            submission_id=self.submission_id.data,
        )

    def evidence(self) -> Scan | None:
        """The scan, if one was sent."""
        return scan_of(self.scan)


class ScanForm(Form):
    """A scan of an observation that is filed already."""

    scan = FileField(
        lazy_gettext("Scan or photo"), validators=[FileRequired(lazy_gettext("Choose the file."))]
    )


def _entitled(wording: Wording) -> str:
    plain = " ".join(wording.activity.split())
    short = plain if len(plain) <= SHORTENED else f"{plain[:SHORTENED].rstrip()}…"
    return f"{wording.action.code} {short}"


@blueprint.route("/planes/<slug>/recepcion", methods=["GET", "POST"])
@open_to(*intake.RECEIVERS)
def new(slug: str) -> ResponseReturnValue:
    """The one page of assisted intake: how and when it came, its text, its author."""
    plan = found(Plan.find(slug))
    consultation = found(plan.announced_round)
    form = AssistedForm(plan, **_carried_over())
    if form.carries_out(
        lambda: intake.receive(
            form.entry(),
            plan=plan,
            meeting=form.meetings.get(form.meeting.data),
            scan=form.evidence(),
            by=current_user.staff,
            at=g.now,
        )
    ):
        receipt = form.outcome
        return done(_receipt_url(receipt.comment, codigo=receipt.tracking_code))
    return render(
        "desk/intake/new.html",
        "desk/intake/_form.html",
        status=form.status,
        plan=plan,
        form=form,
        phase=plan.public_phase(g.now),
        closes=closing(consultation),
        reported_at=consultation.report_published_at,
        scan_lost=bool(form.status != 200 and form.scan.data),
        tells_more=_tells_more(form),
    )


def _carried_over() -> dict[str, Any]:
    """The values of the form that the next observation has in common with the last: channel, day,
    hour and meeting."""
    now = local(g.now)
    query = request.args
    on = query.get("fecha", type=datetime.fromisoformat) or now
    channel = next((each for each in Channel if each == query.get("canal")), None)
    return {
        "channel": channel or Channel.FRONT_DESK,
        "received_on": on.date(),
        "received_at": (now if on.date() == now.date() else on).time(),
        "meeting": query.get("reunion", ""),
    }


def _tells_more(form: AssistedForm) -> bool:
    """Whether the optional part must be open: something in it is wrong."""
    return any(field.errors for field in form if field.name not in FIRST)


def _receipt_url(comment: Comment, **parameters: Any) -> str:
    return url_for("desk.intake.receipt", filing_number=comment.filing_number, **parameters)


@blueprint.get("/observaciones/<filing_number>/constancia")
@open_to(*intake.READERS)
def receipt(filing_number: str) -> ResponseReturnValue:
    """The receipt to print or read out. The tracking code is on it only while one has it."""
    comment = found(desk_list.find(filing_number)).comment
    code = tracking_codes.normalise(request.args.get("codigo", "")) or ""
    opens = commenting.tracking_digest(code) == comment.tracking_digest
    return render(
        "desk/intake/receipt.html",
        comment=comment,
        tracking_code=code if opens else "",
        groups=code.split("-") if opens else [],
        another=_another(comment) if current_user.staff.has(*intake.RECEIVERS) else None,
        closes=closing(comment.consultation),
    )


def _another(comment: Comment) -> str:
    """The form again, with what the next one will have in common with this one."""
    made = MeetingComment.of(comment)
    parameters: dict[str, Any] = {
        "canal": comment.channel.value,
        "fecha": local(comment.received_at).replace(tzinfo=None).isoformat(timespec="minutes"),
        **({"reunion": made.meeting_id} if made else {}),
    }
    return url_for("desk.intake.new", slug=comment.plan.slug, **parameters)


@blueprint.route("/observaciones/<filing_number>/soportes", methods=["GET", "POST"])
@open_to(*intake.RECEIVERS)
def attach(filing_number: str) -> ResponseReturnValue:
    """Add a scan to an observation that is filed already."""
    comment = found(desk_list.find(filing_number)).comment
    form = ScanForm()
    if form.carries_out(_attaching(comment, form)):
        flash(gettext("The scan was added."), "good")
        return done(url_for("desk.comments.comment", filing_number=comment.filing_number))
    return render("desk/intake/attach.html", status=form.status, comment=comment, form=form)


def _attaching(comment: Comment, form: ScanForm) -> Callable[[], Evidence]:
    return lambda: intake.attach_scan(
        comment, found(scan_of(form.scan)), by=current_user.staff, at=g.now
    )


@blueprint.get("/observaciones/<filing_number>/soportes/<int:number>")
@open_to(*intake.READERS)
def evidence(filing_number: str, number: int) -> ResponseReturnValue:
    """The scan itself, to be saved and never shown in the page; asking for it leaves an event."""
    comment = found(Comment.find(filing_number))
    scan = found(intake.see_scan(comment, number, by=current_user.staff, at=g.now))
    return hypermedia.evidence(scan.content, media_type=scan.media_type, filename=scan.filename)
