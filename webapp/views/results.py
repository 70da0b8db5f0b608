"""The results of a consultation, in the order "we asked, you said, we did"."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Blueprint, abort, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, format_decimal, format_number, gettext, ngettext

from webapp.figures import main_points
from webapp.figures.main_points import CategoryPoints
from webapp.figures.of_plan import Figures
from webapp.models import Consultation, Plan
from webapp.presenting import results
from webapp.presenting.report_links import address_of_actions
from webapp.queries.disclosure import DisclosedTable
from webapp.vocabulary import CyclePhase, Disclosed, OfficialState
from webapp.web.filters import word
from webapp.web.hypermedia import render
from webapp.web.register_query import UNSAID, WHOLE_PLAN, round_in_query

blueprint = Blueprint("results", __name__)

Leading = Callable[..., str]
Number = tuple[str, str, str | None]
"""A large figure, what it is of, and where its rows are."""

DRAWN = 10
"""Bars of a chart of groups or territories; the table beside it has them all."""


@dataclass(frozen=True)
class Bar:
    """A number of a chart, and where its rows are."""

    name: str
    count: int
    href: str = ""
    open: bool = False


@dataclass(frozen=True)
class Chart:
    """Numbers of one kind, all in a table and, of many, the largest drawn."""

    id: str
    title: str
    what: str
    bars: list[Bar]
    beside: bool = False
    notes: list[str] = field(default_factory=list)
    most: int | None = None

    @property
    def drawn(self) -> list[Bar]:
        """The bars that are drawn, in their order."""
        if self.most is None or len(self.bars) <= self.most:
            return self.bars
        largest = sorted(self.bars, key=lambda bar: -bar.count)[: self.most]
        return [bar for bar in self.bars if bar in largest]

    @property
    def undrawn(self) -> int:
        """How many stand in the table alone."""
        return len(self.bars) - len(self.drawn)

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
    chosen = round_in_query(plan)
    figures = Figures(plan, chosen)
    register, changes_url = _register(plan, chosen), _changelog(plan, figures)
    stage = chosen.phase(g.now) if chosen and chosen != newest else plan.public_phase(g.now)
    return render(
        "results/show.html",
        plan=plan,
        edition=edition,
        newest=newest,
        phase=plan.public_phase(g.now),
        chosen=chosen,
        rounds=plan.announced_rounds,
        figures=figures,
        has_comments=bool(figures.total or figures.late),
        standing=results.standing(plan, figures, stage),
        register=register,
        changes_url=changes_url if figures.changes_total else None,
        rounds_in_words=results.rounds_in_words(plan, figures.rounds),
        put=results.put_to_consultation(figures),
        put_url=address_of_actions(plan, figures.rounds),
        belated=figures.belated,
        comment_numbers=_comment_numbers(figures, register),
        comment_charts=_comment_charts(figures, register),
        done_numbers=_done_numbers(figures, register, changes_url),
        decided=_decided(figures, register),
        states=_states(figures, register),
        unanswered=results.unanswered(figures, stage),
        subjects=[
            (_name(each), register(**_place(each)), each)
            for each in main_points.by_category(figures)
        ],
        incidence=results.incidence(figures, stage),
        groups=results.involved(figures.by_group),
        phases=len(CyclePhase),
        ease=figures.ease,
        without_ease=results.without_ease(stage),
    )


def _register(plan: Plan, chosen: Consultation | None) -> Leading:
    """The address of the rows behind a figure: those in term, of the round that is looked at."""
    base: dict[str, Any] = {"extemporaneas": "no"}
    if chosen:
        base["ronda"] = chosen.number

    def register(**parameters: Any) -> str:
        return url_for("record.comments", slug=plan.slug, **{**base, **parameters})

    return register


def _changelog(plan: Plan, figures: Figures) -> str:
    """The address of the changes behind the figures."""
    editions = {each.id: each.number for each in plan.published_editions}
    first = min((editions[each.edition_id] for each in figures.rounds), default=1)
    last = figures.edition_after.number
    if last <= first:
        return url_for("plans.changes", slug=plan.slug)
    return url_for("plans.changes", slug=plan.slug, de=first, a=last)


# --- you said -------------------------------------------------------------------------------------


def _comment_numbers(figures: Figures, register: Leading) -> list[Number]:
    total, actions = figures.total, figures.actions_total
    numbers: list[Number] = [
        (
            format_number(total),
            ngettext("observation in time", "observations in time", total),
            register(),
        ),
        (
            format_number(figures.actions_commented),
            ngettext(
                "of %(all)s action with observations",
                "of %(all)s actions with observations",
                actions,
                all=format_number(actions),
            ),
            "#por-accion" if figures.by_action else None,
        ),
    ]
    if figures.late:
        late = ngettext(
            "late observation, not counted", "late observations, not counted", figures.late
        )
        numbers.append((format_number(figures.late), late, register(extemporaneas="si")))
    return numbers


def _comment_charts(figures: Figures, register: Leading) -> list[Chart]:
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
            _disclosed_bars(figures.by_group),
            notes=results.without_number(figures.by_group),
            most=DRAWN,
        ),
        Chart(
            "por-territorio",
            gettext("By territory"),
            gettext("Territory"),
            _disclosed_bars(figures.by_territory),
            notes=results.without_number(figures.by_territory),
            most=DRAWN,
        ),
    ]
    return [each for each in charts if each.bars or each.notes]


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


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


def _disclosed_bars(table: DisclosedTable | None) -> list[Bar]:
    """The groups or territories with a number that may be published (R14). They have no link: the
    rows show a group only when their author authorised it."""
    if table is None or table.unsaid is None:
        return []
    bars = [Bar(each.name, each.observations, "") for each in table.of(Disclosed.NUMBER)]
    unsaid = table.unsaid.observations
    if bars and unsaid:
        bars.append(Bar(gettext("Not said, or not told"), unsaid, "", open=True))
    return bars


# --- this is what we did --------------------------------------------------------------------------


def _done_numbers(figures: Figures, register: Leading, changes_url: str) -> list[Number]:
    total, changes = figures.total, figures.changes_total
    of_changes = changes_url if changes else None
    numbers: list[Number] = [
        (
            format_number(figures.answered),
            ngettext(
                "of %(all)s observation answered",
                "of %(all)s observations answered",
                total,
                all=format_number(total),
            ),
            register(respuesta="si") if figures.answered else None,
        ),
        (format_number(figures.actions_changed), _of_actions_changed(figures), of_changes),
        *_come_and_gone(figures, changes_url),
        (
            format_number(changes),
            ngettext("change in the text", "changes in the text", changes),
            of_changes,
        ),
    ]
    median = figures.median_answer_days
    if median is not None:
        days = ngettext(
            "working day to answer, in the middle",
            "working days to answer, in the middle",
            1 if median == 1 else 2,
        )
        numbers.insert(1, (format_decimal(median, "#,##0.#"), days, "#plazo"))
    return numbers


def _come_and_gone(figures: Figures, changes_url: str) -> list[Number]:
    """How many actions are new and how many were withdrawn, when there are any."""
    new, withdrawn = figures.actions_new, figures.actions_withdrawn
    counts = (
        (new, ngettext("new action", "new actions", new)),
        (withdrawn, ngettext("action withdrawn", "actions withdrawn", withdrawn)),
    )
    return [(format_number(count), words, changes_url) for count, words in counts if count]


def _of_actions_changed(figures: Figures) -> str:
    """Of the actions in all; where a round asked about some, others may have changed too."""
    if figures.about_some_actions:
        return ngettext("action with changes", "actions with changes", figures.actions_changed)
    actions = figures.actions_total
    return ngettext(
        "of %(all)s action with changes",
        "of %(all)s actions with changes",
        actions,
        all=format_number(actions),
    )


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


def _name(subject: CategoryPoints) -> str:
    category = subject.category
    return f"{category.number}. {category.title}" if category else gettext("The plan as a whole")


def _place(subject: CategoryPoints) -> dict[str, Any]:
    """What the register is narrowed down to for a subject."""
    category = subject.category
    return {"categoria": category.number} if category else {"accion": WHOLE_PLAN}
