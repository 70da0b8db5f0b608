"""What a notice says, written from the rows as they are when it leaves.

Nothing is told here that the public may not read, but for the code of one's own receipt; nobody's
name either: whoever gave an address may have given another's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext, ngettext

from webapp.filters import (
    closing,
    day,
    deadline,
    last_moment,
    local,
    moment,
    term_change,
    word,
    zone_words,
)
from webapp.mailing.tokens import Purpose, token
from webapp.models import (
    Answer,
    Change,
    Comment,
    Consultation,
    Edition,
    Extension,
    Notice,
    Plan,
    Subscription,
    changelog,
)
from webapp.models.changelog import Amendment
from webapp.vocabulary import NoticeKind, NoticeReason, Phase, PlanField, Publication
from webapp.workflow.notifying import SOON
from webapp.workflow.subscribing import UNCONFIRMED_FOR


class NotNeeded(Exception):
    """What the notice said is not so any more, or there is nobody to tell."""

    def __init__(self, reason: NoticeReason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Told:
    """One change, as a letter tells it."""

    title: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The words of a notice, in the order in which they are read."""

    subject: str
    opening: str
    facts: Sequence[tuple[str, str]] = ()
    quote: str = ""
    changes: Sequence[Told] = ()
    paragraphs: Sequence[str] = ()
    link: tuple[str, str]
    why: str = ""
    leave_url: str = ""


def write(notice: Notice, *, at: datetime) -> tuple[str, Letter]:
    """The address that a notice goes to, and what it says. Raises NotNeeded."""
    if notice.subscription:
        subscription = notice.subscription
        if subscription.confirmed_at is None and notice.kind is not NoticeKind.CONFIRMATION:
            raise NotNeeded(NoticeReason.OUT_OF_DATE)
        return subscription.email, _to_subscriber(notice, subscription, at)
    comment = notice.comment
    submitter = comment.submitter if comment else None
    if comment is None or submitter is None or not submitter.email:
        raise NotNeeded(NoticeReason.NO_ADDRESS)
    return submitter.email, _to_author(notice, comment)


def link(endpoint: str, **values: object) -> str:
    """The whole address of a page: letters are read elsewhere."""
    base = urlsplit(current_app.config["BASE_URL"])
    addresses = current_app.url_map.bind(
        base.netloc, script_name=base.path or "/", url_scheme=base.scheme
    )
    return addresses.build(endpoint, values, force_external=True)


# --- to the author of an observation --------------------------------------------------------------


def _to_author(notice: Notice, comment: Comment) -> Letter:
    write: Callable[[Notice, Comment], Letter] = {
        NoticeKind.RECEIPT: _receipt,
        NoticeKind.MODERATED: _moderated,
        NoticeKind.ANSWERED: _answered,
        NoticeKind.ADJUSTED: _adjusted_for_author,
        NoticeKind.CANCELLED: _cancelled_for_author,
    }[notice.kind]
    return replace(
        write(notice, comment),
        why=gettext(
            "We write because this address was given with the observation %(number)s. To have it "
            "erased, open %(address)s with the tracking code and choose “Erase my data”.",
            number=comment.filing_number,
            address=link("tracking.search"),
        ),
    )


def _receipt(notice: Notice, comment: Comment) -> Letter:
    facts = {
        gettext("Filing number"): comment.filing_number,
        gettext("Tracking code"): notice.code,
        gettext("Received on"): f"{moment(comment.received_at)}, {zone_words()}",
        gettext("Plan"): comment.edition.title,
        gettext("About"): _about(comment),
    }
    keep = (
        gettext("Keep the tracking code: it opens your page, and nobody can tell it to you again.")
        if notice.code
        else gettext("The tracking code is the one on the receipt that you were given.")
    )
    late = gettext("It came after the close: it is answered, but not counted in the totals.")
    where = (
        link("tracking.show", tracking_code=notice.code) if notice.code else link("tracking.search")
    )
    return Letter(
        subject=gettext("We received your observation %(number)s", number=comment.filing_number),
        opening=gettext("Thank you for writing. This is the receipt of your observation."),
        facts=[(name, text) for name, text in facts.items() if text],
        paragraphs=[
            *([late] if comment.late else []),
            keep,
            gettext("We will write to you when it is shown, when it is answered and when the "
                    "adjusted plan comes out."),
            gettext("If you did not send this observation, ignore this message: somebody wrote "
                    "your address by mistake."),
        ],
        link=(gettext("See how my observation is doing"), where),
    )  # fmt: skip


def _about(comment: Comment) -> str:
    if comment.action is None:
        return gettext("The whole plan")
    return gettext("Action %(code)s", code=comment.action.code)


def _moderated(_notice: Notice, comment: Comment) -> Letter:
    number = comment.filing_number
    if comment.publication is Publication.PENDING:
        raise NotNeeded(NoticeReason.OUT_OF_DATE)
    subject, opening = {
        Publication.SHOWN: (
            gettext("Your observation %(number)s can be read now", number=number),
            gettext("Your observation %(number)s is shown just as you sent it.", number=number),
        ),
        Publication.REDACTED: (
            gettext("Your observation %(number)s can be read, with words suppressed",
                    number=number),
            gettext("Your observation %(number)s is shown with some words suppressed.",
                    number=number),
        ),
        Publication.WITHHELD: (
            gettext("The text of your observation %(number)s is not shown", number=number),
            gettext("The text of your observation %(number)s is not shown; its number and its "
                    "date are.", number=number),
        ),
    }[comment.publication]  # fmt: skip
    reason = comment.ground_note or word(comment.ground)
    answered = comment.answers.where(Answer.published_at.is_null(False)).exists()
    paragraphs = [] if answered else [gettext("It will be answered like every other.")]
    if comment.publication is not Publication.SHOWN:
        paragraphs.append(
            gettext("The original is kept as it came. If you think this is a mistake, write to "
                    "us: how to reach us stands below.")
        )  # fmt: skip
    return Letter(
        subject=subject,
        opening=opening,
        facts=[(gettext("Reason"), reason)] if reason else [],
        paragraphs=paragraphs,
        link=(gettext("See it as everyone reads it"), _page_of(comment)),
    )


def _answered(_notice: Notice, comment: Comment) -> Letter:
    answer = Answer.get_or_none(Answer.comment == comment, Answer.published_at.is_null(False))
    if answer is None:
        raise NotNeeded(NoticeReason.OUT_OF_DATE)
    number = comment.filing_number
    facts = {
        gettext("Decision"): word(answer.decision),
        gettext("Reason"): answer.reason,
        gettext("Where the plan says it"): answer.cites,
        gettext("Who answered"): answer.responsible_area,
    }
    parts = gettext("Your letter had several parts: each has its own answer on the page.")
    return Letter(
        subject=gettext("Answer to your observation %(number)s", number=number),
        opening=gettext("The entity answered your observation %(number)s:", number=number),
        quote=answer.text,
        facts=[(name, text) for name, text in facts.items() if text],
        paragraphs=[parts] if comment.parts.exists() else [],
        link=(gettext("See your observation and its answer"), _page_of(comment)),
    )


def _adjusted_for_author(notice: Notice, comment: Comment) -> Letter:
    number, edition = comment.filing_number, _edition(notice)
    own = Change.caused_by(comment)
    changes = changelog.amendments([each for each in own if each.edition == edition])
    opening = (
        ngettext(
            "The adjusted plan is out. %(num)s change in it names your observation %(number)s:",
            "The adjusted plan is out. %(num)s changes in it name your observation %(number)s:",
            len(changes),
            number=number,
        )
        if changes
        else gettext(
            "The adjusted plan is out. No change in it names your observation %(number)s.",
            number=number,
        )
    )
    return Letter(
        subject=gettext("The adjusted plan is out: %(title)s", title=edition.title),
        opening=opening,
        changes=[_told(each) for each in changes],
        paragraphs=[
            gettext("Your observation in the public record: %(address)s", address=_page_of(comment))
        ],
        link=(gettext("See what changed and because of whom"), _changes_of(notice.plan)),
    )


def _told(amendment: Amendment) -> Told:
    title, reason = word(amendment.field), amendment.last.reason
    if amendment.action:
        title = gettext(
            "Action %(code)s: %(field)s", code=amendment.action.code, field=title.lower()
        )
    if amendment.field is PlanField.TERM_MONTHS:
        return Told(title, "", term_change(amendment.before, amendment.after), reason)
    return Told(title, amendment.before, amendment.after, reason)


def _page_of(comment: Comment) -> str:
    return link("record.comment", filing_number=comment.filing_number)


def _changes_of(plan: Plan) -> str:
    return link("plans.changes", slug=plan.slug)


def _cancelled_for_author(notice: Notice, _comment: Comment) -> Letter:
    return _cancelled(notice)


# --- to subscribers -------------------------------------------------------------------------------


def _to_subscriber(notice: Notice, subscription: Subscription, at: datetime) -> Letter:
    if notice.kind is NoticeKind.CONFIRMATION:
        return _confirmation(notice, subscription)
    if notice.kind.invites and _phase(notice, at) not in (Phase.ANNOUNCED, Phase.OPEN):
        raise NotNeeded(NoticeReason.OUT_OF_DATE)
    write: Callable[[Notice], Letter] = {
        NoticeKind.ANNOUNCED: _announced,
        NoticeKind.OPENED: _opened,
        NoticeKind.CLOSING_SOON: _closing_soon,
        NoticeKind.EXTENDED: _extended,
        NoticeKind.REPORT: _report,
        NoticeKind.ADJUSTED: _adjusted,
        NoticeKind.CANCELLED: _cancelled,
    }[notice.kind]
    return replace(
        write(notice),
        why=gettext("We write because you asked for the notices of this plan."),
        leave_url=_leave(subscription),
    )


def _phase(notice: Notice, at: datetime) -> Phase:
    if notice.plan.cancelled_at:
        return Phase.CANCELLED
    consultation = _round(notice)
    soon = notice.kind is NoticeKind.CLOSING_SOON
    if soon and consultation.closes_at - at > SOON:
        raise NotNeeded(NoticeReason.OUT_OF_DATE)  # extended since
    return consultation.phase(at)


def _leave(subscription: Subscription) -> str:
    return link("subscriptions.leaving", token=token(Purpose.LEAVE, subscription))


def _confirmation(notice: Notice, subscription: Subscription) -> Letter:
    title = notice.plan.title
    if subscription.confirmed_at:
        return Letter(
            subject=gettext("You already receive the notices of this plan"),
            opening=gettext(
                "Somebody asked for the notices of “%(title)s” at this address, which already "
                "receives them. You need not do anything.",
                title=title,
            ),
            link=(gettext("Go to the plan"), link("plans.show", slug=notice.plan.slug)),
            leave_url=_leave(subscription),
        )
    return Letter(
        subject=gettext("Confirm that you want our notices"),
        opening=gettext(
            "Somebody asked for the notices of “%(title)s” at this address. Confirm it and we "
            "will write only when there is news.",
            title=title,
        ),
        paragraphs=[
            gettext(
                "If it was not you, do nothing: unconfirmed, your address is erased in "
                "%(days)s calendar days.",
                days=UNCONFIRMED_FOR.days,
            )
        ],
        link=(
            gettext("Confirm my subscription"),
            link("subscriptions.confirmation", token=token(Purpose.CONFIRM, subscription)),
        ),
    )


def _announced(notice: Notice) -> Letter:
    return _of_the_plan(
        notice,
        gettext("A new consultation on %(title)s", title=_title(notice)),
        gettext("There will be a new consultation on “%(title)s”.", title=_title(notice)),
        deadline(notice.plan),
    )


def _opened(notice: Notice) -> Letter:
    return _of_the_plan(
        notice,
        gettext("You can comment on %(title)s", title=_title(notice)),
        gettext("The consultation on “%(title)s” is open.", title=_title(notice)),
        deadline(notice.plan),
        gettext("Choose an action and say in your own words what you think. You need no account."),
    )


def _closing_soon(notice: Notice) -> Letter:
    return _of_the_plan(
        notice,
        gettext("Few days are left to comment on %(title)s", title=_title(notice)),
        gettext("The consultation on “%(title)s” is about to close.", title=_title(notice)),
        deadline(notice.plan),
    )


def _extended(notice: Notice) -> Letter:
    consultation = _round(notice)
    extension = consultation.extensions.order_by(Extension.id.desc()).get()
    return replace(
        _of_the_plan(
            notice,
            gettext("More time to comment on %(title)s", title=_title(notice)),
            gettext("You have more time to comment on “%(title)s”.", title=_title(notice)),
        ),
        facts=[
            (gettext("It closed on"), last_moment(extension.closes_at_before)),
            (gettext("It now closes on"), closing(consultation)),
            (gettext("Reason"), extension.reason),
        ],
    )


def _report(notice: Notice) -> Letter:
    plan, title = notice.plan, _title(notice)
    return Letter(
        subject=gettext("The answers are out: %(title)s", title=title),
        opening=gettext(
            "The entity published its answers to the observations on “%(title)s”, each with its "
            "reason.",
            title=title,
        ),
        paragraphs=[gettext("The adjusted plan comes next.")],
        link=(
            gettext("Read the observations and their answers"),
            link("record.comments", slug=plan.slug),
        ),
    )


def _adjusted(notice: Notice) -> Letter:
    edition = _edition(notice)
    changes = edition.changes.count()
    return Letter(
        subject=gettext("The adjusted plan is out: %(title)s", title=edition.title),
        opening=ngettext(
            "The adjusted plan is out, with %(num)s change. Each says why it was made and which "
            "observations caused it.",
            "The adjusted plan is out, with %(num)s changes. Each says why it was made and which "
            "observations caused it.",
            changes,
        ),
        link=(gettext("See what changed and because of whom"), _changes_of(notice.plan)),
    )


def _cancelled(notice: Notice) -> Letter:
    plan, title = notice.plan, _title(notice)
    if plan.cancelled_at is None:
        raise NotNeeded(NoticeReason.OUT_OF_DATE)
    return Letter(
        subject=gettext("The consultation was cancelled: %(title)s", title=title),
        opening=gettext(
            "The entity cancelled the consultation on “%(title)s” on %(day)s.",
            title=title,
            day=day(local(plan.cancelled_at).date()),
        ),
        facts=[(gettext("Reason"), plan.cancel_reason)],
        paragraphs=[gettext("All that was received stays in the public record.")],
        link=(gettext("Go to the plan"), link("plans.show", slug=plan.slug)),
    )


def _round(notice: Notice) -> Consultation:
    if notice.consultation is None:
        raise NotNeeded(NoticeReason.OUT_OF_DATE)
    return notice.consultation


def _edition(notice: Notice) -> Edition:
    if notice.edition is None:
        raise NotNeeded(NoticeReason.OUT_OF_DATE)
    return notice.edition


def _title(notice: Notice) -> str:
    edition = notice.plan.current_edition
    return edition.title if edition else notice.plan.slug


def _of_the_plan(notice: Notice, subject: str, opening: str, *paragraphs: str) -> Letter:
    return Letter(
        subject=subject,
        opening=opening,
        paragraphs=paragraphs,
        link=(
            gettext("Read the plan and comment"),
            link("plans.show", slug=notice.plan.slug),
        ),
    )
