"""Full-text search in plans, observations and answers."""

import re

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from webapp.models import Plan
from webapp.models.search import Query, Subject, within_bounds
from webapp.queries import search_results
from webapp.queries.search_results import Hit
from webapp.text import excerpts
from webapp.text.typed import line
from webapp.web.hypermedia import found, render

blueprint = Blueprint("search", __name__)

_PLACE = re.compile("[1-9][0-9]{0,14}")


@blueprint.get("/buscar")
def show() -> ResponseReturnValue:
    """What was found of the words searched for, in every plan or in one, page by page."""
    typed = within_bounds(line(request.args.get("q")))
    plan = _plan_in_query()
    query = Query.read(typed)
    listed, following = search_results.page(typed, plan=plan, after=_cursor_in_query())
    return render(
        "search/show.html",
        typed=typed,
        plan=plan,
        has_words=bool(query),
        hits=[(hit, _name(hit), _address(hit), _excerpt(hit, query)) for hit in listed],
        marked=lambda text: excerpts.marked(text, query.stems),
        parameters={"q": typed, "plan": plan.slug} if plan else {"q": typed},
        following=following,
    )


def _plan_in_query() -> Plan | None:
    """The plan in the address; 404 while no edition of it is out."""
    slug = request.args.get("plan")
    if not slug:
        return None
    plan = found(Plan.find(line(slug)))
    return plan if plan.current_edition else abort(404)


def _cursor_in_query() -> int | None:
    """The cursor of the address; 400 for what is none."""
    value = request.args.get("despues", "")
    if not value:
        return None
    return int(value) if _PLACE.fullmatch(value) else abort(400)


def _name(hit: Hit) -> str:
    if hit.wording:
        return gettext("Action %(code)s", code=hit.wording.action.code)
    number = hit.comment.filing_number if hit.comment else ""
    if hit.subject is Subject.ANSWER:
        return gettext("Answer to %(number)s", number=number)
    return gettext("Observation %(number)s", number=number)


def _address(hit: Hit) -> str:
    if hit.wording:
        plan, code = hit.edition.plan, hit.wording.action.code
        return url_for("plans.action", slug=plan.slug, code=code)
    number = hit.comment.filing_number if hit.comment else ""
    return url_for("record.comment", filing_number=number)


def _excerpt(hit: Hit, query: Query) -> Markup:
    return excerpts.excerpt(hit.texts, query.stems)
