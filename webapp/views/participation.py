"""What the entity has to show on participation: each duty and what meets it; years; practices."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask import Blueprint, abort, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp import yearly_figures
from webapp.filters import entity, word
from webapp.hypermedia import render
from webapp.models import Consultation, InternalReport, Publicity
from webapp.vocabulary import Phase, PublicityChannel

blueprint = Blueprint("participation", __name__)

NEWEST = 5
"""Plans that an item names; the entrance has them all."""
PARTICIPATION = "Ley 1757 de 2015"
TRANSPARENCY = "Ley 1712 de 2014"
RUNNING = (Phase.ANNOUNCED, Phase.OPEN)

Links = list[tuple[str, str]]


class Item(NamedTuple):
    """Something required, why, and the links that meet it; a remark when there are none."""

    title: str
    norm: str
    links: Links
    remark: str = ""


@blueprint.get("/participacion")
def show() -> ResponseReturnValue:
    """Each duty of the participation section, with what meets it on this site."""
    rounds = Consultation.announced()[::-1]
    years = InternalReport.years()
    return render(
        "participation/show.html",
        groups=[
            (gettext("How to take part"), _taking_part(rounds)),
            (gettext("What is consulted and what comes of it"), _consultations(rounds)),
            (gettext("What the entity tells of its participation"), _accounts(rounds, years)),
            (gettext("Transparency and guarantees"), _guarantees()),
        ],
        years=years,
    )


def _plans(
    rounds: Sequence[Consultation], endpoint: str, meets: Callable[[Consultation], object]
) -> Links:
    """The newest plans that meet something, each at its page of that."""
    return [
        (url_for(endpoint, slug=each.plan.slug), each.edition.title)
        for each in rounds
        if meets(each)
    ][:NEWEST]


def _running(each: Consultation) -> bool:
    return each.plan.public_phase(g.now) in RUNNING


def _taking_part(rounds: Sequence[Consultation]) -> list[Item]:
    participation = _menu()
    return [
        Item(
            gettext("Ways to take part, and how"),
            participation,
            [
                (url_for("pages.page", name="como-participar"), gettext("How to take part")),
                (url_for("tracking.search"), gettext("Follow an observation with its code")),
            ],
        ),
        Item(
            gettext("Consultations that people are called to now"),
            participation,
            _plans(rounds, "plans.show", _running),
            gettext("No consultation is announced or open now."),
        ),
        Item(
            gettext("Calendar of participation"),
            participation,
            [
                *_plans(rounds, "feeds.calendar", _running),
                (url_for("feeds.plans"), gettext("News of every plan (Atom)")),
            ],
        ),
        Item(
            gettext("Participation strategy of the year"),
            participation,
            [],
            gettext("It is not on this site: the entity publishes it on its own page."),
        ),
        Item(gettext("Contact"), TRANSPARENCY, [], _contact()),
    ]


def _contact() -> str:
    data = (entity().address, entity().office_hours, entity().phone, entity().email)
    return " · ".join(filter(None, data)) or gettext("The entity has not written how to reach it.")


def _consultations(rounds: Sequence[Consultation]) -> list[Item]:
    menu, drafts = _menu(), gettext("Decreto 1081 de 2015; Decreto 1273 de 2020, for regulations")
    nothing = gettext("Nothing yet.")
    return [
        Item(
            gettext("What is consulted, its summary and its documents"),
            menu,
            _plans(rounds, "plans.show", lambda each: True),
            nothing,
        ),
        Item(
            gettext("Observations received and their answers"),
            drafts,
            _plans(rounds, "record.comments", lambda each: each.opens_at <= g.now),
            nothing,
        ),
        Item(
            gettext("Report of observations and answers"),
            drafts,
            _plans(rounds, "report.show", lambda each: each.report_published_at),
            nothing,
        ),
        Item(
            gettext("Results of the consultation"),
            menu,
            _plans(rounds, "results.show", lambda each: each.report_published_at),
            nothing,
        ),
        Item(
            gettext("The decision: the adjusted plan and what changed"),
            TRANSPARENCY,
            _plans(
                rounds, "plans.changes", lambda each: each.edition.is_adjusted or each.adjusted_at
            ),
            nothing,
        ),
    ]


def _accounts(rounds: Sequence[Consultation], years: Sequence[int]) -> list[Item]:
    law = PARTICIPATION
    archive = (url_for("internal_reports.index"), gettext("Internal reports of participation"))
    practices = (url_for(".good_practices"), gettext("Good practices"))
    return [
        Item(
            gettext("Reports of the participation activities"),
            law,
            [archive] if years else [],
            gettext("No report has been delivered yet."),
        ),
        Item(
            gettext("Participation of each year, consolidated"),
            law,
            [(url_for(".year", year=each), str(each)) for each in years],
            gettext("No report has been delivered yet."),
        ),
        Item(
            gettext("Good practices"),
            _menu(),
            [practices] if _practices() else [],
            gettext("None has been reported yet."),
        ),
        Item(
            gettext("How each consultation was made known"),
            _menu(),
            [],
            _channels(rounds) or gettext("Nothing has been noted yet."),
        ),
    ]


def _practices() -> list[InternalReport]:
    return InternalReport.standing(InternalReport.is_good_practice)


def _channels(rounds: Sequence[Consultation]) -> str:
    """The channels used for the newest plans, in one line."""
    used = Publicity.channels_of(rounds)
    return ", ".join(word(each) for each in PublicityChannel if each in used)


def _guarantees() -> list[Item]:
    return [
        Item(
            gettext("Open data"),
            TRANSPARENCY,
            [(url_for("open_data.index"), gettext("Data, dictionary and licence"))],
        ),
        Item(
            gettext("Record that can be checked"),
            TRANSPARENCY,
            [(url_for("record.log"), gettext("Public record"))],
        ),
        Item(
            gettext("Protection of personal data"),
            "Ley 1581 de 2012",
            [(url_for("pages.page", name="privacidad"), gettext("Privacy"))],
        ),
        Item(
            gettext("Accessibility"),
            gettext("Resolución MinTIC 1519 de 2020, annex 1"),
            [(url_for("pages.page", name="accesibilidad"), gettext("Accessibility"))],
        ),
    ]


def _menu() -> str:
    return gettext("Resolución MinTIC 1519 de 2020, annex 2 (“Participa” menu)")


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
