"""What the entity has to show on participation: each duty and what meets it; years; practices."""

from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Blueprint, abort, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp import yearly_figures
from webapp.duties import Duty, Section
from webapp.filters import entity, word
from webapp.hypermedia import render
from webapp.models import Consultation, InternalReport, Publicity
from webapp.vocabulary import CyclePhase, Phase, PublicityChannel

blueprint = Blueprint("participation", __name__)

NEWEST = 5
"""Plans that an item names; the entrance has them all."""
RUNNING = (Phase.ANNOUNCED, Phase.OPEN)

Links = list[tuple[str, str]]
Test = Callable[[Consultation], object]


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
    rounds = Consultation.announced()[::-1]
    years = InternalReport.years()
    met = _met(rounds, years)
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


def _met(rounds: Sequence[Consultation], years: Sequence[int]) -> dict[Duty, Links]:
    """What this site has for each duty that it can meet."""
    how = [(url_for("pages.page", name="como-participar"), gettext("How to take part"))]
    running = _plans(rounds, "plans.show", _is_running)
    forms = _plans(rounds, "paper_forms.plan", _is_running, gettext("Paper form: %(title)s"))
    results = _plans(rounds, "results.show", _has_report)
    diagnosis = [each for each in rounds if each.cycle_phase is CyclePhase.DIAGNOSIS]
    return {
        Duty.ABOUT: [*how, (url_for(".show"), gettext("This page"))],
        Duty.SPACES: [*how, (url_for("pages.home"), gettext("Every plan"))],
        Duty.CALLS: running,
        Duty.CALENDAR: [
            *_plans(rounds, "feeds.calendar", _is_running),
            (url_for("feeds.plans"), gettext("News of every plan (Atom)")),
        ],
        Duty.ENROLMENT: _plans(rounds, "subscriptions.new", _is_running),
        Duty.DIAGNOSIS_TOPICS: _plans(diagnosis, "plans.show"),
        Duty.DIAGNOSIS_TOOLS: _plans(
            diagnosis, "paper_forms.plan", _is_running, gettext("Paper form: %(title)s")
        ),
        Duty.DIAGNOSIS_REVIEW: _plans(diagnosis, "results.show", _has_report),
        Duty.DIAGNOSIS_RESULTS: _plans(diagnosis, "report.show", _has_report),
        Duty.PLANNING_CHANNELS: running,
        Duty.DECISIONS: _plans(rounds, "plans.changes", _is_decided),
        Duty.TOPIC: _plans(rounds, "plans.show"),
        Duty.CHANNELS: [*running, *forms],
        Duty.ANSWERS: [
            *_plans(rounds, "record.comments", lambda each: each.opens_at <= g.now),
            *_plans(rounds, "report.show", _has_report, gettext("Report: %(title)s")),
        ],
        Duty.REVIEW: results,
        Duty.ACCOUNTS_REPORTS: [
            (url_for(".year", year=each), gettext("Participation in %(year)s", year=each))
            for each in years
        ],
    }


def _plans(
    rounds: Sequence[Consultation],
    endpoint: str,
    meets: Test = bool,
    name: str = "%(title)s",
) -> Links:
    """The newest plans that meet something, each at its page of that."""
    return [
        (url_for(endpoint, slug=each.plan.slug), name % {"title": each.edition.title})
        for each in rounds
        if meets(each)
    ][:NEWEST]


def _is_running(each: Consultation) -> bool:
    return each.plan.public_phase(g.now) in RUNNING


def _has_report(each: Consultation) -> bool:
    return each.report_published_at is not None


def _is_decided(each: Consultation) -> bool:
    return each.edition.is_adjusted or each.adjusted_at is not None


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
            _plans(rounds, "plans.changes", _is_decided),
            gettext("Nothing yet."),
        ),
        Item(
            gettext("Open data"),
            "Ley 1712 de 2014, art. 11, lit. k",
            [(url_for("open_data.index"), gettext("Data, dictionary and licence"))],
        ),
        Item(gettext("Contact"), "Ley 1712 de 2014, art. 9, lit. a", [], _contact()),
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
            [],
            _channels(rounds) or gettext("Nothing has been noted yet."),
        ),
        Item(gettext("Protection of personal data"), "Ley 1581 de 2012, art. 12", [privacy]),
        Item(
            gettext("Accessibility"),
            gettext("Resolución MinTIC 1519 de 2020, annex 1"),
            [accessibility],
        ),
    ]


def _contact() -> str:
    data = (entity().address, entity().office_hours, entity().phone, entity().email)
    return " · ".join(filter(None, data)) or gettext("The entity has not written how to reach it.")


def _has_practices() -> bool:
    return bool(_practices())


def _practices() -> list[InternalReport]:
    return InternalReport.standing(InternalReport.is_good_practice)


def _channels(rounds: Sequence[Consultation]) -> str:
    """The channels used for the newest plans, in one line."""
    used = Publicity.channels_of(rounds)
    return ", ".join(word(each) for each in PublicityChannel if each in used)


@blueprint.get("/participacion/<int:year>")
def year(year: int) -> ResponseReturnValue:
    """What the standing reports of a year say together."""
    reports = InternalReport.standing(InternalReport.year == year) or abort(404)
    return render(
        "participation/year.html",
        year=year,
        reports=[(each, each.told) for each in reports],
        total=yearly_figures.consolidated(reports),
        years=InternalReport.years(),
    )


@blueprint.get("/participacion/buenas-practicas")
def good_practices() -> ResponseReturnValue:
    """The good practices that the reports tell of, the newest first."""
    return render(
        "participation/good_practices.html",
        practices=[(each, each.told) for each in _practices()],
    )
