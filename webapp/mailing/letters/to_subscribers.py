"""The letters to subscribers of a plan, or of all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext, ngettext

from webapp.mailing.letters.letter import (
    Letter,
    NotNeeded,
    address_of_changes,
    as_it_was,
    cancelled,
    edition_of,
    in_its_round,
    link,
    plan_of,
    round_of,
    title_of,
)
from webapp.mailing.tokens import Purpose, token
from webapp.models import Notice, Subscription, tally
from webapp.models.edition_content import brings_changes
from webapp.vocabulary import NoticeKind, NoticeReason, Phase
from webapp.web.filters import closing, deadline, last_moment, moment
from webapp.workflow.reminding import SOON
from webapp.workflow.subscribing import UNCONFIRMED_FOR


def to_subscriber(notice: Notice, subscription: Subscription, at: datetime) -> Letter:
    """The letter of a notice to a subscriber of a plan, or of all. Raises NotNeeded."""
    if notice.kind is NoticeKind.CONFIRMATION:
        return _confirmation(subscription)
    if notice.kind.invites and not _phase(notice, at).is_consulting:
        raise NotNeeded(NoticeReason.OUT_OF_DATE)
    write: Callable[[Notice], Letter] = {
        NoticeKind.ANNOUNCED: _announced,
        NoticeKind.OPENED: _opened,
        NoticeKind.CLOSING_SOON: _closing_soon,
        NoticeKind.EXTENDED: _extended,
        NoticeKind.SHORTENED: _shortened,
        NoticeKind.REPORT: _report,
        NoticeKind.ADJUSTED: _adjusted,
        NoticeKind.FORM_CORRECTED: _form_corrected,
        NoticeKind.CANCELLED: cancelled,
    }[notice.kind]
    why = (
        gettext("We write because you asked for the notices of this plan.")
        if subscription.plan_id
        else gettext("We write because you asked for the notices of every plan.")
    )
    letter = write(notice)
    if notice.kind is not NoticeKind.FORM_CORRECTED:
        letter = in_its_round(letter, round_of(notice))
    return replace(letter, why=why, leave_url=_leave(subscription))


def _phase(notice: Notice, at: datetime) -> Phase:
    if plan_of(notice).cancelled_at:
        return Phase.CANCELLED
    consultation = round_of(notice)
    soon = notice.kind is NoticeKind.CLOSING_SOON
    if soon and consultation.closes_at - at > SOON:
        raise NotNeeded(NoticeReason.OUT_OF_DATE)  # extended since
    return consultation.phase(at)


def _leave(subscription: Subscription) -> str:
    return link("subscriptions.leaving", token=token(Purpose.LEAVE, subscription))


def _confirmation(subscription: Subscription) -> Letter:
    plan = subscription.plan
    title = gettext("“%(title)s”", title=plan.title) if plan else gettext("every plan")
    if subscription.confirmed_at:
        return Letter(
            subject=gettext("You already receive these notices"),
            opening=gettext(
                "Somebody asked for the notices of %(title)s at this address, which already "
                "receives them. You need not do anything.",
                title=title,
            ),
            link=(gettext("Go to the plan"), link("plans.show", slug=plan.slug))
            if plan
            else (gettext("See the plans"), link("pages.home")),
            leave_url=_leave(subscription),
        )
    return Letter(
        subject=gettext("Confirm that you want our notices"),
        opening=gettext(
            "Somebody asked for the notices of %(title)s at this address. Confirm it and we "
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
    letter = _of_the_plan(
        notice,
        gettext("A new consultation on %(title)s", title=title_of(notice)),
        gettext("There will be a new consultation on “%(title)s”.", title=title_of(notice)),
        deadline(plan_of(notice)),
    )
    return replace(
        letter, link=(gettext("Read the plan"), link("plans.show", slug=plan_of(notice).slug))
    )


def _opened(notice: Notice) -> Letter:
    return _of_the_plan(
        notice,
        gettext("You can comment on %(title)s", title=title_of(notice)),
        gettext("The consultation on “%(title)s” is open.", title=title_of(notice)),
        deadline(plan_of(notice)),
        gettext("Choose an action and say in your own words what you think. You need no account."),
    )


def _closing_soon(notice: Notice) -> Letter:
    return _of_the_plan(
        notice,
        gettext("Few days are left to comment on %(title)s", title=title_of(notice)),
        gettext("The consultation on “%(title)s” is about to close.", title=title_of(notice)),
        deadline(plan_of(notice)),
    )


def _extended(notice: Notice) -> Letter:
    consultation, title = round_of(notice), title_of(notice)
    moved = list(consultation.extensions)
    extension = max(moved, key=lambda each: each.withdrawn_at or each.decided_at)
    if extension.withdrawn_at:
        subject = gettext("The extension was withdrawn: %(title)s", title=title)
        opening = gettext("The time to comment on “%(title)s” is shorter again.", title=title)
    else:
        subject = gettext("More time to comment on %(title)s", title=title)
        opening = gettext("You have more time to comment on “%(title)s”.", title=title)
    facts = {
        gettext("It opens again on"): moment(extension.reopens_at) if extension.reopens_at else "",
        gettext("It now closes on"): closing(consultation),
        gettext("Reason"): extension.withdrawn_reason or extension.reason,
    }
    before = extension.closes_at if extension.withdrawn_at else extension.closes_at_before
    return replace(
        _of_the_plan(notice, subject, opening),
        facts=[
            (gettext("It closed on"), last_moment(before)),
            *((name, text) for name, text in facts.items() if text),
        ],
    )


def _shortened(notice: Notice) -> Letter:
    consultation, title = round_of(notice), title_of(notice)
    extension = max(consultation.extensions, key=lambda each: each.withdrawn_at or each.decided_at)
    if extension.withdrawn_at:
        subject = gettext("The time to comment does not open again: %(title)s", title=title)
        opening = gettext(
            "That the time to comment on “%(title)s” opens again was withdrawn.", title=title
        )
    else:
        subject = gettext("The time to comment on %(title)s closes earlier", title=title)
        opening = gettext(
            "The time to comment on “%(title)s” had been opened again by mistake: it closes "
            "earlier. What was sent while it was open counts.",
            title=title,
        )
    return replace(
        _of_the_plan(notice, subject, opening),
        facts=[
            (gettext("It closes on"), closing(consultation)),
            (gettext("Reason"), extension.withdrawn_reason or extension.reason),
        ],
        link=(gettext("Read the plan"), link("plans.show", slug=plan_of(notice).slug)),
    )


def _report(notice: Notice) -> Letter:
    plan, title = plan_of(notice), title_of(notice)
    if not tally.commented([round_of(notice)]):
        return _unheard(notice)
    return Letter(
        subject=gettext("The answers are out: %(title)s", title=title),
        opening=gettext(
            "The entity published its answers to the observations on “%(title)s”, each with its "
            "reason.",
            title=title,
        ),
        paragraphs=[gettext("If there are changes, the adjusted plan follows.")],
        link=(
            gettext("Read the observations and their answers"),
            link("record.comments", slug=plan.slug),
        ),
    )


def _unheard(notice: Notice) -> Letter:
    title, number = title_of(notice), round_of(notice).number
    return Letter(
        subject=gettext("There were no observations in time: %(title)s", title=title),
        opening=gettext(
            "The entity published the report of the consultation on “%(title)s”: no observations "
            "were received in time.",
            title=title,
        ),
        paragraphs=[gettext("If there are changes, the adjusted plan follows.")],
        link=(
            gettext("Read the report"),
            link("report.show", slug=plan_of(notice).slug, ronda=number),
        ),
    )


def _adjusted(notice: Notice) -> Letter:
    edition = edition_of(notice)
    if not brings_changes(edition):
        return as_it_was(edition)
    return Letter(
        subject=gettext("The adjusted plan is out: %(title)s", title=edition.title),
        opening=ngettext(
            "The adjusted plan is out, with %(num)s change. Each says why it was made and which "
            "observations caused it, if any.",
            "The adjusted plan is out, with %(num)s changes. Each says why it was made and which "
            "observations caused it, if any.",
            edition.changes.count(),
        ),
        link=(gettext("See what changed and because of whom"), address_of_changes(edition)),
    )


def _form_corrected(notice: Notice) -> Letter:
    edition = edition_of(notice)
    return Letter(
        subject=gettext("The form of the plan was corrected: %(title)s", title=edition.title),
        opening=ngettext(
            "The entity published edition %(edition)s of “%(title)s”. It only corrects the form, "
            "or says who approved the plan and when: %(num)s change, with its reason.",
            "The entity published edition %(edition)s of “%(title)s”. It only corrects the form, "
            "or says who approved the plan and when: %(num)s changes, each with its reason.",
            edition.changes.count(),
            edition=edition.number,
            title=edition.title,
        ),
        paragraphs=[
            gettext(
                "No consultation was held on it, and no answer changes. The edition before stays "
                "readable."
            )
        ],
        link=(gettext("See what changed"), address_of_changes(edition)),
    )


def _of_the_plan(notice: Notice, subject: str, opening: str, *paragraphs: str) -> Letter:
    return Letter(
        subject=subject,
        opening=opening,
        paragraphs=paragraphs,
        link=(
            gettext("Read the plan and comment"),
            link("plans.show", slug=plan_of(notice).slug),
        ),
    )
