"""The gate before the adjusted edition, and its publication."""

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user

from webapp.forms.base import ProofForm
from webapp.models import Change, Comment, Edition, Plan
from webapp.models.edition_content import changes_of
from webapp.presenting import report_files
from webapp.queries import changelog
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import Phase, Role
from webapp.web.filters import word
from webapp.web.hypermedia import done, found, render
from webapp.workflow import publishing
from webapp.workflow.acts import what_stands
from webapp.workflow.proof_of_reading import proof
from webapp.workflow.publishing import Lack, Missing

blueprint = Blueprint("publishing", __name__)

LACKS = {
    Lack.UNMODERATED: lazy_gettext("Observations that nobody has moderated"),
    Lack.UNANSWERED: lazy_gettext("Observations without a published answer"),
    Lack.WITHOUT_CHANGE: lazy_gettext("Incorporated, but no change names them"),
    Lack.WITHOUT_SOURCE: lazy_gettext("Changes that do not say because of whom"),
    Lack.COVERED_WORDS: lazy_gettext("Changes that say again words that were covered"),
}
"""How each lack is said."""


@blueprint.get("/planes/<slug>/publicacion")
@open_to(*EVERYONE)
def gate(slug: str) -> ResponseReturnValue:
    """What is still missing; with nothing missing, the check before it is published; once it is
    out, its digest."""
    return _gate(found(Plan.find(slug)), ProofForm(None))


@blueprint.post("/planes/<slug>/publicacion")
@open_to(Role.EDITOR)
def publish(slug: str) -> ResponseReturnValue:
    """Publish the adjusted edition."""
    plan = found(Plan.find(slug))
    form = ProofForm(about=what_stands(plan))
    if form.carries_out(
        lambda: publishing.publish_edition(
            plan,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
            read=form.read.data or "",
        )
    ):
        flash(gettext("The adjusted edition is published."), "good")
        return done(url_for(".gate", slug=slug))
    return _gate(plan, form)


def _gate(plan: Plan, form: ProofForm) -> ResponseReturnValue:
    plan = plan.fresh()
    phase = plan.phase(g.now)
    edition = plan.draft_edition if phase.is_adjustable else None
    missing = publishing.gate(plan) if edition else []
    changes = changes_of(edition) if edition else []
    form.read.data, form.about.data = proof(plan), what_stands(plan)
    return render(
        "desk/publishing/gate.html",
        "desk/publishing/_gate.html",
        form.status,
        form=form,
        plan=plan,
        phase=phase,
        is_time=phase.is_adjustable,
        edition=edition,
        changes=changes,
        amendments=changelog.amendments(changes),
        missing=_grouped(plan, missing),
        unsaid=report_files.unsaid(plan.consultation) if edition and plan.consultation else [],
        waits_for_report=any(each.lack is Lack.UNANSWERED for each in missing),
        published=_published(plan, phase),
        may_publish=current_user.staff.has(Role.EDITOR) and edition is not None and not missing,
    )


def _published(plan: Plan, phase: Phase) -> Edition | None:
    return plan.current_edition if phase is Phase.ADJUSTED else None


def _grouped(plan: Plan, missing: list[Missing]) -> list[tuple[object, list[tuple[str, str]]]]:
    """What is missing, lack by lack, each with links to where it is mended."""
    links = {lack: [_link(plan, each) for each in missing if each.lack is lack] for lack in Lack}
    return [(LACKS[lack], lines) for lack, lines in links.items() if lines]


def _link(plan: Plan, missing: Missing) -> tuple[str, str]:
    """Where it is mended, and its name."""
    if missing.change:
        return url_for("desk.adjusting.changes.show", number=missing.change.id), _name(
            missing.change
        )
    comment = found(missing.comment)
    return _mended_at(plan, missing.lack, comment), comment.filing_number


def _name(change: Change) -> str:
    place = change.action.code if change.action else str(change.place or "")
    return " · ".join(filter(None, (place, word(change.field))))


def _mended_at(plan: Plan, lack: Lack, comment: Comment) -> str:
    number = comment.filing_number
    if lack is Lack.UNMODERATED:
        return url_for("desk.comments.comment", filing_number=number)
    if lack is Lack.UNANSWERED:
        return url_for("desk.answers.answer", filing_number=number)
    if comment.action is None:
        return url_for("desk.adjusting.edition.overview", slug=plan.slug, usar=number)
    code = comment.action.code
    return url_for("desk.adjusting.wording.show", slug=plan.slug, code=code, usar=number)
