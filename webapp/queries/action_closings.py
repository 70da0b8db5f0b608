"""When an action took no observations, and why: its page shows it after it reopened too."""

from datetime import datetime
from typing import NamedTuple

from webapp.models.event import Event, name_of
from webapp.models.plan import Action
from webapp.vocabulary.verbs import Verb


class Closing(NamedTuple):
    """A time in which an action took no observations."""

    since: datetime
    until: datetime
    reason: str


def closings_of(action: Action, *, since: datetime | None) -> list[Closing]:
    """The times that ended after the plan was first public in which an action was closed to
    observations, oldest first. They are read from the log: the action only has whether it is
    closed now."""
    acts = Event.select().where(
        Event.plan == action.plan_id,
        Event.subject == name_of(action),
        Event.verb.in_((Verb.ACTION_CLOSED, Verb.ACTION_REOPENED)),
    )
    closings: list[Closing] = []
    if since is None:
        return closings
    closed: Event | None = None
    for event in acts.order_by(Event.position):
        if event.verb == Verb.ACTION_CLOSED:
            closed = event
        elif closed and event.at > since:
            closings.append(Closing(max(closed.at, since), event.at, closed.details["reason"]))
    return closings
