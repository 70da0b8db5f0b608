"""The results of a plan in words: what each round was about, where it stands, how far participation
reached."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from flask import g, url_for
from flask_babel import gettext, ngettext

from webapp.figures.of_plan import Figures
from webapp.models import Consultation, Extension, Plan, Publicity, ReceiptChannel
from webapp.queries.disclosure import Cell, DisclosedTable
from webapp.vocabulary import Disclosed, IncidenceLevel, Phase
from webapp.web.filters import closing, deadline, extension_in_words, moment, window_days, word

Rows = list[tuple[str, str]]


@dataclass(frozen=True)
class RoundFacts:
    """A round: about which text, when, by which channels; and how it was made known."""

    number: int
    title: str
    href: str
    rows: Rows
    publicity: Sequence[Publicity]


def rounds_in_words(plan: Plan, rounds: Sequence[Consultation]) -> list[RoundFacts]:
    """Each of some rounds. Three queries."""
    editions = {each.id: each for each in plan.published_editions}
    channels, publicity = ReceiptChannel.by_round(rounds), Publicity.by_round(rounds)
    extensions = Extension.by_round(rounds)
    return [
        RoundFacts(
            number=each.number,
            title=editions[each.edition_id].title,
            href=url_for("plans.edition", slug=plan.slug, number=editions[each.edition_id].number),
            rows=[
                *_window(plan, each),
                *(
                    (gettext("Extension"), extension_in_words(one))
                    for one in extensions.get(each.id, [])
                ),
                (gettext("Asked about"), word(each.scope)),
                (
                    gettext("Received by"),
                    ", ".join(word(row.channel) for row in channels.get(each.id, [])) or "—",
                ),
                (gettext("Phase of the cycle"), word(each.cycle_phase)),
            ],
            publicity=publicity.get(each.id, []),
        )
        for each in rounds
    ]


def _window(plan: Plan, consultation: Consultation) -> Rows:
    cancelled = plan.cancelled_at
    opens, closes = consultation.opens_at, consultation.closes_at
    close = f"{closing(consultation)} ({window_days(consultation)})"
    if cancelled is None or cancelled >= closes:
        rows = [
            (gettext("Opened") if opens <= g.now else gettext("Opens"), moment(opens)),
            (gettext("Closed") if closes <= g.now else gettext("Closes"), close),
        ]
    else:
        rows = [
            (gettext("Opened") if opens <= cancelled else gettext("Was to open"), moment(opens)),
            (gettext("Was to close"), close),
        ]
    if cancelled and consultation == plan.announced_round:
        rows.append((gettext("Cancelled"), f"{moment(cancelled)}: {plan.cancel_reason}"))
    return rows


def put_to_consultation(figures: Figures) -> str:
    """How many actions were put to consultation."""
    if figures.about_some_actions:
        return ngettext(
            "%(num)s action was put before the people: the one that had changed.",
            "%(num)s actions were put before the people: those that had changed.",
            figures.actions_total,
        )
    return ngettext(
        "%(num)s action was put before the people.",
        "%(num)s actions were put before the people.",
        figures.actions_total,
    )


# --- where it stands ------------------------------------------------------------------------------


@dataclass(frozen=True)
class ResultsStanding:
    """What of the results is still to come, or why there are none."""

    title: str
    text: str


def standing(plan: Plan, figures: Figures, phase: Phase) -> ResultsStanding | None:
    """Where the results stand; nothing of those that are complete, nor of a cancelled plan."""
    if phase is Phase.CANCELLED:
        return None
    if not (figures.total or figures.late):
        return _of_nobody(plan, figures, phase)
    if figures.newest_is_silent and phase.is_adjustable:
        title = gettext(
            "Nobody sent an observation in round %(number)s", number=figures.rounds[-1].number
        )
        return replace(_of_nobody(plan, figures, phase), title=title)
    return _of_some(plan, figures, phase)


def _of_nobody(plan: Plan, figures: Figures, phase: Phase) -> ResultsStanding:
    none_yet, nobody = gettext("There are no results yet"), gettext("Nobody sent an observation")
    if phase is Phase.ANNOUNCED:
        comes = gettext(
            "What comes next: people say what they think; here you will see how many said what, "
            "and then what was done with it."
        )
        return ResultsStanding(none_yet, f"{deadline(plan)} {comes}")
    if phase is Phase.OPEN:
        so_far = gettext(
            "Nobody has sent an observation so far. As soon as one comes in, it is counted here."
        )
        return ResultsStanding(none_yet, f"{deadline(plan)} {so_far}")
    if phase is Phase.ANSWERING:
        return ResultsStanding(
            nobody,
            gettext(
                "The time to comment is over and none came in. What comes next: the entity "
                "publishes the plan as it stands or with the changes it makes of its own motion."
            ),
        )
    if phase is Phase.REPORT_PUBLISHED:
        return ResultsStanding(
            nobody,
            gettext(
                "The time to comment is over and none came in: there was nothing to answer. If the "
                "plan changes, the adjusted plan is published here."
            ),
        )
    return ResultsStanding(nobody, _published(figures))


def _of_some(plan: Plan, figures: Figures, phase: Phase) -> ResultsStanding | None:
    if phase is Phase.OPEN:
        return ResultsStanding(
            gettext("These are the results so far"),
            gettext(
                "%(deadline)s Then each observation is answered, and here you will see what was "
                "decided.",
                deadline=deadline(plan),
            ),
        )
    if phase is Phase.ANSWERING:
        return ResultsStanding(
            gettext("These results are not complete yet"),
            gettext(
                "The observations are being answered. What comes next: the answers, and the "
                "adjusted plan with what changed."
            ),
        )
    if phase is Phase.REPORT_PUBLISHED:
        return ResultsStanding(
            gettext("The answers are published"),
            gettext("If the plan changes because of them, the adjusted plan is published here."),
        )
    if not figures.changes_total:
        return ResultsStanding(
            gettext("The plan stays as it was"),
            gettext("Each observation has its answer, and no action changed."),
        )
    return None


def _published(figures: Figures) -> str:
    if figures.changes_total:
        return ngettext(
            "Edition %(number)s is out with %(num)s change, made by the entity of its own motion.",
            "Edition %(number)s is out with %(num)s changes, made by the entity of its own motion.",
            figures.changes_total,
            number=figures.edition_after.number,
        )
    return gettext(
        "Edition %(number)s is out without changes: the plan stands as it was.",
        number=figures.edition_after.number,
    )


# --- how far participation reached ----------------------------------------------------------------


def incidence(figures: Figures, phase: Phase) -> str:
    """What the level of incidence means, in a sentence."""
    level = figures.incidence
    if level is IncidenceLevel.CONSULTATION and phase is Phase.CANCELLED:
        return gettext("People were asked, and the consultation was cancelled; no action changed.")
    if level is IncidenceLevel.CONSULTATION and phase is Phase.ADJUSTED:
        return gettext("People were asked and answered; no action changed because of it.")
    return _INCIDENCE[level]()


_INCIDENCE: dict[IncidenceLevel, Callable[[], str]] = {
    IncidenceLevel.INFORMATION: lambda: gettext("The plan was made known; nothing was asked yet."),
    IncidenceLevel.CONSULTATION: lambda: gettext(
        "People were asked and are answered; so far no action has changed because of it."
    ),
    IncidenceLevel.FORMULATION: lambda: gettext(
        "What people said changed the plan: at least one action reads otherwise, "
        "is new or was withdrawn."
    ),
    IncidenceLevel.EXECUTION: lambda: gettext("People take part in carrying the plan out."),
    IncidenceLevel.CONTROL: lambda: gettext("People check how the plan is carried out."),
}


def unanswered(figures: Figures, phase: Phase) -> str:
    """How many observations have no answer, and whether one is to come."""
    if phase is Phase.CANCELLED:
        return ngettext(
            "%(num)s observation has no answer: the consultation was cancelled",
            "%(num)s observations have no answer: the consultation was cancelled",
            figures.unanswered,
        )
    return ngettext(
        "%(num)s observation still waits for its answer",
        "%(num)s observations still wait for their answer",
        figures.unanswered,
    )


def without_ease(phase: Phase) -> str:
    """Why no figure is published of how easy it was to take part."""
    if phase is Phase.OPEN:
        return gettext("It will be told once the consultation has closed.")
    if phase is Phase.CANCELLED:
        return gettext("Fewer than five people answered: it is not told.")
    return gettext("It is told once five people or more have answered.")


class Involved(NamedTuple):
    """Of how many groups somebody took part, and which they are."""

    share: str
    words: str


def involved(table: DisclosedTable | None) -> Involved:
    """Which groups took part and which did not, as far as it may be published (R14)."""
    if table is None or table.is_withheld:
        return Involved("", _why_without_numbers(table))
    took_part, nobody = table.involved, table.of(Disclosed.NOBODY)
    share = gettext("%(some)s of %(all)s", some=len(took_part), all=len(table.cells))
    parts = [_names(took_part), f"{word(Disclosed.NOBODY)}: {_names(nobody)}" if nobody else ""]
    return Involved(share, ". ".join(filter(None, parts)) + ".")


def without_number(table: DisclosedTable | None) -> list[str]:
    """The sentences on groups or territories whose number may not be published (R14)."""
    if table is None or table.is_withheld:
        return [_why_without_numbers(table)]
    states = (Disclosed.FEW, Disclosed.RESERVED, Disclosed.NOBODY)
    named = ((state, _names(table.of(state))) for state in states)
    without = [f"{word(state)}: {names}." for state, names in named if names]
    counted = ngettext(
        "Of the %(num)s observation in term that there was when the report was published.",
        "Of the %(num)s observations in term that there were when the report was published.",
        table.observations,
    )
    return [*without, counted]


def _why_without_numbers(table: DisclosedTable | None) -> str:
    if table is None:
        return gettext("It is told in the report of the round.")
    return gettext("Too few people took part to tell them apart.")


def _names(cells: Sequence[Cell]) -> str:
    return ", ".join(each.name for each in cells)
