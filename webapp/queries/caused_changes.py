"""The published changes that name an observation: which field of what, in which edition."""

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.models.base import tuples
from webapp.models.change import Change, ChangeSource
from webapp.models.plan import Action, Category, Edition
from webapp.queries.action_presence import Presence
from webapp.vocabulary import PlanField, Turn


@dataclass(frozen=True, kw_only=True, slots=True)
class CausedChange:
    """The place of a change that names an observation; without action it is a category's title,
    without category a fact of the plan."""

    edition: int
    category: int | None
    action: str | None
    field: PlanField


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportedChange:
    """A change that names an observation, with its texts; `turn` is that of an action that is new
    or withdrawn."""

    where: CausedChange
    before: str
    after: str
    turn: Turn | None


_WHERE = (Edition.number, Category.number, Action.code, Change.field)


def caused_by(comments: Sequence[int]) -> dict[int, list[CausedChange]]:
    """What some observations changed, by the observation's id, in the plan's order: one query."""
    found: dict[int, list[CausedChange]] = {}
    for comment, edition, category, action, field in tuples(
        ChangeSource.published(comments, *_WHERE)
    ):
        where = CausedChange(edition=edition, category=category, action=action, field=field)
        found.setdefault(comment, []).append(where)
    return found


def reported(
    comments: Sequence[int], plan: int, *, up_to: int | None = None
) -> dict[int, list[ReportedChange]]:
    """The same with their texts, of the editions of a plan up to a number: two queries."""
    query = ChangeSource.published(comments, *_WHERE, Action.id, Change.before, Change.after)
    if up_to is not None:
        query = query.where(Edition.number <= up_to)
    rows = tuples(query)
    presence = Presence(plan, {action for *_, action, _, _ in rows if action})
    found: dict[int, list[ReportedChange]] = {}
    for comment, edition, category, code, field, action, before, after in rows:
        change = ReportedChange(
            where=CausedChange(edition=edition, category=category, action=code, field=field),
            before=before,
            after=after,
            turn=presence.turn(action, edition - 1, edition) if action else None,
        )
        found.setdefault(comment, []).append(change)
    return found
