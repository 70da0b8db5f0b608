"""When an action took no observations, and why: its page goes on telling it after it reopened."""

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
    observations, oldest first. The log tells them: the action itself only knows whether it is
    closed now."""
    told = Event.select().where(
        Event.plan == action.plan_id,
        Event.subject == name_of(action),
        Event.verb.in_((Verb.ACTION_CLOSED, Verb.ACTION_REOPENED)),
    )
    closings: list[Closing] = []
    if since is None:
        return closings
    closed: Event | None = None
    for event in told.order_by(Event.position):
        if event.verb == Verb.ACTION_CLOSED:
            closed = event
        elif closed and event.at > since:
            closings.append(Closing(max(closed.at, since), event.at, closed.details["reason"]))
    return closings
