"""A plan as the public reads it: its page, its actions, its editions, its changelog."""

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

from flask import Blueprint, Response, abort, g, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.models import (
    Change,
    Consultation,
    Correction,
    Document,
    DocumentContent,
    Edition,
    Extension,
    Plan,
    ReceiptChannel,
    Wording,
    canonical,
    tally,
)
from webapp.models.base import something_is_covered
from webapp.models.edition_content import (
    brings_changes,
    content_of,
    given_content_of,
    given_digest_of,
)
from webapp.queries import belated, changelog, public_register
from webapp.queries.action_closings import closings_of
from webapp.queries.changelog import Amendment, ChangelogItem, WholeAction
from webapp.text.covered import corrections_over, is_covered
from webapp.text.differences import Piece, difference
from webapp.values import time_zones
from webapp.vocabulary import FACT_FIELDS, Phase, PlanField, Turn
from webapp.vocabulary.messages import N_
from webapp.web.filters import day, entity, local, months, word
from webapp.web.hypermedia import render
from webapp.web.query import number_in_query

blueprint = Blueprint("plans", __name__)


class Withdrawal(NamedTuple):
    """The correction that withdrew an edition, and the plan that takes its place, if one does."""

    correction: Correction
    successor: Plan | None


LIFE = (
    Phase.ANNOUNCED,
    Phase.OPEN,
    Phase.ANSWERING,
    Phase.REPORT_PUBLISHED,
    Phase.ADJUSTED,
)


_AFTER_THE_CLOSE = {
    (Phase.ANSWERING, True): N_(
        "The entity is answering the observations one by one. The answers will be published here "
        "and, if there are changes, the adjusted plan."
    ),
    (Phase.ANSWERING, False): N_(
        "No observations were received in time. The report that says so will be published here."
    ),
    (Phase.REPORT_PUBLISHED, True): N_(
        "The answers are published. If there are changes, the adjusted plan follows."
    ),
    (Phase.REPORT_PUBLISHED, False): N_(
        "No observations were received in time, and the report says so. If there are changes, the "
        "adjusted plan follows."
    ),
}
"""What is said once nobody can comment any more, with and without observations in term."""


class PlanStatus(NamedTuple):
    """Where a plan stands, in a sentence, and where to read more of it; each may be empty."""

    text: str = ""
    href: str = ""
    link: str = ""


def _found(slug: str) -> tuple[Plan, Edition]:
    """The plan at an address with its newest edition; 404 while no edition of it is out."""
    plan = Plan.find(slug) or abort(404)
    return plan, plan.current_edition or abort(404)


def _round(plan: Plan) -> Consultation:
    return plan.announced_round or abort(404)


@blueprint.get("/planes/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """The plan: where it stands, how to take part, its actions; clean or with its changes."""
    plan, edition = _found(slug)
    announced = _round(plan)
    consulted = plan.consulted_before(edition)
    with_changes = consulted is not None and request.args.get("vista") == "cambios"
    amendments = changelog.between(consulted, edition) if consulted and with_changes else []
    return render(
        "plans/show.html",
        plan=plan,
        edition=edition,
        round=announced,
        phase=plan.public_phase(g.now),
        standing=_standing(plan, announced),
        steps=_steps(plan.public_phase(g.now), _dates(announced)),
        extensions=list(announced.extensions.order_by(Extension.id)),
        channels=list(announced.channels.order_by(ReceiptChannel.id)),
        withdrawal=_withdrawal(edition, plan),
        documents=Document.listed(plan),
        clean_copies=Correction.clean_copies(plan),
        predecessors=list(plan.predecessors),
        replaced=Correction.withdrawn_for(plan),
        belated=belated.of(plan.announced_rounds),
        with_changes=with_changes,
        altered=_by_place(amendments),
        gone=_gone(amendments),
        lost=_lost(amendments),
        can_comment=plan.public_phase(g.now).takes_comments,
    )


@blueprint.get("/p/<int:number>")
def short(number: int) -> ResponseReturnValue:
    """The short address of a plan, for posters and the radio: the way to its page."""
    plan = Plan.get_or_none(Plan.id == number) or abort(404)
    _found(plan.slug)
    return redirect(url_for(".show", slug=plan.slug), 302)


def _standing(plan: Plan, consultation: Consultation) -> PlanStatus:
    phase = plan.public_phase(g.now)
    if phase is Phase.ANNOUNCED:
        return PlanStatus(gettext("You can read the plan now. The form opens that day."))
    if phase is Phase.ADJUSTED:
        return _adjusted(plan)
    if not phase.is_adjustable:
        return PlanStatus()
    commented = bool(tally.commented([consultation]))
    text = gettext(_AFTER_THE_CLOSE[phase, commented])
    if commented or phase is Phase.ANSWERING:
        return PlanStatus(text)
    report = url_for("report.show", slug=plan.slug, ronda=consultation.number)
    return PlanStatus(text, report, gettext("Read the report"))


def _adjusted(plan: Plan) -> PlanStatus:
    edition = plan.current_edition
    consulted = plan.consulted_before(edition) if edition else None
    if edition and consulted and brings_changes(edition):
        changes = url_for(".changes", slug=plan.slug, de=consulted.number, a=edition.number)
        return PlanStatus("", changes, gettext("See what changed and because of whom"))
    return PlanStatus(
        gettext(
            "Edition %(edition)s brings no changes: the plan stays as it was.",
            edition=edition.number if edition else "",
        ),
        url_for("results.show", slug=plan.slug),
        gettext("See the results"),
    )


def _steps(phase: Phase, dates: dict[Phase, str]) -> list[dict[str, str]]:
    """The life of a plan, each step done, current or ahead; none for a cancelled one."""
    if phase not in LIFE:
        return []
    now = LIFE.index(phase)
    return [
        {
            "label": gettext(each.message),
            "state": "done" if place < now else "current" if place == now else "ahead",
            "when": dates.get(each, ""),
        }
        for place, each in enumerate(LIFE)
    ]


def _dates(consultation: Consultation) -> dict[Phase, str]:
    moments = {
        Phase.ANNOUNCED: consultation.announced_at,
        Phase.REPORT_PUBLISHED: consultation.report_published_at,
        Phase.ADJUSTED: consultation.adjusted_at,
    }
    dates = {phase: day(local(moment).date()) for phase, moment in moments.items() if moment}
    window = gettext(
        "From %(first)s to %(last)s",
        first=day(local(consultation.opens_at).date()),
        last=day(time_zones.last_day_of(consultation.closes_at, entity().zone)),
    )
    return {**dates, Phase.OPEN: window}


def _by_place(amendments: list[ChangelogItem]) -> dict[tuple[int, int | None], list[ChangelogItem]]:
    """What an edition changed, by category number and action."""
    places: dict[tuple[int, int | None], list[ChangelogItem]] = {}
    for each in amendments:
        place = each.place, each.action.id if each.action else None
        places.setdefault(place, []).append(each)
    return places


def _gone(amendments: list[ChangelogItem]) -> dict[int, list[WholeAction]]:
    """The actions that an edition has no more, by category number."""
    gone: dict[int, list[WholeAction]] = {}
    for each in amendments:
        if isinstance(each, WholeAction) and each.turn is Turn.WITHDRAWN:
            gone.setdefault(each.place, []).append(each)
    return gone


def _lost(amendments: list[ChangelogItem]) -> list[Amendment]:
    """The categories that an edition has no more."""
    titles = [each for each in amendments if isinstance(each, Amendment)]
    return [each for each in titles if each.withdraws_category]


@blueprint.get("/planes/<slug>/acciones/<code>")
def action(slug: str, code: str) -> ResponseReturnValue:
    """One action: its text, its changes, its observations and answers, and how to comment.

    One that was withdrawn keeps its page, with its last text.
    """
    plan, edition = _found(slug)
    action = plan.public_action(code) or abort(404)
    wording = action.last_wording(edition) or abort(404)
    chosen = public_register.RegisterFilter(action=action)
    comments, following = public_register.cut(
        public_register.page(plan, chosen, after=number_in_query("despues"))
    )
    return render(
        "plans/action.html",
        plan=plan,
        edition=edition,
        round=plan.announced_round,
        phase=plan.public_phase(g.now),
        action=action,
        wording=wording,
        fields=PlanField,
        rows_of=_rows,
        before=action.before_in(edition),
        after=action.after_in(edition),
        withdrawn_in=wording.withdrawn_in(edition),
        continuations=[e for e in action.continuations if e.wording_in(wording.edition)],
        amendments=changelog.amendments(Change.published(Change.action == action)),
        comments=comments,
        following=following,
        parts=public_register.parts_on(action),
        moved=public_register.moved_from(action),
        takes=_round(plan).takes(action),
        closings=closings_of(action, since=plan.published_editions[0].published_at),
        can_comment=plan.public_phase(g.now).takes_comments and _round(plan).takes(action),
    )


def _rows(wording: Wording) -> list[tuple[str, str]]:
    """The other fields of an action, besides its two long texts."""
    unsaid = gettext("The plan does not say.")
    due = [(gettext("Ends on"), day(wording.due_on))] if wording.due_on else []
    return [
        (word(PlanField.TERM_MONTHS), months(wording.term_months)),
        *due,
        (word(PlanField.EFFICACY_CHECK), wording.efficacy_check or unsaid),
        (word(PlanField.RESPONSIBLE_AREA), wording.responsible_area or unsaid),
        *((name, value) for name, value in wording.notes),
    ]


@blueprint.get("/planes/<slug>/ediciones")
def editions(slug: str) -> ResponseReturnValue:
    """Every edition that is out."""
    plan, edition = _found(slug)
    return render("plans/editions.html", plan=plan, edition=edition)


def _edition(plan: Plan, number: int) -> Edition:
    editions = {each.number: each for each in plan.published_editions}
    return editions.get(number) or abort(404)


@blueprint.get("/planes/<slug>/ediciones/<int:number>")
def edition(slug: str, number: int) -> ResponseReturnValue:
    """An edition whole, as it was published."""
    plan, _ = _found(slug)
    edition = _edition(plan, number)
    covers = _covers(edition)
    return render(
        "plans/edition.html",
        plan=plan,
        edition=edition,
        facts=_facts(edition),
        withdrawal=_withdrawal(edition, plan),
        fields=PlanField,
        rows_of=_rows,
        covers=covers,
        given_digest=given_digest_of(edition) if covers else "",
    )


def _covers(edition: Edition) -> list[Correction]:
    """The corrections that cover words of an edition; nothing is asked while none covers any."""
    if not something_is_covered():
        return []
    return Correction.numbered(corrections_over(content_of(edition)))


def _withdrawal(edition: Edition, plan: Plan) -> Withdrawal | None:
    """That an edition was withdrawn, and the plan that takes its place."""
    correction = Correction.withdrawal_of(edition) if plan.corrections_made else None
    if correction is None:
        return None
    return Withdrawal(correction, Plan.find(correction.details["successor"]))


def _facts(edition: Edition) -> list[tuple[str, str]]:
    """The data of an edition's first page, empty ones left out."""
    dates = {
        gettext("Elaborated on"): edition.elaborated_on,
        gettext("Approved on"): edition.approved_on,
        gettext("Its terms count from"): edition.starts_on,
    }
    texts = {
        gettext("Approved by"): edition.approved_by,
        gettext("Minutes"): edition.minutes,
    }
    return [
        *((name, day(value)) for name, value in dates.items() if value),
        *((name, value) for name, value in texts.items() if value),
    ]


@blueprint.get("/planes/<slug>/ediciones/<int:number>.json")
def edition_json(slug: str, number: int) -> Response:
    """The very text whose SHA-256 is the edition's digest, unless something of it was covered."""
    edition = _edition(_found(slug)[0], number)
    response = Response(canonical(given_content_of(edition)), mimetype="application/json")
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{slug}-edicion-{number}.json"
    )
    return response


@blueprint.get("/planes/<slug>/cambios")
def changes(slug: str) -> ResponseReturnValue:
    """The changelog of the newest edition against the one before, or of any two."""
    plan, newest = _found(slug)
    later = _edition(plan, number_in_query("a") or newest.number)
    number = number_in_query("de")
    earlier = _edition(plan, number) if number else _before(plan, later)
    if earlier and earlier.number > later.number:
        earlier, later = later, earlier
    amendments = changelog.between(earlier, later) if earlier else []
    return render(
        "plans/changes.html",
        plan=plan,
        edition=newest,
        earlier=earlier,
        later=later,
        consulted=plan.consulted_before(later),
        total=sum(len(each.steps) for each in amendments),
        outside_rounds=changelog.outside_rounds(plan, amendments),
        of_itself=[each for each in amendments if each.category is None],
        amendments=[each for each in amendments if each.category],
        facts=_untold_facts(earlier, later, amendments) if earlier else [],
        changed=max((number for _, number in changelog.editions_with_changes([plan])), default=0),
        numbers=[(each.number, each.number) for each in plan.published_editions],
    )


def _untold_facts(
    earlier: Edition, later: Edition, amendments: Sequence[ChangelogItem]
) -> list[tuple[str, list[Piece]]]:
    """The data of the first page that differ between two editions without a change that explains
    it, as in older plans; each with its difference by words."""
    changed_fields = {each.last.field for each in amendments if each.category is None}
    pairs = [
        (word(each), *(_fact(edition, each) for edition in (earlier, later)))
        for each in FACT_FIELDS
        if each not in changed_fields
    ]
    return [(name, difference(before, after)) for name, before, after in pairs if before != after]


def _fact(edition: Edition, field: PlanField) -> str:
    value = getattr(edition, field.value)
    return day(value) if field.is_day and value else value or ""


def _before(plan: Plan, edition: Edition) -> Edition | None:
    earlier = [each for each in plan.published_editions if each.number < edition.number]
    return earlier[-1] if earlier else None


@blueprint.get("/planes/<slug>/documentos/<int:number>/<filename>")
def document(slug: str, number: int, filename: str) -> ResponseReturnValue:
    """The bytes of a supporting document, to download only."""
    listed = {each.id: each for each in Document.listed(_found(slug)[0])}
    document = listed.get(number) or abort(404)
    if document.filename != filename:
        return _named_anew(document)
    content = DocumentContent.get(DocumentContent.document == document).content
    response = send_file(
        BytesIO(bytes(content)),
        mimetype=document.media_type,
        as_attachment=True,
        download_name=filename,
        # Of two files within a second, or of a clock put back, only the digest tells which is held.
        etag=document.sha256,
    )
    # What may have to be hidden one day is asked for again each time (R21).
    response.headers["Cache-Control"] = "no-cache"
    return response


def _named_anew(document: Document) -> ResponseReturnValue:
    """Its number is what a document is known by: links to the name of a file that was replaced or
    covered lead on to the one that is given (R21)."""
    if not document.replaced_at and not is_covered(document.filename):
        abort(404)
    named = {"slug": document.plan.slug, "number": document.id, "filename": document.filename}
    return redirect(url_for(".document", **named))
