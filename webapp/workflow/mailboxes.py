"""How much one mailbox gets that others can cause: whoever types another's must not fill it.

A mailbox is known by a keyed digest, for a day: variants of an address that lead to the same one
count together.
"""

import hmac
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from peewee import fn

from webapp.models import Entity, Notice
from webapp.models.base import tuples
from webapp.storage.db import transaction
from webapp.values.addresses import mailbox
from webapp.vocabulary import NoticeKind

A_DAY = timedelta(days=1)
_AT_ONCE = 500


def mailboxes_of(addresses: Iterable[str]) -> dict[str, str]:
    """The mailbox that each address leads to, as a digest in hexadecimal: one query."""
    key = bytes.fromhex(Entity.current().tracking_key)
    return {
        each: hmac.digest(key, f"buzon:{mailbox(each)}".encode(), "sha256").hex()
        for each in addresses
    }


def had_today(mailboxes: Iterable[str], kind: NoticeKind, *, at: datetime) -> Counter[str]:
    """How many notices of a kind were put in for each of some mailboxes in the last day."""
    asked, had = sorted(set(mailboxes)), Counter[str]()
    for start in range(0, len(asked), _AT_ONCE):
        counted = (
            Notice.select(Notice.mailbox, fn.COUNT(Notice.id))
            .where(
                Notice.mailbox.in_(asked[start : start + _AT_ONCE]),
                Notice.kind == kind,
                Notice.created_at > at - A_DAY,
            )
            .group_by(Notice.mailbox)
        )
        had.update(dict(tuples(counted)))
    return had


def forget_mailboxes(*, at: datetime) -> int:
    """Erase the digests that no longer count; give how many."""
    with transaction():
        return (
            Notice.update(mailbox="")
            .where(Notice.mailbox != "", Notice.created_at <= at - A_DAY)
            .execute()
        )
