"""How a consultation and its results are made known: what went out, and texts ready to send."""

from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from webapp.forms.base import Form
from webapp.forms.fields import DayField, WordField, version_field
from webapp.forms.filing import scan_of
from webapp.models import Consultation, Plan, Publicity, PublicityFile
from webapp.presenting import ready_messages
from webapp.text.typed import clean, line
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import Phase, PublicityChannel, PublicityStage, Role
from webapp.web import hypermedia
from webapp.web.hypermedia import done, found, render
from webapp.web.query import number_in_query
from webapp.workflow import publicising
from webapp.workflow.publicising import Sending

blueprint = Blueprint("publicity", __name__)

_A_LINE = Length(max=500, message=lazy_gettext("Write up to 500 characters."))
_SOME_LINES = Length(max=2_000, message=lazy_gettext("Write up to 2,000 characters."))


class SendingForm(Form):
    """The facts of one sending: by which channel, to whom, when."""

    version = version_field()
    stage = WordField(
        lazy_gettext("What it told of"),
        PublicityStage,
        validators=[InputRequired(lazy_gettext("Choose what it told of."))],
    )
    channel = WordField(
        lazy_gettext("Channel"),
        PublicityChannel,
        empty=lazy_gettext("Choose the channel"),
        validators=[InputRequired(lazy_gettext("Choose the channel."))],
    )
    on = DayField(
        lazy_gettext("Day on which it went out"),
        validators=[InputRequired(lazy_gettext("Write the day on which it went out."))],
    )
    audience = StringField(
        lazy_gettext("Whom it was meant for"),
        filters=[line],
        validators=[DataRequired(lazy_gettext("Write whom it was meant for.")), _A_LINE],
    )
    details = TextAreaField(
        lazy_gettext("Where it went out"), filters=[clean], validators=[_SOME_LINES]
    )
    link = StringField(lazy_gettext("Link"), filters=[line], validators=[_SOME_LINES])
    scan = FileField(lazy_gettext("Scan or photo"))

    def sending(self) -> Sending:
        """What the verbs take."""
        return Sending(
            stage=self.stage.data,
            channel=self.channel.data,
            on=self.on.data,
            audience=self.audience.data,
            details=self.details.data,
            link=self.link.data,
        )


class RemovalForm(Form):
    """Why what was noted is taken away."""

    version = version_field()
    reason = StringField(
        lazy_gettext("Why it is removed"),
        filters=[line],
        validators=[
            DataRequired(lazy_gettext("Say why it is removed: the log keeps it.")),
            _A_LINE,
        ],
    )


@blueprint.get("/planes/<slug>/difusion")
@open_to(*EVERYONE)
def index(slug: str) -> ResponseReturnValue:
    """What went out in each round, the newest first, and the channels that owe the results."""
    plan = found(Plan.find(slug))
    rounds = list(reversed(plan.announced_rounds))
    return render(
        "desk/publicity/index.html",
        plan=plan,
        rounds=[(each, Publicity.of(each), Publicity.silent_channels(each)) for each in rounds],
        cancelled=plan.phase(g.now) is Phase.CANCELLED,
        may_write=_may_write(),
    )


def _may_write() -> bool:
    return bool(current_user.staff.has(Role.EDITOR))


@blueprint.route("/planes/<slug>/difusion/nueva", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def new(slug: str) -> ResponseReturnValue:
    """Note that word went out."""
    plan = found(Plan.find(slug))
    consultation = _round(plan)
    form = SendingForm(data=_expected(consultation))
    return _write(
        form,
        lambda: publicising.note(
            consultation,
            form.sending(),
            scan=scan_of(form.scan),
            by=current_user.staff,
            at=g.now,
        ),
        consultation,
        None,
    )


def _round(plan: Plan) -> Consultation:
    """The round that the address names, else the newest."""
    number = number_in_query("ronda")
    return found(plan.announced_round if number is None else plan.round_numbered(number))


def _expected(consultation: Consultation) -> dict[str, Any]:
    """What is most likely noted now: the results once they are out, by a channel that owes them."""
    if consultation.report_published_at is None:
        return {"stage": PublicityStage.ANNOUNCEMENT}
    channel = next((each for each in PublicityChannel if each == request.args.get("canal")), None)
    return {"stage": PublicityStage.RESULTS, "channel": channel}


@blueprint.route("/planes/<slug>/difusion/<int:number>/edicion", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def edit(slug: str, number: int) -> ResponseReturnValue:
    """Correct what was noted."""
    publicity = _noted(slug, number)
    form = SendingForm(obj=publicity)
    return _write(
        form,
        lambda: publicising.correct(
            publicity,
            form.sending(),
            scan=scan_of(form.scan),
            version=form.version.data or 0,
            by=current_user.staff,
            at=g.now,
        ),
        publicity.consultation,
        publicity,
    )


def _noted(slug: str, number: int) -> Publicity:
    plan = found(Plan.find(slug))
    rows = Publicity.select(Publicity, Consultation).join(Consultation)
    return found(rows.where(Consultation.plan == plan, Publicity.id == number).first())


def _write(
    form: SendingForm, verb: Any, consultation: Consultation, publicity: Publicity | None
) -> ResponseReturnValue:
    plan = consultation.plan
    if form.carries_out(verb):
        flash(gettext("It is noted."), "good")
        return done(url_for(".index", slug=plan.slug))
    return render(
        "desk/publicity/edit.html",
        status=form.status,
        form=form,
        plan=plan,
        round=consultation,
        publicity=publicity,
        file_lost=bool(form.status != 200 and form.scan.data),
        action=url_for(".edit", slug=plan.slug, number=publicity.id)
        if publicity
        else url_for(".new", slug=plan.slug, ronda=consultation.number),
    )


@blueprint.route("/planes/<slug>/difusion/<int:number>/retiro", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def removal(slug: str, number: int) -> ResponseReturnValue:
    """Take away what was noted by mistake."""
    publicity = _noted(slug, number)
    form = RemovalForm(data={"version": publicity.version})
    if form.carries_out(
        lambda: publicising.remove(
            publicity,
            reason=form.reason.data,
            version=form.version.data or 0,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("It was removed. The log keeps what it said."), "good")
        return done(url_for(".index", slug=slug))
    return render(
        "desk/publicity/removal.html",
        status=form.status,
        form=form,
        plan=publicity.consultation.plan,
        publicity=publicity,
    )


@blueprint.get("/planes/<slug>/difusion/<int:number>/soporte")
@open_to(*EVERYONE)
def evidence(slug: str, number: int) -> ResponseReturnValue:
    """The file itself, to be saved and never shown in the page."""
    publicity = _noted(slug, number)
    file = found(PublicityFile.get_or_none(PublicityFile.publicity == publicity))
    return hypermedia.evidence(
        file.content, media_type=publicity.media_type, filename=publicity.filename
    )


@blueprint.get("/planes/<slug>/difusion/mensajes")
@open_to(*EVERYONE)
def messages(slug: str) -> ResponseReturnValue:
    """Texts ready to be copied, of what is so now and of what comes next, for each way of sending
    them."""
    plan = found(Plan.find(slug))
    consultation = found(plan.announced_round)
    return render(
        "desk/publicity/messages.html",
        plan=plan,
        offers=ready_messages.ready(plan, consultation),
        has_poster=plan.public_phase(g.now).is_consulting,
        address=ready_messages.short_address(plan),
    )
