"""What the entity has to show on participation: each duty and what meets it; years; practices."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import Blueprint, abort, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.figures import of_year
from webapp.models import Consultation, InternalReport, Publicity
from webapp.vocabulary import CyclePhase
from webapp.vocabulary.participation_duties import Duty, Section
from webapp.web.filters import entity, word
from webapp.web.hypermedia import render

blueprint = Blueprint("participation", __name__)

NEWEST = 5
"""Plans that an item names; the entrance has them all."""
OF_A_ROUND = ("report.show", "results.show")

Links = list[tuple[str, str]]


class Item(NamedTuple):
    """Something required, its number or its norm, and the links that meet it; a remark when there
    are none."""

    title: str
    source: str
    links: Links
    remark: str = ""


@blueprint.get("/participacion")
def show() -> ResponseReturnValue:
    """Each duty of the participation section, with what meets it."""
    rounds, reported = Consultation.announced()[::-1], Consultation.reported()
    years = InternalReport.years()
    met = _met(rounds, reported, years)
    return render(
        "participation/show.html",
        sections=[
            (section, [_item(each, met) for each in Duty if each.section is section])
            for section in Section
        ],
        others=_others(rounds, years),
        years=years,
    )


def _item(duty: Duty, met: dict[Duty, Links]) -> Item:
    """A duty with the links of this site that meet it, and the entity's own."""
    elsewhere = entity().link_for(duty)
    links = met.get(duty, [])
    if elsewhere:
        links = [*links, (elsewhere, gettext("At %(host)s", host=urlsplit(elsewhere).hostname))]
    remark = gettext("Nothing yet.") if duty in met else gettext("Not on this site.")
    return Item(word(duty), duty.value, links, remark)


def _met(
    rounds: Sequence[Consultation], reported: Sequence[Consultation], years: Sequence[int]
) -> dict[Duty, Links]:
    """What this site has for each duty that it can meet."""
    how = [(url_for("pages.page", name="como-participar"), gettext("How to take part"))]
    running = [each for each in rounds if each.plan.public_phase(g.now).is_consulting]
    begun = [each for each in rounds if each.opens_at <= g.now]
    called = running or rounds
    calls = _links(called, "plans.show")
    paper_form, report = gettext("Paper form: %(title)s"), gettext("Report: %(title)s")
    notices = (url_for("subscriptions.every"), gettext("Notices of every plan by e-mail"))
    return {
        Duty.ABOUT: [*how, (url_for(".show"), gettext("This page"))],
        Duty.SPACES: [*how, _every_plan()],
        Duty.CALLS: calls,
        Duty.CALENDAR: [
            *_links(running, "feeds.calendar"),
            (url_for("feeds.plans"), gettext("News of every plan (Atom)")),
        ],
        Duty.ENROLMENT: [notices, *_links(running, "subscriptions.new")],
        Duty.DIAGNOSIS_TOPICS: _links(_diagnosis(rounds), "plans.show"),
        Duty.DIAGNOSIS_TOOLS: _links(_diagnosis(running), "paper_forms.plan", paper_form),
        Duty.DIAGNOSIS_REVIEW: _links(_diagnosis(reported), "results.show"),
        Duty.DIAGNOSIS_RESULTS: _links(_diagnosis(reported), "report.show"),
        Duty.PLANNING_CHANNELS: calls,
        Duty.DECISIONS: _links(_decided(rounds), "plans.changes"),
        Duty.TOPIC: _links(rounds, "plans.show"),
        Duty.CHANNELS: [*calls, *_links(called, "paper_forms.plan", paper_form)],
        Duty.ANSWERS: [
            *_links(reported, "report.show", report),
            *_links(begun, "record.comments"),
        ],
        Duty.REVIEW: _links(reported, "results.show"),
        Duty.ACCOUNTS_REPORTS: [
            (url_for(".year", year=each), gettext("Participation in %(year)s", year=each))
            for each in years
        ],
    }


def _links(rounds: Sequence[Consultation], endpoint: str, name: str = "%(title)s") -> Links:
    """The newest of some rounds, each at its page of something, and the way to the others."""
    links = [
        (
            url_for(endpoint, slug=each.plan.slug, **_round(each, endpoint)),
            name % {"title": each.edition.title},
        )
        for each in rounds[:NEWEST]
    ]
    return [*links, *([_every_plan()] if len(rounds) > NEWEST else [])]


def _round(each: Consultation, endpoint: str) -> dict[str, Any]:
    """The parameter that names the round, for addresses of pages about one round."""
    return {"ronda": each.number} if endpoint in OF_A_ROUND else {}


def _every_plan() -> tuple[str, str]:
    return url_for("pages.home"), gettext("Every plan")


def _diagnosis(rounds: Sequence[Consultation]) -> list[Consultation]:
    return [each for each in rounds if each.cycle_phase is CyclePhase.DIAGNOSIS]


def _decided(rounds: Sequence[Consultation]) -> list[Consultation]:
    return [each for each in rounds if not each.edition.is_first or each.adjusted_at]


def _others(rounds: Sequence[Consultation], years: Sequence[int]) -> list[Item]:
    """What other norms ask for, each with its article where it has one of its own."""
    archive = (url_for("internal_reports.index"), gettext("Internal reports of participation"))
    practices = (url_for(".good_practices"), gettext("Good practices"))
    privacy = (url_for("pages.page", name="privacidad"), gettext("Privacy"))
    accessibility = (url_for("pages.page", name="accesibilidad"), gettext("Accessibility"))
    return [
        Item(
            gettext("Public record of the observations on a draft"),
            "Ley 1437 de 2011, art. 8, núm. 8",
            [(url_for("record.log"), gettext("Public record"))],
        ),
        Item(
            gettext("How the public takes part in making the policy"),
            "Ley 1712 de 2014, art. 11, lit. i",
            [(url_for("pages.page", name="como-participar"), gettext("How to take part"))],
        ),
        Item(
            gettext("The decision and its grounds: the adjusted plan and what changed"),
            "Ley 1712 de 2014, art. 11, lit. d",
            _links(_decided(rounds), "plans.changes"),
            gettext("Nothing yet."),
        ),
        Item(
            gettext("Open data"),
            "Ley 1712 de 2014, art. 11, lit. k",
            [(url_for("open_data.index"), gettext("Data, dictionary and licence"))],
        ),
        Item(gettext("Contact"), "Ley 1712 de 2014, art. 9, lit. a", _mail(), _contact()),
        Item(
            gettext("Reports of the participation activities"),
            "Ley 1757 de 2015",
            [archive] if years else [],
            gettext("No report has been delivered yet."),
        ),
        Item(
            gettext("Good practices"),
            "Ley 1757 de 2015",
            [practices] if _has_practices() else [],
            gettext("None has been reported yet."),
        ),
        Item(
            gettext("How each consultation was made known"),
            "Ley 1757 de 2015",
            _links(_made_known(rounds), "results.show"),
            gettext("Nothing has been noted yet."),
        ),
        Item(gettext("Protection of personal data"), "Ley 1581 de 2012, art. 12", [privacy]),
        Item(
            gettext("Accessibility"),
            gettext("Resolución MinTIC 1519 de 2020, annex 1"),
            [accessibility],
        ),
    ]


def _mail() -> Links:
    return [(f"mailto:{entity().email}", _contact())] if entity().email else []


def _contact() -> str:
    data = (entity().address, entity().office_hours, entity().phone, entity().email)
    return " · ".join(filter(None, data)) or gettext("The entity has not written how to reach it.")


def _has_practices() -> bool:
    return bool(_practices())


def _practices() -> list[InternalReport]:
    return InternalReport.standing(InternalReport.is_good_practice)


def _made_known(rounds: Sequence[Consultation]) -> list[Consultation]:
    """Those of which it is noted how they were made known."""
    noted = Publicity.rounds_noted(rounds)
    return [each for each in rounds if each.id in noted]


@blueprint.get("/participacion/<int:year>")
def year(year: int) -> ResponseReturnValue:
    """What the standing reports of a year say together, and which consultations have none yet."""
    reports = InternalReport.standing(InternalReport.year == year)
    awaited = of_year.awaited(g.now, entity().zone)
    if not reports and year not in awaited:
        abort(404)
    return render(
        "participation/year.html",
        year=year,
        reports=[(each, each.content) for each in reports],
        awaited=[(each, each.last_day(entity().zone)) for each in awaited.get(year, [])],
        total=of_year.consolidated(reports),
        years=of_year.years(awaited),
    )


@blueprint.get("/participacion/buenas-practicas")
def good_practices() -> ResponseReturnValue:
    """The good practices that the reports tell of, the newest first."""
    return render(
        "participation/good_practices.html",
        practices=[(each, each.content) for each in _practices()],
    )
