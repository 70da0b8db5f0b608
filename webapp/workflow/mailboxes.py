"""How much one mailbox gets that others can cause: whoever types another's must not fill it.

It is counted by the day, under a digest that is keyed by the server's secret and the day, and that
leads to no observation and no subscription: who erases their data leaves nothing that is theirs,
and the bound holds. The day over, the digests go. Variants of an address that lead to the same
mailbox count together.
"""

import hmac
from datetime import date, datetime

from webapp.models import Entity, MailboxCount
from webapp.storage.db import transaction
from webapp.values import time_zones
from webapp.values.addresses import mailbox
from webapp.vocabulary import NoticeKind


def had_today(address: str, kind: NoticeKind, *, at: datetime) -> int:
    """How many notices of a kind the mailbox of an address had in the entity's day."""
    digest, _ = _of_the_day(address, kind, at)
    row = MailboxCount.get_or_none(MailboxCount.digest == digest)
    return row.count if row else 0


def count(address: str, kind: NoticeKind, *, at: datetime) -> int:
    """Count one more, and give how many there are today with it. Part of a larger act."""
    digest, day = _of_the_day(address, kind, at)
    _forget_before(day)
    row, _ = MailboxCount.get_or_create(digest=digest, defaults={"day": day, "count": 0})
    MailboxCount.update(count=MailboxCount.count + 1).where(MailboxCount.id == row.id).execute()
    return int(row.count) + 1


def forget_days_over(*, at: datetime) -> int:
    """Erase what was counted on the days before; give how many mailboxes."""
    with transaction():
        return _forget_before(time_zones.to_local(at, Entity.current().zone).date())


def _forget_before(day: date) -> int:
    return int(MailboxCount.delete().where(MailboxCount.day < day).execute())


def _of_the_day(address: str, kind: NoticeKind, at: datetime) -> tuple[str, date]:
    """The digest of a mailbox, for a kind of notice and a day; that day."""
    entity = Entity.current()
    day = time_zones.to_local(at, entity.zone).date()
    key = bytes.fromhex(entity.tracking_key)
    known = f"buzon:{day}:{kind}:{mailbox(address)}"
    return hmac.digest(key, known.encode(), "sha256").hex(), day
