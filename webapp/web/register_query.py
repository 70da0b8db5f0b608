"""The filters of the public register, from an address; the page and the downloads share them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from flask import abort, request

from webapp.models import Action, Category, Consultation, Plan, Territory, ValueGroup
from webapp.models.entity import CatalogueEntry
from webapp.queries.public_register import RegisterFilter
from webapp.text.typed import line
from webapp.values import time_zones
from webapp.vocabulary import Channel, Decision, Kind, OfficialState
from webapp.web.filters import entity
from webapp.web.query import number_in_query, word_in_query

Entry = TypeVar("Entry", bound=CatalogueEntry)

LONGEST_SEARCH = 200
NEWEST_FIRST = "recientes"
WHOLE_PLAN = "plan"
UNSAID = "sin-decir"
YES_OR_NO = {"si": True, "no": False}
PARAMETERS = (
    "q", "accion", "categoria", "tipo", "decision", "estado", "respuesta", "canal", "grupo",
    "territorio", "dia", "extemporaneas", "posteriores", "ronda", "orden",
)  # fmt: skip


def narrowed(plan: Plan) -> RegisterFilter:
    """The filter of the address; 400 for a value that no list offers."""
    without_kind = request.args.get("tipo") == UNSAID
    return RegisterFilter(
        action=_action(plan),
        on_whole_plan=request.args.get("accion") == WHOLE_PLAN,
        kind=None if without_kind else word_in_query("tipo", Kind),
        without_kind=without_kind,
        decision=word_in_query("decision", Decision),
        state=word_in_query("estado", OfficialState),
        answered=_yes_or_no("respuesta"),
        channel=word_in_query("canal", Channel),
        value_group=_entry("grupo", ValueGroup.public),
        territory=_entry("territorio", Territory.public),
        received=_received(),
        late=_yes_or_no("extemporaneas"),
        belated=_yes_or_no("posteriores"),
        consultation=round_in_query(plan),
        category=_category(plan),
        words=line(request.args.get("q"))[:LONGEST_SEARCH],
        newest_first=request.args.get("orden") == NEWEST_FIRST,
    )


def _action(plan: Plan) -> Action | None:
    code = line(request.args.get("accion"))
    if not code or code == WHOLE_PLAN:
        return None
    return plan.public_action(code) or abort(400)


def _category(plan: Plan) -> Category | None:
    """A category of the newest edition, by its number."""
    number = number_in_query("categoria")
    if number is None or plan.current_edition is None:
        return None
    return plan.current_edition.categories.where(Category.number == number).first() or abort(400)


def _yes_or_no(name: str) -> bool | None:
    value = request.args.get(name)
    if not value:
        return None
    return YES_OR_NO[value] if value in YES_OR_NO else abort(400)


def _entry(name: str, public: Callable[[], list[Entry]]) -> Entry | None:
    """An entry of a catalogue, by its number."""
    number = number_in_query(name)
    if number is None:
        return None
    return next((each for each in public() if each.id == number), None) or abort(400)


def _received() -> tuple[datetime, datetime] | None:
    """A day of the entity's, from its midnight to the next."""
    day = request.args.get("dia")
    if not day:
        return None
    try:
        midnight = datetime.combine(date.fromisoformat(day), time())
        next_one = midnight + timedelta(days=1)
    except (ValueError, OverflowError):
        abort(400)
    return time_zones.to_utc(midnight, entity().zone), time_zones.to_utc(next_one, entity().zone)


def round_in_query(plan: Plan) -> Consultation | None:
    """The round in the address; 400 for one that was not announced."""
    number = number_in_query("ronda")
    if number is None:
        return None
    return plan.round_numbered(number) or abort(400)


def parameters() -> dict[str, str]:
    """The filters of the address, without the cursor, to carry them to the next page."""
    return {name: request.args[name] for name in PARAMETERS if request.args.get(name)}
