"""What a plan still asks of whoever is signed in, as their first screen lists it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext
from flask_login import current_user

from webapp.queries.plans_waiting import Waiting
from webapp.vocabulary import AnswerState, Phase, Publication, Role
from webapp.web import desk_list_query
from webapp.web.filters import day, days_left, deadline, entity, local, moment


@dataclass(frozen=True)
class Task:
    """Something to do: how much of it, in words, and where."""

    text: str
    href: str


def when_of(each: Waiting) -> str:
    """The date that counts now, in one sentence."""
    consultation = each.plan.consultation
    if cancelled_at := each.plan.cancelled_at:
        return gettext("The plan was cancelled on %(moment)s", moment=moment(cancelled_at))
    if consultation is None:
        return gettext("It has no dates yet.")
    zone = entity().zone
    if each.phase is Phase.DRAFTING:
        return gettext("It would open on %(day)s.", day=day(consultation.first_day(zone)))
    if each.phase is Phase.OPEN:
        return f"{deadline(each.plan)} {days_left(consultation)}"
    if each.phase is Phase.ANNOUNCED:
        return deadline(each.plan)
    if consultation.adjusted_at:
        return gettext("Adjusted on %(day)s.", day=day(local(consultation.adjusted_at).date()))
    return gettext("The consultation closed on %(day)s.", day=day(consultation.last_day(zone)))


def tasks_in(each: Waiting) -> Iterator[Task]:
    """What the roles of whoever is signed in have to do in one plan."""
    staff, slug = current_user.staff, each.plan.slug
    reads_all = staff.has(Role.AUDITOR)
    if staff.has(Role.MODERATOR) or reads_all:
        yield from _moderation(each)
    if staff.has(Role.RESPONDER) or reads_all:
        yield from _answering(each)
    if staff.has(Role.APPROVER) or reads_all:
        yield from _approval(each)
    if staff.has(Role.EDITOR):
        yield from _editing(each, slug)


def _listed(each: Waiting, **parameters: Any) -> str:
    return url_for("desk.comments.index", slug=each.plan.slug, **parameters)


def _moderation(each: Waiting) -> Iterator[Task]:
    if count := each.unmoderated:
        yield Task(
            ngettext("%(num)s observation to moderate", "%(num)s observations to moderate", count),
            _listed(each, publicacion=Publication.PENDING.value),
        )


def _answering(each: Waiting) -> Iterator[Task]:
    if count := each.belated:
        yield Task(
            ngettext(
                "%(num)s registered after the report, to answer in an addendum",
                "%(num)s registered after the report, to answer in an addendum",
                count,
            ),
            _listed(each, posteriores=desk_list_query.YES),
        )
    if count := each.unanswered:
        yield Task(
            ngettext("%(num)s observation to answer", "%(num)s observations to answer", count),
            _listed(each, respuesta="sin"),
        )
    if count := each.in_state(AnswerState.RETURNED):
        yield Task(
            ngettext("%(num)s answer to mend", "%(num)s answers to mend", count),
            _listed(each, respuesta=AnswerState.RETURNED.value),
        )
    if count := each.in_state(AnswerState.DRAFT):
        yield Task(
            ngettext("%(num)s answer in draft", "%(num)s answers in draft", count),
            _listed(each, respuesta=AnswerState.DRAFT.value),
        )


def _approval(each: Waiting) -> Iterator[Task]:
    if count := each.corrections:
        yield Task(
            ngettext("%(num)s correction to approve", "%(num)s corrections to approve", count),
            url_for("desk.corrections.index", slug=each.plan.slug),
        )
    if count := each.in_state(AnswerState.SUBMITTED):
        yield Task(
            ngettext("%(num)s answer to approve", "%(num)s answers to approve", count),
            _listed(each, respuesta=AnswerState.SUBMITTED.value),
        )
    if count := each.in_state(AnswerState.APPROVED):
        yield Task(
            ngettext(
                "%(num)s approved answer, ready to publish",
                "%(num)s approved answers, ready to publish",
                count,
            ),
            url_for("desk.answers.report", slug=each.plan.slug),
        )
    if each.only_waits_for_report:
        yield Task(
            gettext("Publish the report: nothing is left to answer"),
            url_for("desk.answers.report", slug=each.plan.slug),
        )


def _editing(each: Waiting, slug: str) -> Iterator[Task]:
    if each.phase is Phase.DRAFTING:
        yield Task(
            gettext("Finish the draft and announce it"),
            url_for("desk.announcing.announcement", slug=slug),
        )
    if each.phase.is_adjustable:
        adjusted = url_for("desk.adjusting.edition.overview", slug=slug)
        yield Task(gettext("Write the adjusted plan"), adjusted)
    if each.phase is Phase.REPORT_PUBLISHED:
        yield Task(gettext("Publish the adjusted plan"), url_for("desk.publishing.gate", slug=slug))
    if each.silent:
        yield Task(
            ngettext(
                "Tell the results by %(num)s channel that announced the consultation",
                "Tell the results by %(num)s channels that announced the consultation",
                len(each.silent),
            ),
            url_for("desk.publicity.index", slug=slug),
        )
    if each.unreported:
        yield Task(
            ngettext(
                "Deliver the internal report of %(num)s consultation that closed",
                "Deliver the internal report of %(num)s consultations that closed",
                each.unreported,
            ),
            url_for("desk.internal_reports.index", slug=slug),
        )
