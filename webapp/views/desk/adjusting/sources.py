"""The observations that a change of the plan comes from, as its forms offer them and are filled
from them."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from flask_login import current_user

from webapp.forms.wording import FIELD_OF_TARGET
from webapp.models import Change, Comment, Plan
from webapp.queries import desk_list
from webapp.text.typed import line
from webapp.vocabulary import Origin, PlanField, Target
from webapp.web.filters import word


def comment_used(plan: Plan) -> Comment | None:
    """The observation of this plan that the editor comes from."""
    number = line(request.args.get("usar"))
    comment = Comment.find(number) if number else None
    return comment if comment and comment.plan_id == plan.id else None


def used_values(plan: Plan) -> dict[str, Any]:
    """The wording that an observation proposes, put where it belongs, and that observation."""
    comment = comment_used(plan)
    if comment is None:
        return {}
    used: dict[str, Any] = {
        "origin": Origin.OBSERVATIONS,
        "comments": [comment.filing_number],
    }
    proposed = comment.read_by(current_user.staff).proposed_text
    if proposed and comment.target is not Target.TERM:
        used[FIELD_OF_TARGET.get(comment.target, PlanField.IMPROVEMENT).value] = proposed
    return used


def known_why(going_on: Change | None, used: Mapping[str, Any]) -> dict[str, Any]:
    """The reason of the change that is gone on with, and no other; with the observation whose
    wording is used beside those it has."""
    if going_on is None:
        return {}
    numbers = [each.filing_number for each in going_on.comments]
    return {
        "origin": used.get("origin", going_on.origin),
        "reason": going_on.reason,
        "comments": [*numbers, *used.get("comments", ())],
    }


def hints(listed: Iterable[desk_list.DeskComment]) -> dict[str, str]:
    """What helps to recognise each observation among the boxes to tick, by filing number."""
    parts = {c.filing_number: (c.kind, c.target, c.stance) for c in (e.comment for e in listed)}
    return {number: " · ".join(filter(None, map(word, some))) for number, some in parts.items()}
