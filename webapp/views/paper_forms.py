"""What is printed about a plan: the paper form, of one action too, and the poster."""

from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from typing import TypeVar

from flask import Blueprint, Response, abort, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.documents.paper_form import PaperAction, PaperChannel, PaperForm, paper_form
from webapp.documents.poster import Poster, print_poster
from webapp.models import Consultation, Plan, ReceiptChannel
from webapp.vocabulary import Channel, Phase
from webapp.web.filters import (
    clock_time,
    day,
    deadline,
    entity,
    local,
    months,
    round_words,
    window_days,
    word,
    zone_words,
)
from webapp.web.hypermedia import whole_address
from webapp.web.security import limiter

blueprint = Blueprint("paper_forms", __name__)

CACHED_FORMS = 64
"""Forms that a process keeps: each takes a tenth of a megabyte, and a second to typeset."""

Printed = TypeVar("Printed", PaperForm, Poster)

limit = limiter.shared_limit("60 per 10 minutes", scope="paper forms")


@blueprint.get("/planes/<slug>/formulario.pdf")
@limit
def plan(slug: str) -> ResponseReturnValue:
    """The form on any part of the plan."""
    plan, consultation = _consulted(slug)
    address = url_for("plans.show", slug=slug)
    return _pdf(paper_form, _form(plan, consultation, address), f"formulario-{slug}.pdf")


@blueprint.get("/planes/<slug>/acciones/<code>/formulario.pdf")
@limit
def action(slug: str, code: str) -> ResponseReturnValue:
    """The form on one action, with its text."""
    plan, consultation = _consulted(slug)
    action = plan.public_action(code) or abort(404)
    wording = action.wording_in(consultation.edition) or abort(404)
    if not consultation.takes(action):
        abort(404)
    address = url_for("plans.action", slug=slug, code=code)
    about = PaperAction(
        code=code,
        activity=wording.activity,
        improvement=wording.improvement,
        term=months(wording.term_months) if wording.term_months else "",
    )
    form = _form(plan, consultation, address, about)
    return _pdf(paper_form, form, f"formulario-{slug}-{code}.pdf")


@blueprint.get("/planes/<slug>/afiche.pdf")
@limit
def poster(slug: str) -> ResponseReturnValue:
    """The poster with the closing day and the ways to take part; 404 when nobody can take part any
    more."""
    plan, consultation = _consulted(slug)
    if not plan.public_phase(g.now).is_consulting:
        abort(404)
    return _pdf(print_poster, _poster(plan, consultation), f"afiche-{slug}.pdf")


def _consulted(slug: str) -> tuple[Plan, Consultation]:
    """The plan and the round that the public sees; 404 while there is none, or it is cancelled."""
    plan = Plan.find(slug) or abort(404)
    if plan.public_phase(g.now) in (Phase.DRAFTING, Phase.CANCELLED):
        abort(404)
    return plan, plan.announced_round or abort(404)


def _form(
    plan: Plan, consultation: Consultation, address: str, about: PaperAction | None = None
) -> PaperForm:
    edition = consultation.edition
    return PaperForm(
        entity_name=entity().name,
        plan_title=edition.title,
        plan_code=edition.code,
        address=whole_address(address),
        round_words=round_words(consultation),
        deadline_words=deadline(plan),
        late_words=_late_words(consultation),
        channels=tuple(
            PaperChannel(name=word(each.channel), detail=each.details)
            for each in consultation.channels.order_by(ReceiptChannel.id)
            if each.channel is not Channel.WEB
        ),
        privacy_notice=entity().privacy_notice,
        action=about,
    )


def _late_words(consultation: Consultation) -> str:
    """What becomes of a form that is handed in now, once the time is over."""
    if g.now < consultation.closes_at:
        return ""
    return gettext(
        "What is handed in now comes late: it is received by the channels on the back and "
        "answered, but not counted in the totals."
    )


def _poster(plan: Plan, consultation: Consultation) -> Poster:
    last = consultation.closes_at - timedelta(minutes=1)
    return Poster(
        entity_name=entity().name,
        plan_title=consultation.edition.title,
        address=whole_address(url_for("plans.short", number=plan.id)),
        first_words=day(local(consultation.opens_at).date()),
        last_day_words=day(consultation.last_day(entity().zone)),
        last_hour_words=f"{clock_time(last)}, {zone_words()}",
        days_words=window_days(consultation),
        round_words=round_words(consultation),
        channels=tuple(
            PaperChannel(name=word(each.channel), detail=each.details)
            for each in consultation.channels.order_by(ReceiptChannel.id)
            if each.channel.is_offline
        ),
        contact=" · ".join(filter(None, (entity().phone, entity().email, entity().address))),
    )


def _pdf(write: Callable[..., bytes], printed: Printed, filename: str) -> Response:
    response = Response(_typeset(write, printed), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=filename)
    return response


@lru_cache(maxsize=CACHED_FORMS)
def _typeset(write: Callable[..., bytes], printed: Printed) -> bytes:
    return write(printed, translate=gettext)
