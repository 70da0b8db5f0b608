"""What a letter is made of, and what authors and subscribers read alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext

from webapp.models import Consultation, Edition, Notice, Plan
from webapp.vocabulary import NoticeReason
from webapp.web.filters import day, in_round, local, round_words


class NotNeeded(Exception):
    """What the notice announced is no longer true, or it has no addressee."""

    def __init__(self, reason: NoticeReason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class ChangeInWords:
    """One change, as a letter words it."""

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
    changes: Sequence[ChangeInWords] = ()
    paragraphs: Sequence[str] = ()
    link: tuple[str, str]
    why: str = ""
    leave_url: str = ""


def link(endpoint: str, **values: object) -> str:
    """The whole address of a page: letters are read elsewhere."""
    base = urlsplit(current_app.config["BASE_URL"])
    addresses = current_app.url_map.bind(
        base.netloc, script_name=base.path or "/", url_scheme=base.scheme
    )
    return addresses.build(endpoint, values, force_external=True)


def cancelled(notice: Notice) -> Letter:
    """That a plan ended before its time: authors and subscribers read the same."""
    plan, title = plan_of(notice), title_of(notice)
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


def in_its_round(letter: Letter, consultation: Consultation) -> Letter:
    """A letter whose title names its round, so that it differs from that of an earlier round."""
    words = round_words(consultation)
    if not words:
        return letter
    return replace(
        letter,
        subject=in_round(letter.subject, consultation),
        facts=[(gettext("The consultation"), words), *letter.facts],
    )


def plan_of(notice: Notice) -> Plan:
    """The plan that a notice is about. Raises NotNeeded when it has none."""
    if notice.plan is None:
        raise NotNeeded(NoticeReason.OUT_OF_DATE)
    return notice.plan


def edition_of(notice: Notice) -> Edition:
    """The edition that a notice is about. Raises NotNeeded when it has none."""
    if notice.edition is None:
        raise NotNeeded(NoticeReason.OUT_OF_DATE)
    return notice.edition


def round_of(notice: Notice) -> Consultation:
    """The round that a notice is about. Raises NotNeeded when it has none."""
    if notice.consultation is None:
        raise NotNeeded(NoticeReason.OUT_OF_DATE)
    return notice.consultation


def as_it_was(edition: Edition) -> Letter:
    """That an edition brings no changes: authors and subscribers read the same."""
    return Letter(
        subject=gettext("The plan stays as it was: %(title)s", title=edition.title),
        opening=gettext(
            "The entity published edition %(edition)s of “%(title)s”. It brings no changes: the "
            "plan stays as it was.",
            edition=edition.number,
            title=edition.title,
        ),
        link=(gettext("See the results"), link("results.show", slug=edition.plan.slug)),
    )


def title_of(notice: Notice) -> str:
    """The title of its plan, as the newest edition has it."""
    return plan_of(notice).title


def address_of_changes(edition: Edition) -> str:
    """The page of what an adjusted edition changed and because of whom, whatever comes after it."""
    number = edition.number
    return link("plans.changes", slug=edition.plan.slug, de=number - 1, a=number)
