"""The public record: the register of observations, each one for ever, and how to check it all."""

from flask import Blueprint, abort, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.models import (
    Action,
    Change,
    Correction,
    Event,
    Plan,
    Territory,
    ValueGroup,
)
from webapp.presenting.answer_facts import reasons_of
from webapp.queries import belated, changelog, public_register
from webapp.queries.public_comment import PublicComment
from webapp.text.typed import line
from webapp.vocabulary import Channel, Decision, Kind, OfficialState
from webapp.vocabulary.messages import Worded
from webapp.web.filters import iso, word
from webapp.web.hypermedia import render
from webapp.web.query import number_in_query
from webapp.web.register_query import UNSAID, WHOLE_PLAN, narrowed, parameters

blueprint = Blueprint("record", __name__)


@blueprint.get("/planes/<slug>/observaciones")
def comments(slug: str) -> ResponseReturnValue:
    """The public register: every observation received that the filters of the address leave."""
    plan = Plan.find(slug) or abort(404)
    edition = plan.current_edition or abort(404)
    chosen = narrowed(plan)
    shown, following = public_register.cut(
        public_register.page(plan, chosen, after=number_in_query("despues"))
    )
    return render(
        "record/comments.html",
        plan=plan,
        edition=edition,
        chosen=chosen,
        comments=shown,
        following=following,
        parameters=parameters(),
        actions=[
            *((each.code, each.code) for each in plan.public_actions.order_by(Action.position)),
            (WHOLE_PLAN, gettext("The whole plan")),
        ],
        value_groups=[(each.id, each.name) for each in ValueGroup.public()],
        territories=[(each.id, each.name) for each in Territory.public()],
        kinds=[*_options(Kind), (UNSAID, gettext("Not said"))],
        decisions=_options(Decision),
        states=_options(OfficialState),
        channels=_options(Channel),
        rounds=[(each.number, each.number) for each in plan.announced_rounds],
        belated=belated.of(plan.announced_rounds),
    )


def _options(words: type[Worded]) -> list[tuple[str, str]]:
    return [(each.value, word(each)) for each in words]


@blueprint.get("/observaciones/<filing_number>")
def comment(filing_number: str) -> ResponseReturnValue:
    """One observation for ever, with its answer and the changes that it caused."""
    canonical = line(filing_number).upper()
    if canonical != filing_number:
        return redirect(url_for(".comment", filing_number=canonical), 301)
    record = public_register.find(canonical) or abort(404)
    comment, published = record.comment, record.published
    return render(
        "record/comment.html",
        plan=comment.plan,
        edition=comment.plan.current_edition,
        comment=comment,
        author=record.author,
        facts=_facts(record),
        answer=published and published.answer,
        reasons=reasons_of(published.answer) if published else [],
        parts=published.parts if published else [],
        corrections=published.corrections if published else [],
        reinstatement=Correction.reinstatement_of(comment),
        amendments=changelog.amendments(Change.caused_by(comment)),
    )


def _facts(record: PublicComment) -> list[tuple[str, str]]:
    """The other fields of an observation and its channel, empty ones left out."""
    comment = record.comment
    rows = {
        gettext("Kind"): word(comment.kind),
        gettext("Position"): word(comment.stance),
        gettext("Part of the action"): word(comment.target) if comment.action_id else "",
        gettext("Channel"): word(comment.channel),
        gettext("Value group"): record.author.group,
        gettext("Territory"): record.author.territory,
    }
    return [(name, text) for name, text in rows.items() if text]


@blueprint.get("/registro")
def log() -> ResponseReturnValue:
    """How many entries the log has, and the seal of any of them, to compare with a receipt."""
    position = number_in_query("entrada")
    return render(
        "record/log.html",
        head=Event.head(),
        position=position,
        entry=Event.get_or_none(Event.position == position) if position else None,
    )


@blueprint.get("/registro.json")
def checkpoint() -> ResponseReturnValue:
    """The log's size and head, as `enmienda verify --checkpoint` reads them."""
    head = Event.head()
    if head is None:
        return jsonify(size=0, head="", at=None)
    return jsonify(size=head.position, head=head.seal, at=iso(head.at))
