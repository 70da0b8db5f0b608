"""Requests about personal data (Ley 1581): find what is stored of a person, carry the request out,
print the answer."""

from datetime import date

from flask import Blueprint, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Optional

from webapp.forms.base import Form
from webapp.forms.fields import AN_ADDRESS, FITS, DayField
from webapp.models import Comment, Event, Evidence, Notice, Submitter, Subscription
from webapp.text.typed import line
from webapp.views.desk.access import open_to
from webapp.vocabulary import Clue, DataRight, NoticeState
from webapp.web.filters import day, local, moment, word
from webapp.web.hypermedia import done, found, render
from webapp.workflow import data_requests
from webapp.workflow.data_requests import Request
from webapp.workflow.mentions import mentions
from webapp.workflow.personal_data import Contact

blueprint = Blueprint("data_requests", __name__)


class PersonSearchForm(Form):
    """What the person gives, and what kind of datum it is."""

    clue = RadioField(
        lazy_gettext("What did the person give?"),
        choices=[SelectChoice(each.value, lazy_gettext(each.message)) for each in Clue],
        default=Clue.EMAIL.value,
        validators=[InputRequired(lazy_gettext("Choose what the person gave."))],
    )
    typed = StringField(
        lazy_gettext("Write it in full"),
        filters=[line],
        validators=[DataRequired(lazy_gettext("Write what the person gave.")), FITS],
    )


class RequestForm(Form):
    """What the person requests, and for which of the observations found."""

    offered = SelectMultipleField(validate_choice=False)
    offered_handles = SelectMultipleField(validate_choice=False)
    numbers = SelectMultipleField(lazy_gettext("On which ones?"), validate_choice=False)
    handles = SelectMultipleField(lazy_gettext("Subscriptions"), validate_choice=False)
    right = RadioField(
        lazy_gettext("What does the person ask?"),
        choices=[SelectChoice(each.value, lazy_gettext(each.message)) for each in DataRight],
        validators=[InputRequired(lazy_gettext("Choose what the person asks."))],
    )
    received_on = DayField(
        lazy_gettext("Received on"),
        validators=[InputRequired(lazy_gettext("Write the day on which it was received."))],
    )
    name = StringField(lazy_gettext("Name"), filters=[line], validators=[FITS])
    organisation = StringField(lazy_gettext("Organisation"), filters=[line], validators=[FITS])
    email = EmailField(
        lazy_gettext("E-mail"), filters=[line], validators=[Optional(), AN_ADDRESS, FITS]
    )
    phone = StringField(lazy_gettext("Telephone"), filters=[line], validators=[FITS])
    consent = BooleanField(
        lazy_gettext("The person authorised the entity in writing to keep these data")
    )
    checked = HiddenField()

    def data_request(self) -> Request:
        """What was typed, as the verb takes it."""
        handles = Subscription.handle.in_(self.handles.data)
        return Request(
            right=DataRight(self.right.data),
            received_on=self.received_on.data,
            comments=_comments(self.numbers.data),
            subscriptions=list(Subscription.select().where(handles)),
            contact=Contact(
                name=self.name.data or "",
                organisation=self.organisation.data or "",
                email=self.email.data or "",
                phone=self.phone.data or "",
            ),
            consent=bool(self.consent.data),
        )


def _comments(numbers: list[str]) -> list[Comment]:
    return list(Comment.select().where(Comment.filing_number.in_(numbers)).order_by(Comment.id))


@blueprint.get("/datos-personales")
@open_to(*data_requests.READERS)
def index() -> ResponseReturnValue:
    """The requests already answered, the newest first."""
    answered = list(enumerate(data_requests.answered(), start=1))
    return render(
        "desk/data_requests/index.html",
        requests=[(number, *_summary(event)) for number, event in reversed(answered)],
        searches=current_user.staff.has(*data_requests.HANDLERS),
    )


def _summary(event: Event) -> tuple[str, str, str, int]:
    right = DataRight(event.details["right"])
    who = event.staff.name if event.staff else gettext("The server")
    return word(right), moment(event.at), who, len(event.details["about"])


@blueprint.get("/datos-personales/busqueda")
@open_to(*data_requests.HANDLERS)
def search() -> ResponseReturnValue:
    """Say what the person gave."""
    return render("desk/data_requests/search.html", form=PersonSearchForm())


@blueprint.post("/datos-personales/titular")
@open_to(*data_requests.HANDLERS)
def person() -> ResponseReturnValue:
    """All that is stored about a person. Their data come in the body, so that none gets into an
    address."""
    form = PersonSearchForm()
    if form.carries_out(lambda: _find(form)):
        comments, subscriptions = form.outcome
        if comments or subscriptions:
            asking = RequestForm(None)
            asking.offered.data = [each.filing_number for each in comments]
            asking.offered_handles.data = [each.handle for each in subscriptions]
            return _person(asking)
        form.status = 422
        form.typed.errors = [gettext("Nothing is held under exactly that.")]
    return render("desk/data_requests/search.html", status=form.status, form=form)


def _find(form: PersonSearchForm) -> tuple[list[Comment], list[Subscription]]:
    clue, typed = Clue(form.clue.data), form.typed.data
    comments = data_requests.find(clue, typed, by=current_user.staff, at=g.now)
    return comments, data_requests.subscriptions(clue, typed)


@blueprint.post("/datos-personales/solicitud")
@open_to(*data_requests.HANDLERS)
def exercise() -> ResponseReturnValue:
    """Show what the request will do; carry it out once it is confirmed."""
    form = RequestForm()
    if not form.validate():
        form.status = 422
        return _person(form)
    if not form.checked.data:
        return _check(form)
    if form.carries_out(
        lambda: data_requests.exercise(form.data_request(), by=current_user.staff, at=g.now)
    ):
        return done(url_for(".reply", number=form.outcome.subject.partition(":")[2]))
    return _person(form) if form.errors.keys() & {"numbers", "handles"} else _check(form)


def _person(form: RequestForm) -> ResponseReturnValue:
    """The page with what is stored about the person, observation by observation, and the form of
    the request."""
    handles = Subscription.handle.in_(form.offered_handles.data)
    staff = current_user.staff
    return render(
        "desk/data_requests/person.html",
        status=form.status,
        form=form,
        records=[(each, _facts(each)) for each in data_requests.seen(form.offered.data, by=staff)],
        subscriptions=list(Subscription.select().where(handles)),
    )


def _check(form: RequestForm) -> ResponseReturnValue:
    """What is about to be done, and on what."""
    data_request = form.data_request()
    return render(
        "desk/data_requests/exercise.html",
        status=form.status,
        form=form,
        data_request=data_request,
        mentions=_mentions(data_request),
        without_data=[each for each in data_request.comments if each.submitter is None],
    )


def _mentions(data_request: Request) -> list[tuple[Comment, str]]:
    """Where the data that are to be erased, or no longer shown, stand in other words."""
    if data_request.right not in (DataRight.ERASE, DataRight.HIDE):
        return []
    return [
        (each.comment, gettext(each.where))
        for comment in data_request.comments
        for each in mentions(comment)
    ]


def _facts(comment: Comment) -> list[tuple[str, str]]:
    """All that is stored about the author of an observation: name and value."""
    submitter = comment.submitter
    group, place = comment.value_group, comment.territory
    rows = {
        gettext("Plan"): comment.plan.title,
        gettext("Received"): moment(comment.received_at),
        **(_contact(submitter) if submitter else {}),
        gettext("Value group"): group and _with_leave(group.name, comment.publish_group),
        gettext("Territory"): place and _with_leave(place.name, comment.publish_territory),
        gettext("Scans"): "; ".join(map(_scan, Evidence.of(comment))),
        gettext("Notices sent"): "; ".join(_notices(comment)),
    }
    return [(name, text) for name, text in rows.items() if text]


def _contact(submitter: Submitter) -> dict[str, str]:
    return {
        gettext("Name"): submitter.name,
        gettext("Organisation"): submitter.organisation,
        gettext("E-mail"): submitter.email,
        gettext("Telephone"): submitter.phone,
        gettext("Is the name shown in public?"): _yes(bool(submitter.public_name)),
        gettext("Authorised on"): gettext(
            "%(moment)s (version %(version)s of the notice)",
            moment=moment(submitter.consented_at),
            version=submitter.policy_version,
        ),
        gettext("Kept until"): day(submitter.purge_on),
    }


def _with_leave(name: str, is_given: bool) -> str:
    shown = gettext("It is shown beside the text.") if is_given else gettext("It is not shown.")
    return f"{name}. {shown}"


def _yes(is_so: bool) -> str:
    return gettext("Yes") if is_so else gettext("No")


def _scan(scan: Evidence) -> str:
    if scan.erased_at:
        return gettext("one erased on %(moment)s", moment=moment(scan.erased_at))
    return gettext("%(name)s, kept until %(day)s", name=scan.filename, day=day(scan.purge_on))


def _notices(comment: Comment) -> list[str]:
    mine = Notice.select().where(Notice.comment == comment, Notice.state == NoticeState.SENT)
    sent = [(each.kind, each.sent_at) for each in mine.order_by(Notice.id)]
    return [f"{word(kind)}, {moment(sent_at)}" for kind, sent_at in sent if sent_at]


@blueprint.get("/datos-personales/respuestas/<int:number>")
@open_to(*data_requests.READERS)
def reply(number: int) -> ResponseReturnValue:
    """The answer to the person, to be printed: what was requested and done, when, by whom, in
    which term. Only who carried out a request to know reads the data here; each reading leaves
    an event."""
    event = found(dict(enumerate(data_requests.answered(), start=1)).get(number))
    right = DataRight(event.details["right"])
    comments = data_requests.to_disclose(event, by=current_user.staff, at=g.now)
    return render(
        "desk/data_requests/reply.html",
        number=number,
        event=event,
        right=right,
        received_on=date.fromisoformat(event.details["received_on"]),
        due_on=date.fromisoformat(event.details["due_on"]),
        answered_on=local(event.at).date(),
        comments=_comments(event.details["about"]),
        records=[(each, _facts(each)) for each in comments],
    )
