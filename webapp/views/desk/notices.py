"""The outbox: what was sent by e-mail, what waits, and what somebody must decide about."""

from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from webapp.forms.base import Form
from webapp.forms.fields import version_field
from webapp.mailing.readiness import lacking
from webapp.models import Notice
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import NoticeState
from webapp.web.hypermedia import done, found, render
from webapp.web.query import number_in_query, word_in_query
from webapp.workflow import notice_delivery

blueprint = Blueprint("notices", __name__)

TONES = {
    NoticeState.SENT: "good",
    NoticeState.RETRYING: "warn",
    NoticeState.IN_DOUBT: "bad",
    NoticeState.GIVEN_UP: "bad",
}


class AttemptForm(Form):
    """Which try of the notice was seen when it was decided."""

    attempts = version_field()


@blueprint.get("/avisos")
@open_to(*EVERYONE)
def index() -> ResponseReturnValue:
    """The notices, newest first."""
    return _index(AttemptForm())


def _index(form: AttemptForm) -> ResponseReturnValue:
    state = word_in_query("estado", NoticeState)
    notices, following = Notice.page(state=state, before=number_in_query("despues"))
    parameters: dict[str, Any] = {"estado": state.value} if state else {}
    return render(
        "desk/notices/index.html",
        status=form.status,
        form=form,
        notices=notices,
        counts=Notice.unsettled(),
        states=NoticeState,
        state=state,
        tones=TONES,
        lacking=lacking(),
        decides=current_user.staff.has(*notice_delivery.DECIDERS),
        next_url=url_for(".index", **parameters, despues=following) if following else None,
        first_url=url_for(".index", **parameters) if "despues" in request.args else None,
    )


@blueprint.post("/avisos/<int:number>/reenvio")
@open_to(*notice_delivery.DECIDERS)
def sending(number: int) -> ResponseReturnValue:
    """Have one sent again."""
    notice, form = found(Notice.get_or_none(Notice.id == number)), AttemptForm()
    if form.carries_out(
        lambda: notice_delivery.send_again(
            notice, attempts=form.attempts.data or 0, by=current_user.staff, at=g.now
        )
    ):
        flash(gettext("The notice will be sent again."), "good")
        return done(url_for(".index", estado=notice.state.value))
    return _index(form)


@blueprint.post("/avisos/<int:number>/constancia-de-envio")
@open_to(*notice_delivery.DECIDERS)
def taking_as_sent(number: int) -> ResponseReturnValue:
    """Take one as sent."""
    notice, form = found(Notice.get_or_none(Notice.id == number)), AttemptForm()
    if form.carries_out(
        lambda: notice_delivery.take_as_sent(
            notice, attempts=form.attempts.data or 0, by=current_user.staff, at=g.now
        )
    ):
        flash(gettext("The notice is taken as sent."), "good")
        return done(url_for(".index", estado=notice.state.value))
    return _index(form)
