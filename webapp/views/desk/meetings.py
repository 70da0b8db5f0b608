"""Meetings where observations are gathered: place, date, who came, minutes."""

from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import Field, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from webapp.forms.base import Form
from webapp.forms.fields import A_TEXT, FITS, TOO_LONG, DayField, Least, version_field
from webapp.models import Comment, Meeting, MeetingComment, Plan, ValueGroup
from webapp.queries import plans_waiting
from webapp.text.typed import clean, line
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import Channel
from webapp.web.hypermedia import done, found, render
from webapp.workflow import intake
from webapp.workflow.intake import Gathering
from webapp.workflow.reasons import LEAST

blueprint = Blueprint("meetings", __name__)

PAGE = 25
MOST_PEOPLE = 1_000_000


class AttendanceField(Field):
    """How many people came of each value group: a number beside each name, empty for none."""

    data: dict[str, int]

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.groups = [group.name for group in ValueGroup.offered()]
        self.typed: dict[str, str] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """The numbers typed, else the stored ones."""
        self.process_errors: list[str] = []
        self.data = dict(data) if isinstance(data, dict) else {}
        self.groups += [name for name in self.data if name not in self.groups]
        self.typed = {name: str(count) for name, count in self.data.items()}
        if formdata:
            names = {name: formdata.get(f"{self.name}-{name}", "").strip() for name in self.groups}
            self.typed = {name: text for name, text in names.items() if text}
            self._count()

    def _count(self) -> None:
        wrong = [name for name, text in self.typed.items() if not _is_count(text)]
        if wrong:
            self.process_errors.append(
                gettext("Write a whole number of people for: %(groups)s.", groups=", ".join(wrong))
            )
            return
        counts = {name: int(text) for name, text in self.typed.items()}
        self.data = {name: count for name, count in counts.items() if count}


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < len(str(MOST_PEOPLE))


class MeetingForm(Form):
    """The facts of a meeting."""

    version = version_field()
    title = StringField(lazy_gettext("Name of the meeting"), filters=[line], validators=[FITS])
    place = StringField(lazy_gettext("Place"), filters=[line], validators=[FITS])
    held_on = DayField(
        lazy_gettext("Day of the meeting"),
        validators=[InputRequired(lazy_gettext("Write the day on which it was held."))],
    )
    attendance = AttendanceField(lazy_gettext("How many people came"))
    minutes = TextAreaField(
        lazy_gettext("Minutes"),
        filters=[clean],
        validators=[Length(max=50_000, message=TOO_LONG)],
    )

    def gathering(self) -> Gathering:
        """What the verb takes."""
        return Gathering(
            title=self.title.data,
            place=self.place.data,
            held_on=self.held_on.data,
            attendance=self.attendance.data,
            minutes=self.minutes.data,
        )


class MeetingMoveForm(Form):
    """The plan that a meeting was about, and why it stood on another."""

    version = version_field()
    to = SelectField(lazy_gettext("Plan that the meeting was about"))
    reason = TextAreaField(
        lazy_gettext("Why it is moved"), filters=[clean], validators=[Least(LEAST), A_TEXT]
    )

    def offer(self, plan: Plan) -> None:
        """Let any other plan be chosen."""
        others = [each for each in plans_waiting.plans() if each != plan]
        self.to.choices = [SelectChoice(each.slug, each.title) for each in others]


@blueprint.get("/planes/<slug>/reuniones")
@open_to(*EVERYONE)
def index(slug: str) -> ResponseReturnValue:
    """The meetings about a plan, newest first."""
    plan = found(Plan.find(slug))
    return render(
        "desk/meetings/index.html",
        plan=plan,
        meetings=Meeting.of(plan),
        may_write=_may_write(),
    )


@blueprint.route("/planes/<slug>/reuniones/nueva", methods=["GET", "POST"])
@open_to(*intake.RECEIVERS)
def new(slug: str) -> ResponseReturnValue:
    """Note a meeting."""
    return _write(found(Plan.find(slug)), None)


@blueprint.get("/planes/<slug>/reuniones/<int:number>")
@open_to(*EVERYONE)
def show(slug: str, number: int) -> ResponseReturnValue:
    """One meeting, with the observations that were made in it."""
    meeting = _meeting(slug, number)
    after = request.args.get("despues", default=0, type=int)
    rows = list(
        Comment.select()
        .join(MeetingComment)
        .where(MeetingComment.meeting == meeting, Comment.id > after)
        .order_by(Comment.id)
        .limit(PAGE + 1)
    )
    shown = rows[:PAGE]
    return render(
        "desk/meetings/show.html",
        plan=meeting.plan,
        meeting=meeting,
        comments=[(comment, comment.read_by(current_user.staff)) for comment in shown],
        next_url=url_for(".show", slug=slug, number=number, despues=shown[-1].id)
        if len(rows) > PAGE
        else None,
        first_url=url_for(".show", slug=slug, number=number) if after else None,
        receive_url=_receive_url(meeting) if _may_write() else None,
        may_write=_may_write(),
    )


@blueprint.route("/planes/<slug>/reuniones/<int:number>/edicion", methods=["GET", "POST"])
@open_to(*intake.RECEIVERS)
def edit(slug: str, number: int) -> ResponseReturnValue:
    """Change what was noted."""
    meeting = _meeting(slug, number)
    return _write(meeting.plan, meeting)


@blueprint.route("/planes/<slug>/reuniones/<int:number>/traslado", methods=["GET", "POST"])
@open_to(*intake.RECEIVERS)
def move(slug: str, number: int) -> ResponseReturnValue:
    """Put a meeting on the plan that it was about."""
    meeting = _meeting(slug, number)
    form = MeetingMoveForm(obj=meeting)
    form.offer(meeting.plan)
    if form.carries_out(
        lambda: intake.move_meeting(
            meeting,
            found(Plan.find(form.to.data)),
            reason=form.reason.data,
            version=form.version.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The meeting stands now on this plan."), "good")
        return done(url_for(".show", slug=form.to.data, number=number))
    return render(
        "desk/meetings/move.html",
        status=form.status,
        plan=meeting.plan,
        meeting=meeting,
        form=form,
        made=meeting.made.count(),
    )


def _meeting(slug: str, number: int) -> Meeting:
    plan = found(Plan.find(slug))
    return found(Meeting.get_or_none(Meeting.plan == plan, Meeting.id == number))


def _may_write() -> bool:
    return bool(current_user.staff.has(*intake.RECEIVERS))


def _receive_url(meeting: Meeting) -> str:
    return url_for(
        "desk.intake.new",
        slug=meeting.plan.slug,
        canal=Channel.EVENT.value,
        fecha=meeting.held_on.isoformat(),
        reunion=meeting.id,
    )


def _write(plan: Plan, meeting: Meeting | None) -> ResponseReturnValue:
    form = MeetingForm(obj=meeting)
    if form.carries_out(
        lambda: intake.save_meeting(
            plan,
            form.gathering(),
            meeting=meeting,
            version=form.version.data or 0,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The meeting is saved."), "good")
        return done(url_for(".show", slug=plan.slug, number=form.outcome.id))
    return render(
        "desk/meetings/edit.html",
        "desk/meetings/_form.html",
        status=form.status,
        plan=plan,
        meeting=meeting,
        form=form,
    )
