"""Every plan of the entity, and the page from which one of them is led."""

from collections.abc import Iterator

from flask import Blueprint, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from webapp.models import Consultation, Extension, Plan, Publicity
from webapp.models.edition_content import newest_edition
from webapp.queries import plans_waiting
from webapp.views.desk.access import EVERYONE, may_open, open_to
from webapp.vocabulary import Phase, Role
from webapp.web.filters import (
    closing,
    day,
    deadline,
    extension_words,
    local,
    moment,
    window_days,
    word,
)
from webapp.web.hypermedia import found, render
from webapp.workflow import announcing, plan_steps

blueprint = Blueprint("plans", __name__)

LIFE = (
    Phase.DRAFTING,
    Phase.ANNOUNCED,
    Phase.OPEN,
    Phase.ANSWERING,
    Phase.REPORT_PUBLISHED,
    Phase.ADJUSTED,
)


@blueprint.get("/planes")
@open_to(*EVERYONE)
def index() -> ResponseReturnValue:
    """All plans, the ones in preparation included."""
    plans = plans_waiting.plans()
    return render(
        "desk/plans/index.html",
        plans=[(plan, plan.phase(g.now)) for plan in plans],
        imports=may_open("desk.imports.upload"),
        thrown_away=len(Plan.discarded()) if may_open("desk.discarding.index") else 0,
    )


@blueprint.get("/planes/<slug>")
@open_to(*EVERYONE)
def show(slug: str) -> ResponseReturnValue:
    """The page of a plan at the desk: its phase, what comes next, and links to all of its pages."""
    plan = found(Plan.find(slug))
    phase = plan.phase(g.now)
    consultation = plan.consultation
    drafting = phase is Phase.DRAFTING
    edits = current_user.staff.has(Role.EDITOR)
    return render(
        "desk/plans/show.html",
        plan=plan,
        phase=phase,
        edition=newest_edition(plan),
        steps=list(_steps(plan, phase)),
        next_step=_next_step(plan, phase) if edits else None,
        checklist=list(announcing.checklist(plan).items()) if drafting else [],
        findings=announcing.findings_of(plan) if drafting else [],
        window=_window(consultation) if consultation else [],
        channels=list(consultation.channels) if consultation else [],
        extensions=_extensions(consultation) if consultation else [],
        silent=Publicity.silent_of(plan.announced_rounds),
        pages=list(_pages(plan, phase)),
        may=plan_steps.steps_of(plan, current_user.staff, g.now),
        may_administer=current_user.staff.has(Role.ADMIN),
    )


def _steps(plan: Plan, phase: Phase) -> Iterator[dict[str, str]]:
    """The life of a plan, as the steps that are behind it, at hand and ahead."""
    at = LIFE.index(phase) if phase in LIFE else -1
    consultation = plan.consultation
    dates = {}
    if consultation:
        dates = {
            Phase.ANNOUNCED: consultation.announced_at,
            Phase.OPEN: consultation.opens_at,
            Phase.ANSWERING: consultation.closes_at,
            Phase.REPORT_PUBLISHED: consultation.report_published_at,
            Phase.ADJUSTED: consultation.adjusted_at,
        }
    for place, each in enumerate(LIFE):
        state = "done" if place < at else "current" if place == at else "ahead"
        when = dates.get(each)
        yield {
            "label": word(each),
            "state": state,
            "when": day(local(when).date()) if when else "",
        }


def _next_step(plan: Plan, phase: Phase) -> tuple[str, str, str] | None:
    """Address, text and explanation of the one thing that leads the plan on."""
    slug = plan.slug
    if phase is Phase.DRAFTING:
        return (
            url_for("desk.announcing.announcement", slug=slug),
            gettext("Check the draft and announce it"),
            gettext("You will see what is still missing before anything is published."),
        )
    if phase.is_consulting:
        return (
            url_for("desk.comments.index", slug=slug),
            gettext("See the observations"),
            deadline(plan),
        )
    if phase is Phase.ANSWERING:
        return (
            url_for("desk.answers.report", slug=slug),
            gettext("See what the report still needs"),
            gettext("All answers are published together."),
        )
    if phase is Phase.REPORT_PUBLISHED:
        return (
            url_for("desk.publishing.gate", slug=slug),
            gettext("See what the adjusted plan still needs"),
            gettext("Every change names the observations behind it."),
        )
    if phase is Phase.ADJUSTED:
        return (
            url_for("desk.rounds.new", slug=slug),
            gettext("Announce one more round"),
            gettext("Only if you want to ask again, on the whole plan or on what changed."),
        )
    return None


def _window(consultation: Consultation) -> list[tuple[str, str]]:
    """The window in words: days, their type, hours and zone."""
    rows = [
        (gettext("Opens"), moment(consultation.opens_at)),
        (gettext("Closes"), closing(consultation)),
        (gettext("Length"), window_days(consultation)),
        (gettext("Phase of the cycle"), word(consultation.cycle_phase)),
    ]
    if consultation.short_window_reason:
        rows.append((gettext("Why it is short"), consultation.short_window_reason))
    if consultation.number > 1:
        rows.append((gettext("Round"), f"{consultation.number}. {word(consultation.scope)}"))
    return rows


def _extensions(consultation: Consultation) -> list[tuple[str, str]]:
    """Each later close in words, with its reason."""
    moved = consultation.extensions.order_by(Extension.id)
    return [(extension_words(each), each.withdrawn_reason or each.reason) for each in moved]


def _pages(plan: Plan, phase: Phase) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The pages about the plan that its own navigation does not name, by what they are for."""
    slug = plan.slug
    of_the_plan = [
        (url_for("desk.drafting.actions", slug=slug), gettext("Categories and actions")),
        (url_for("desk.documents.index", slug=slug), gettext("Supporting documents")),
    ]
    if plan.current_edition:
        public = url_for("plans.show", slug=slug), gettext("See the plan as the public does")
        of_the_plan.append(public)
    yield gettext("The plan"), of_the_plan
    if phase is Phase.DRAFTING:
        return
    receiving = []
    if may_open("desk.intake.new"):
        receiving = [
            (url_for("desk.intake.new", slug=slug), gettext("Receive an observation")),
            (url_for("desk.intake_files.upload", slug=slug), gettext("Bring in a whole file")),
        ]
    if may_open("desk.corrections.annulment"):
        annulment = url_for("desk.corrections.annulment", slug=slug), gettext("Annul registrations")
        receiving.append(annulment)
    receiving.append((url_for("desk.meetings.index", slug=slug), gettext("Meetings")))
    if phase.is_consulting:
        receiving.append((url_for("paper_forms.plan", slug=slug), gettext("Paper form (PDF)")))
    yield gettext("Receiving"), receiving
    telling = [
        (url_for("desk.publicity.index", slug=slug), gettext("Publicity")),
        (url_for("desk.corrections.index", slug=slug), gettext("Corrections")),
        (url_for("desk.internal_reports.index", slug=slug), gettext("Internal reports")),
    ]
    if may_open("desk.covering.words"):
        cover = url_for("desk.covering.words", slug=slug), gettext("Suppress some words")
        telling.append(cover)
    if may_open("desk.easing.show"):
        easing = url_for("desk.easing.show", slug=slug), gettext("How easy it was to take part")
        telling.append(easing)
    yield gettext("Making known and accounting for it"), telling
