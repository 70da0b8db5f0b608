"""What came of a consultation: we asked, you said, this is what we did."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Blueprint, abort, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, format_decimal, format_number, gettext

from webapp import main_points
from webapp.figures import Cells, Figures
from webapp.filters import closing, moment, window_days, word
from webapp.hypermedia import render
from webapp.main_points import CHANGED, UNCHANGED, Subject
from webapp.models import Consultation, Plan, ReceiptChannel
from webapp.models.main_point import NAMED
from webapp.narrowing import THE_REST, UNSAID, WHOLE_PLAN, asked_round
from webapp.vocabulary import CyclePhase, IncidenceLevel, OfficialState

blueprint = Blueprint("results", __name__)

Leading = Callable[..., str]


@dataclass(frozen=True)
class Bar:
    """A number of a chart, and where its rows are."""

    name: str
    count: int
    href: str = ""
    open: bool = False


@dataclass(frozen=True)
class Chart:
    """Numbers of one kind, drawn and in a table."""

    id: str
    title: str
    what: str
    bars: list[Bar]
    beside: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def description(self) -> str:
        """What it shows, for whoever does not see it."""
        most = max(self.bars, key=lambda bar: bar.count)
        return gettext(
            "Bars, %(total)s in all. The longest: %(name)s, with %(most)s.",
            total=format_number(sum(bar.count for bar in self.bars)),
            name=most.name,
            most=format_number(most.count),
        )


@blueprint.get("/planes/<slug>/resultados")
def show(slug: str) -> ResponseReturnValue:
    """The results of all rounds together, or of one."""
    plan = Plan.find(slug) or abort(404)
    edition = plan.current_edition or abort(404)
    newest = plan.announced_round or abort(404)
    chosen = asked_round(plan)
    figures = Figures(plan, chosen)
    register = _register(plan, chosen)
    return render(
        "results/show.html",
        plan=plan,
        edition=edition,
        newest=newest,
        phase=plan.public_phase(g.now),
        chosen=chosen,
        rounds=plan.announced_rounds,
        figures=figures,
        said_something=bool(figures.total or figures.late),
        register=register,
        late_url=register(extemporaneas="si"),
        changes_url=_changelog(plan, chosen),
        asked=_asked(plan, figures.rounds),
        said=_said(figures, register),
        decided=_decided(figures, register),
        states=_states(figures, register),
        days=_days_to_answer(figures.median_answer_days),
        subjects=[
            (_name(each), register(estado="not_accepted", **_place(each)), each)
            for each in main_points.by_category(figures)
        ],
        incidence=INCIDENCE[figures.incidence](),
        phases=[(word(each), each in figures.cycle_phases) for each in CyclePhase],
        ease=figures.ease(g.now),
        at_most=(CHANGED, UNCHANGED),
        named=NAMED,
    )


def _register(plan: Plan, chosen: Consultation | None) -> Leading:
    """The address of the rows behind a figure: those in term, of the round that is looked at."""
    base: dict[str, Any] = {"extemporaneas": "no"}
    if chosen:
        base["ronda"] = chosen.number

    def register(**asked: Any) -> str:
        return url_for("record.comments", slug=plan.slug, **{**base, **asked})

    return register


def _changelog(plan: Plan, chosen: Consultation | None) -> str:
    """The address of the changes behind the figures."""
    editions = {each.id: each.number for each in plan.published_editions}
    newest = max(editions.values())
    first = editions.get(chosen.edition_id, 1) if chosen else 1
    last = first + 1 if chosen else newest
    if last > newest or last == first:
        return url_for("plans.changes", slug=plan.slug)
    return url_for("plans.changes", slug=plan.slug, de=first, a=last)


# --- we asked -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What a round asked: about which text, when, by which channels."""

    number: int
    title: str
    href: str
    rows: list[tuple[str, str]]


def _asked(plan: Plan, rounds: Sequence[Consultation]) -> list[Asked]:
    editions = {each.id: each for each in plan.published_editions}
    channels = ReceiptChannel.by_round(rounds)
    return [
        Asked(
            number=each.number,
            title=editions[each.edition_id].title,
            href=url_for("plans.edition", slug=plan.slug, number=editions[each.edition_id].number),
            rows=[
                (
                    gettext("Opened") if each.opens_at <= g.now else gettext("Opens"),
                    moment(each.opens_at),
                ),
                (
                    gettext("Closed") if each.closes_at <= g.now else gettext("Closes"),
                    f"{closing(each)} ({window_days(each)})",
                ),
                (gettext("Asked about"), word(each.scope)),
                (
                    gettext("Received by"),
                    _listed(word(row.channel) for row in channels.get(each.id, [])),
                ),
                (gettext("Phase of the cycle"), word(each.cycle_phase)),
            ],
        )
        for each in rounds
    ]


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "—"


# --- you said -------------------------------------------------------------------------------------


def _said(figures: Figures, register: Leading) -> list[Chart]:
    charts = [
        Chart(
            "por-dia",
            gettext("By day"),
            gettext("Day"),
            [Bar(_short(on), count, register(dia=on.isoformat())) for on, count in figures.by_day],
            beside=True,
        ),
        Chart(
            "por-tipo",
            gettext("By kind"),
            gettext("Kind"),
            [
                Bar(
                    word(each) or gettext("Not said"),
                    count,
                    register(tipo=each.value if each else UNSAID),
                    open=each is None,
                )
                for each, count in figures.by_kind
            ],
        ),
        Chart(
            "por-canal",
            gettext("By channel"),
            gettext("Channel"),
            [
                Bar(word(each), count, register(canal=each.value))
                for each, count in figures.by_channel
            ],
        ),
        Chart(
            "por-accion",
            gettext("By action"),
            gettext("Action"),
            [
                Bar(
                    each.code if each else gettext("The plan"),
                    count,
                    register(accion=each.code if each else WHOLE_PLAN),
                )
                for each, count in figures.by_action
            ],
            beside=True,
            notes=_on_actions(figures),
        ),
        Chart(
            "por-grupo",
            gettext("By value group"),
            gettext("Value group"),
            _told_bars(figures.by_group, lambda key: register(grupo=key)),
            notes=_on_untold(figures.by_group),
        ),
        Chart(
            "por-territorio",
            gettext("By territory"),
            gettext("Territory"),
            _told_bars(figures.by_territory, lambda key: register(territorio=key)),
            notes=_on_untold(figures.by_territory),
        ),
    ]
    return [each for each in charts if each.bars or each.notes]


def _short(on: date) -> str:
    return format_date(on, "d MMM", rebase=False)


def _on_actions(figures: Figures) -> list[str]:
    """What the codes of the chart need to be read."""
    notes = []
    if any(each is None for each, _ in figures.by_action):
        notes.append(gettext("“The plan” are the observations on the whole plan."))
    parts = [each for each, _ in figures.by_action if each and each.continues_id]
    if parts:
        codes = _listed(each.code for each in parts)
        notes.append(gettext("Continues the action before it, and is one with it: %(codes)s.",
                             codes=codes))  # fmt: skip
    return notes


def _told_bars(cells: Cells[Any], href: Callable[[object], str]) -> list[Bar]:
    """What may be told apart, and all the rest together (R14)."""
    bars = [Bar(each.name, count, href(each.id)) for each, count in cells.named]
    if bars and cells.rest:
        bars.append(Bar(gettext("Others, or not said"), cells.rest, href(THE_REST), open=True))
    return bars


def _on_untold(cells: Cells[Any]) -> list[str]:
    """Why some have no number; nothing in it tells who took part (R14)."""
    notes = []
    if cells.untold:
        names = _listed(each.name for each in cells.untold)
        notes.append(gettext("No observations, or fewer than five: %(names)s.", names=names))
    notes.append(
        gettext(
            "Numbers below 5, and those that would uncover them, are not told, so that nobody can "
            "be recognised."
        )
    )
    return notes


# --- this is what we did --------------------------------------------------------------------------


def _decided(figures: Figures, register: Leading) -> Chart | None:
    bars = [
        Bar(word(each), count, register(decision=each.value)) for each, count in figures.by_decision
    ]
    title = gettext("What was decided")
    return Chart("decisiones", title, gettext("Decision"), bars) if bars else None


def _states(figures: Figures, register: Leading) -> list[tuple[str, int, str, str]]:
    """State, how many, where they are, and their share in words."""
    shares = {each: figures.share(each) for each in OfficialState}
    return [
        (
            word(state),
            count,
            register(estado=state.value),
            _percent(shares[state])
            if state is not OfficialState.NOT_APPLICABLE
            else gettext("not in the percentages"),
        )
        for state, count in figures.by_state.items()
    ]


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{format_decimal(share, '#,##0.#')} %"


def _days_to_answer(median: float | None) -> str:
    return "—" if median is None else format_decimal(median, "#,##0.#")


def _name(subject: Subject) -> str:
    category = subject.category
    return f"{category.number}. {category.title}" if category else gettext("The plan as a whole")


def _place(subject: Subject) -> dict[str, Any]:
    """What the register is narrowed down to for a subject."""
    category = subject.category
    return {"categoria": category.number} if category else {"accion": WHOLE_PLAN}


INCIDENCE: dict[IncidenceLevel, Callable[[], str]] = {
    IncidenceLevel.INFORMATION: lambda: gettext("The plan was made known; nothing was asked yet."),
    IncidenceLevel.CONSULTATION: lambda: gettext(
        "People were asked and are answered; so far no action has changed because of it."
    ),
    IncidenceLevel.FORMULATION: lambda: gettext(
        "What people said changed the plan: at least one action reads differently."
    ),
    IncidenceLevel.EXECUTION: lambda: gettext("People take part in carrying the plan out."),
    IncidenceLevel.CONTROL: lambda: gettext("People check how the plan is carried out."),
}
