"""Notices to subscribers that the clock brings: that a round opened, and that it closes soon."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from webapp.models import Consultation, Entity, Extension, Occasion
from webapp.storage.db import transaction
from webapp.values import time_zones
from webapp.vocabulary import NoticeKind, Phase
from webapp.workflow import notifying

SOON = timedelta(days=3)
"""How long before the close the notice goes out that it is near."""
MORNING = time(7)
"""From when on, in the entity's zone, what is due by the clock goes out: nobody is woken."""
STILL_NEWS = timedelta(days=1)
"""How late the notice of an opening, or of a close to come, is still put in."""


def put_what_is_due(*, at: datetime) -> None:
    """Put in the notices of the rounds that opened, and of those that close in three days.

    One for each moment; after an extension the new close is another moment.
    """
    zone = Entity.current().zone
    for consultation in Consultation.announced():
        if consultation.plan.cancelled_at:
            continue
        opens = _in_the_morning(consultation.opens_at, zone)
        soon = _in_the_morning(consultation.closes_at - SOON, zone)
        closing = f"closing_soon:{consultation.id}:{consultation.closes_at:%Y-%m-%dT%H:%M}"
        if _is_the_moment(opens, at) and consultation.phase(at) is Phase.OPEN:
            _notify_once(f"opened:{consultation.id}", NoticeKind.OPENED, consultation, at)
        if _is_the_moment(soon, at) and soon > opens and not _was_extended(consultation, soon):
            _notify_once(closing, NoticeKind.CLOSING_SOON, consultation, at)


def _in_the_morning(moment: datetime, zone: ZoneInfo) -> datetime:
    day = time_zones.to_local(moment, zone).date()
    return max(moment, time_zones.to_utc(datetime.combine(day, MORNING), zone))


def _is_the_moment(moment: datetime, at: datetime) -> bool:
    return moment <= at < moment + STILL_NEWS


def _was_extended(consultation: Consultation, since: datetime) -> bool:
    """Whether subscribers have just been notified of this very close."""
    recent = (Extension.decided_at >= since) | (Extension.withdrawn_at >= since)
    return consultation.extensions.where(recent).exists()


def _notify_once(key: str, kind: NoticeKind, consultation: Consultation, at: datetime) -> None:
    if Occasion.select().where(Occasion.key == key).exists():
        return
    with transaction():
        _, new = Occasion.get_or_create(key=key, defaults={"noted_at": at})
        if new:
            notifying.to_subscribers(key, kind, consultation, at)
