"""What a notice says, written from the rows as they are when it leaves.

Nothing is told here that the public may not read, but for the code of one's own receipt; nobody's
name either: whoever gave an address may have given another's.
"""

from datetime import datetime

from webapp.mailing.letters.letter import ChangeInWords, Letter, NotNeeded
from webapp.mailing.letters.to_authors import to_author
from webapp.mailing.letters.to_subscribers import to_subscriber
from webapp.models import Notice
from webapp.vocabulary import NoticeKind, NoticeReason

__all__ = ["ChangeInWords", "Letter", "NotNeeded", "write"]


def write(notice: Notice, *, at: datetime) -> tuple[str, Letter]:
    """The address that a notice goes to, and what it says. Raises NotNeeded."""
    if notice.subscription:
        subscription = notice.subscription
        if subscription.confirmed_at is None and notice.kind is not NoticeKind.CONFIRMATION:
            raise NotNeeded(NoticeReason.OUT_OF_DATE)
        return subscription.email, to_subscriber(notice, subscription, at)
    comment = notice.comment
    submitter = comment.submitter if comment else None
    if comment is None or submitter is None or not submitter.email:
        raise NotNeeded(NoticeReason.NO_ADDRESS)
    return submitter.email, to_author(notice, comment)
