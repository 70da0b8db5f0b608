"""News of the plans for other programs: Atom feeds and a calendar."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import Blueprint, Response, abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from webapp.documents.calendar import Appointment, write_calendar
from webapp.models import Consultation, Edition, Extension, Plan
from webapp.queries import news
from webapp.queries.news import News, identity_of
from webapp.text.markup import for_xml
from webapp.vocabulary import Happening
from webapp.web.filters import (
    close,
    day,
    entity,
    extension_in_words,
    in_round,
    local,
    round_words,
    window_days,
    word,
)
from webapp.web.hypermedia import whole_address

blueprint = Blueprint("feeds", __name__)

NEWEST = 50


class FeedEntry(NamedTuple):
    """One piece of news, in words."""

    identity: str
    title: str
    at: datetime
    address: str
    summary: str


@blueprint.get("/planes/<slug>/novedades.atom")
def plan(slug: str) -> ResponseReturnValue:
    """What has happened to a plan."""
    plan = _public(slug)
    return _feed(
        news.of([plan], g.now),
        identity=identity_of(plan, "feed"),
        title=plan.title,
        subtitle=gettext("What happens to this plan, step by step."),
        own=url_for(".plan", slug=slug),
        page=url_for("plans.show", slug=slug),
        titled=False,
    )


@blueprint.get("/novedades.atom")
def plans() -> ResponseReturnValue:
    """What has happened to every plan, the newest of it."""
    rounds = Consultation.announced()
    return _feed(
        news.of([each.plan for each in rounds], g.now)[:NEWEST],
        identity=identity_of(None, f"feed/{entity().filing_prefix}/{entity().name}"),
        title=entity().name,
        subtitle=gettext("What happens to the plans, step by step."),
        own=url_for(".plans"),
        page=url_for("pages.home"),
        titled=True,
    )


def _public(slug: str) -> Plan:
    """The plan at an address; 404 while the public sees none of it."""
    plan = Plan.find(slug) or abort(404)
    return plan if plan.announced_round else abort(404)


def _feed(
    news: Sequence[News],
    *,
    identity: str,
    title: str,
    subtitle: str,
    own: str,
    page: str,
    titled: bool,
) -> Response:
    xml = render_template(
        "feeds/plan.xml",
        identity=identity,
        title=title,
        subtitle=subtitle,
        updated=news[0].at if news else g.now,
        own_address=whole_address(own),
        page_address=whole_address(page),
        entries=[_entry(each, titled=titled) for each in news],
    )
    return Response(for_xml(xml), mimetype="application/atom+xml")


def _entry(each: News, *, titled: bool) -> FeedEntry:
    title = in_round(_title(each), each.consultation)
    return FeedEntry(
        identity=each.identity,
        title=f"{each.consultation.edition.title}: {title}" if titled else title,
        at=each.at,
        address=whole_address(_address(each)),
        summary=_summary(each),
    )


def _title(each: News) -> str:
    if each.happening is Happening.ANSWERED and each.without_comments:
        return gettext("The report is out: there were no observations in time")
    if each.edition and not each.changes:
        return gettext("The plan stays as it was")
    return word(each.happening)


def _address(each: News) -> str:
    """Where to read more of it."""
    slug = each.plan.slug
    if each.edition:
        edition = each.edition.number
        return url_for("plans.changes", slug=slug, de=edition - 1, a=edition)
    if each.reason:
        return url_for("corrections.index", slug=slug)
    if each.happening is Happening.ANSWERED:
        where = "report.show" if each.without_comments else "record.comments"
        return url_for(where, slug=slug, ronda=each.number)
    return url_for("plans.show", slug=slug)


def _summary(each: News) -> str:
    if each.happening is Happening.ANNOUNCED:
        return _of_its_round(each.consultation, _window(each.consultation, each.closes_at))
    if each.happening is Happening.OPENED:
        return _of_its_round(each.consultation, _until(each.consultation, each.closes_at))
    if each.extension:
        return extension_in_words(each.extension)
    if each.happening is Happening.FORM_CORRECTED:
        return gettext(
            "Edition %(edition)s corrects the form of the plan, without a new round.",
            edition=each.number,
        )
    if each.edition:
        return _changes(each.edition, each.changes)
    if each.reason:
        return gettext("Reason: %(reason)s", reason=each.reason)
    if each.happening is Happening.CANCELLED:
        return gettext("Reason: %(reason)s", reason=each.plan.cancel_reason)
    if each.without_comments:
        return gettext("No observations were received in time, and the report says so.")
    return gettext("Every observation has its answer, with what was decided and why.")


def _of_its_round(consultation: Consultation, text: str) -> str:
    """A text with the name and the scope of its round before it, when it has one."""
    words = round_words(consultation)
    return f"{words}. {text}" if words else text


def _window(consultation: Consultation, closes_at: datetime) -> str:
    return gettext(
        "You can comment from %(first)s until %(last)s (%(days)s).",
        first=day(local(consultation.opens_at).date()),
        last=close(closes_at),
        days=window_days(consultation, closes_at),
    )


def _until(consultation: Consultation, closes_at: datetime) -> str:
    return gettext(
        "You can comment until %(last)s (%(days)s).",
        last=close(closes_at),
        days=window_days(consultation, closes_at),
    )


def _changes(edition: Edition, changes: int) -> str:
    if not changes:
        return gettext(
            "Edition %(edition)s brings no changes: the plan stays as it was.",
            edition=edition.number,
        )
    return ngettext(
        "Edition %(edition)s brings %(num)s change, with its reason and the observations behind "
        "it, if any.",
        "Edition %(edition)s brings %(num)s changes, each with its reason and the observations "
        "behind it, if any.",
        changes,
        edition=edition.number,
    )


@blueprint.get("/planes/<slug>/calendario.ics")
def calendar(slug: str) -> ResponseReturnValue:
    """The first and the last day of each round, as whole days."""
    plan = _public(slug)
    appointments = [each for round_ in plan.announced_rounds for each in _days(plan, round_)]
    name = f"{plan.title}. {entity().name}"
    response = Response(
        write_calendar(appointments, name=name, zone=entity().timezone), mimetype="text/calendar"
    )
    response.headers.set("Content-Disposition", "attachment", filename=f"{slug}.ics")
    return response


def _days(plan: Plan, consultation: Consultation) -> list[Appointment]:
    zone = entity().zone
    moved = list(consultation.extensions.order_by(Extension.id))
    decided = [each.decided_at for each in moved]
    decided += [each.withdrawn_at for each in moved if each.withdrawn_at]
    changed = sorted(decided) + [
        each for each in (plan.cancelled_at,) if each and each <= consultation.closes_at
    ]
    about: dict[str, Any] = {
        "address": whole_address(url_for("plans.show", slug=plan.slug)),
        "made_at": consultation.announced_at or consultation.opens_at,
        "sequence": len(changed),
        "changed_at": changed[-1] if changed else consultation.announced_at,
        "cancelled": len(changed) > len(decided),
    }
    title = in_round(consultation.edition.title, consultation)
    return [
        Appointment(
            identity=identity_of(plan, f"opens/{consultation.number}"),
            day=consultation.first_day(zone),
            title=gettext("First day to comment: %(plan)s", plan=title),
            text=_of_its_round(consultation, _window(consultation, consultation.closes_at)),
            **about,
        ),
        Appointment(
            identity=identity_of(plan, f"closes/{consultation.number}"),
            day=consultation.last_day(zone),
            title=gettext("Last day to comment: %(plan)s", plan=title),
            text=_of_its_round(consultation, _until(consultation, consultation.closes_at)),
            reminder=gettext("Three days are left to comment: %(plan)s", plan=title),
            **about,
        ),
    ]
