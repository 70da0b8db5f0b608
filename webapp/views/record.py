"""The public record: the register of observations, each one for ever, and how to check it all."""

from flask import Blueprint, abort, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.filters import iso, moment, told, word
from webapp.forms import asked_number, asked_word, line
from webapp.hypermedia import render
from webapp.messages import Worded
from webapp.models import (
    Action,
    Answer,
    Change,
    Comment,
    Edition,
    Event,
    Plan,
    ValueGroup,
    changelog,
    register,
)
from webapp.vocabulary import Channel, Decision, Kind

blueprint = Blueprint("record", __name__)

LONGEST_SEARCH = 200
NEWEST_FIRST = "recientes"
ASKED = ("q", "accion", "tipo", "decision", "canal", "grupo", "orden")


@blueprint.get("/planes/<slug>/observaciones")
def comments(slug: str) -> ResponseReturnValue:
    """The public register: every observation received, narrowed down as the reader asks."""
    plan = Plan.find(slug) or abort(404)
    edition = plan.current_edition or abort(404)
    chosen = _filter(plan)
    shown, following = register.cut(register.page(plan, chosen, after=asked_number("despues")))
    return render(
        "record/comments.html",
        plan=plan,
        edition=edition,
        chosen=chosen,
        comments=shown,
        following=following,
        asked=_asked(),
        actions=[(each.code, each.code) for each in plan.actions.order_by(Action.position)],
        value_groups=[(each.id, each.name) for each in _told_groups(plan)],
        kinds=_options(Kind),
        decisions=_options(Decision),
        channels=_options(Channel),
    )


def _filter(plan: Plan) -> register.Filter:
    """The filter of the address; 400 for a value that no list offers."""
    return register.Filter(
        action=_asked_action(plan),
        kind=asked_word("tipo", Kind),
        decision=asked_word("decision", Decision),
        channel=asked_word("canal", Channel),
        value_group=_asked_group(plan),
        words=line(request.args.get("q"))[:LONGEST_SEARCH],
        newest_first=request.args.get("orden") == NEWEST_FIRST,
    )


def _asked_action(plan: Plan) -> Action | None:
    code = line(request.args.get("accion"))
    return (plan.actions.where(Action.code == code).first() or abort(400)) if code else None


def _asked_group(plan: Plan) -> ValueGroup | None:
    number = asked_number("grupo")
    if number is None:
        return None
    return next((each for each in _told_groups(plan) if each.id == number), None) or abort(400)


def _told_groups(plan: Plan) -> list[ValueGroup]:
    """The groups whose observations may be told apart (R14)."""
    return [each for each in ValueGroup.public() if told(plan.id).group(each.id)]


def _asked() -> dict[str, str]:
    """What the address asks for, without the cursor, to carry it to the next page."""
    return {name: request.args[name] for name in ASKED if request.args.get(name)}


def _options(words: type[Worded]) -> list[tuple[str, str]]:
    return [(each.value, word(each)) for each in words]


@blueprint.get("/observaciones/<filing_number>")
def comment(filing_number: str) -> ResponseReturnValue:
    """One observation for ever, with its answer and the changes that it caused."""
    canonical = line(filing_number).upper()
    if canonical != filing_number:
        return redirect(url_for(".comment", filing_number=canonical), 301)
    comment = register.find(canonical) or abort(404)
    answer = getattr(comment, "published_answer", None)
    return render(
        "record/comment.html",
        plan=comment.plan,
        edition=comment.plan.current_edition,
        comment=comment,
        facts=_facts(comment),
        answer=answer,
        reasons=_reasons(answer) if answer else [],
        parts=register.answered_parts([comment]).get(comment.id, []),
        amendments=changelog.amendments(Change.caused_by(comment)),
    )


def _facts(comment: Comment) -> list[tuple[str, str]]:
    """What its author said about it, and how it came; what was left open is left out."""
    rows = {
        gettext("Kind"): comment.kind,
        gettext("Position"): comment.stance,
        gettext("Part of the action"): comment.target if comment.action_id else None,
        gettext("Channel"): comment.channel,
    }
    return [(name, word(term)) for name, term in rows.items() if term]


def _reasons(answer: Answer) -> list[tuple[str, str]]:
    """Why it was decided so, where the plan says it, who answers for it and since when."""
    rows = {
        gettext("Reason"): answer.reason,
        gettext("Where the plan says it"): answer.cites,
        gettext("Who answered"): answer.responsible_area,
        gettext("Published on"): moment(answer.published_at) if answer.published_at else "",
    }
    return [(name, text) for name, text in rows.items() if text]


@blueprint.get("/registro")
def log() -> ResponseReturnValue:
    """How far the log goes, and the seal of any entry, to compare with a receipt."""
    position = asked_number("entrada")
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


@blueprint.get("/datos")
def data() -> ResponseReturnValue:
    """What can be downloaded, and on what terms."""
    return render("record/data.html", editions=Edition.every_published())
