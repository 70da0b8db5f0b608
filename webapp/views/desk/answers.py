"""Answers: one person drafts, another approves, and they are published."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from wtforms import SelectChoice

from webapp.forms.base import Form, VersionForm
from webapp.forms.reply import MEANINGS, AnswerForm, ReportForm, ReturnForm
from webapp.models import Answer, AnswerTemplate, Change, Comment, Part, Plan, Report, tally
from webapp.presenting import report_files
from webapp.presenting.report_files import Unsaid
from webapp.queries import caseload, changelog, desk_list
from webapp.values import time_zones
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import AnswerState, Phase, Role
from webapp.web.filters import day, entity, local, months, sentence
from webapp.web.hypermedia import done, found, render
from webapp.workflow import (
    answer_steps,
    answer_templates,
    answering,
    handling,
    incorporating,
    segregating,
    splitting,
)
from webapp.workflow.acts import what_stands

blueprint = Blueprint("answers", __name__)

_FRAGMENT = "desk/answers/_answer.html"
SUBMIT, NEXT = "submit", "next"
TO_COME = (Phase.DRAFTING, Phase.ANNOUNCED, Phase.OPEN, Phase.ANSWERING)
"""While the report of the newest round is still to be published."""
SUBSTANCE = ("decision", "text", "reason", "cites", "responsible_area")


@blueprint.get("/observaciones/<filing_number>/respuesta")
@open_to(*EVERYONE)
def answer(filing_number: str) -> ResponseReturnValue:
    """An observation beside its answer, with what whoever is signed in may do with it."""
    record = found(desk_list.find(filing_number))
    return _page(record.comment, record.answer)


@blueprint.post("/observaciones/<filing_number>/respuesta")
@open_to(Role.RESPONDER)
def draft(filing_number: str) -> ResponseReturnValue:
    """Keep a draft, or hand it to whoever approves."""
    record = found(desk_list.find(filing_number))
    comment, answer = record.comment, record.answer
    form = _answer_form(comment, answer)
    then = request.form.get("then")
    to_approval = then in (SUBMIT, NEXT)
    verb = answering.submit if to_approval else answering.draft
    if form.carries_out(
        lambda: verb(
            comment, form.reply(), version=form.version.data, by=current_user.staff, at=g.now
        )
    ):
        if then == NEXT:
            return done(_next_after(comment))
        message = gettext("Sent for approval.") if to_approval else gettext("Draft saved.")
        return _moved(comment, message)
    return _page(comment, answer, form=form)


def _next_after(comment: Comment) -> str:
    """The answer that waits next for whoever has just sent one for approval."""
    number = comment.filing_number
    waiting = caseload.of(current_user.staff)
    if not waiting:
        flash(
            gettext("%(number)s was sent for approval. Nothing else waits.", number=number), "good"
        )
        return url_for("desk.home.index")
    flash(gettext("%(number)s was sent for approval. Here is the next one.", number=number), "good")
    return _address(waiting[0].comment)


@blueprint.post("/observaciones/<filing_number>/respuesta/plantilla")
@open_to(Role.RESPONDER)
def template(filing_number: str) -> ResponseReturnValue:
    """Fill the text with a template. Saves nothing of the answer; counts the use."""
    record = found(desk_list.find(filing_number))
    comment, answer = record.comment, record.answer
    answer_steps.require_writable(answer)
    handling.require_own_area(comment, current_user.staff)
    form = _answer_form(comment, answer)
    offered = {str(each.id): each for each in AnswerTemplate.offered_to(current_user.staff)}
    chosen = offered.get(form.template.data)
    if chosen:
        filled = answer_templates.fill(chosen.text, _template_values(comment, form))
        form.text.data = "\n\n".join(text for text in (form.text.data, filled) if text)
        form.template.data = ""
        answer_templates.use(chosen, by=current_user.staff)
    else:
        form.status = 422
        form.template.errors = [gettext("Choose a template.")]
    return _page(comment, answer, form=form, filled=chosen is not None)


def _template_values(comment: Comment, form: AnswerForm) -> dict[str, str]:
    """The value of each field of an answer template, for one observation."""
    wording = comment.action and comment.action.wording_in(comment.edition)
    return {
        "radicado": comment.filing_number,
        "acción": comment.action.code if comment.action else gettext("the whole plan"),
        "plan": comment.plan.title,
        "plazo": months(wording.term_months if wording else None),
        "dependencia": form.responsible_area.data or entity().name,
        "fecha": day(time_zones.to_local(g.now, entity().zone).date()),
    }


@blueprint.post("/observaciones/<filing_number>/respuesta/aprobacion")
@open_to(Role.APPROVER)
def approval(filing_number: str) -> ResponseReturnValue:
    """Approve the answer as it was read."""
    comment, answer = _answered(filing_number)
    form, staff = VersionForm(), current_user.staff
    if form.carries_out(
        lambda: answering.approve(answer, version=form.version.data, by=staff, at=g.now)
    ):
        return _moved(
            comment, gettext("The answer is approved. It goes out with the report, or now.")
        )
    return _page(comment, answer, acting=form)


@blueprint.post("/observaciones/<filing_number>/respuesta/devolucion")
@open_to(Role.APPROVER)
def returning(filing_number: str) -> ResponseReturnValue:
    """Return the answer to its drafter."""
    comment, answer = _answered(filing_number)
    form = ReturnForm()
    if form.carries_out(
        lambda: answering.give_back(
            answer,
            note=form.note.data,
            version=form.version.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        return _moved(comment, gettext("The answer went back to its drafter."))
    return _page(comment, answer, acting=form)


@blueprint.post("/observaciones/<filing_number>/respuesta/publicacion")
@open_to(Role.APPROVER)
def publication(filing_number: str) -> ResponseReturnValue:
    """Publish this one answer, ahead of the report."""
    comment, answer = _answered(filing_number)
    form, staff = VersionForm(), current_user.staff
    if form.carries_out(
        lambda: answering.publish(answer, version=form.version.data, by=staff, at=g.now)
    ):
        return _moved(comment, gettext("The answer is published."))
    return _page(comment, answer, acting=form)


def _answered(filing_number: str) -> tuple[Comment, Answer]:
    record = found(desk_list.find(filing_number))
    return record.comment, found(record.answer)


def _address(comment: Comment) -> str:
    return url_for("desk.answers.answer", filing_number=comment.filing_number)


def _answer_form(comment: Comment, answer: Answer | None, **options: Any) -> AnswerForm:
    area = answer.responsible_area if answer else _area_of_its_action(comment)
    values: dict[str, Any] = {name: getattr(answer, name) for name in SUBSTANCE} if answer else {}
    values["responsible_area"] = area
    if answer is None and Part.are_of(comment):
        values["text"] = gettext("Your letter touches several matters: each one is answered apart.")
        values["reason"] = gettext("Each part of the letter has its decision and its reason.")
    form = AnswerForm(**options, **values, version=answer.version if answer else None)
    form.offer_areas(area)
    offered = AnswerTemplate.offered_to(current_user.staff)
    form.template.choices = [
        SelectChoice("", gettext("Choose one")),
        *(SelectChoice(str(each.id), each.title) for each in offered),
    ]
    return form


def _area_of_its_action(comment: Comment) -> str:
    if comment.action is None:
        return ""
    found_wording = comment.action.wording_in(comment.edition)
    return found_wording.responsible_area if found_wording else ""


def _page(
    comment: Comment,
    answer: Answer | None,
    *,
    form: AnswerForm | None = None,
    acting: Form | None = None,
    filled: bool = False,
) -> ResponseReturnValue:
    return render(
        "desk/answers/answer.html",
        _FRAGMENT,
        (form or acting or VersionForm()).status,
        **_shown(comment, answer, form, acting),
        filled=filled,
    )


def _moved(comment: Comment, message: str) -> ResponseReturnValue:
    """The answer as it stands after an act on it: its page, or itself in its place."""
    answer = Answer.of(comment)
    return done(_address(comment), _FRAGMENT, message=message, **_shown(comment, answer))


def _shown(
    comment: Comment,
    answer: Answer | None,
    form: AnswerForm | None = None,
    acting: Form | None = None,
) -> dict[str, Any]:
    """The variables of the fragment of an answer: the form for whoever may write it, or the other
    acts open to them."""
    staff, version = current_user.staff, answer.version if answer else None
    if form is None and answer_steps.may_draft(comment, answer, staff, g.now):
        form = _answer_form(comment, answer, formdata=None)
    parts = Part.of([comment]).get(comment.id, [])
    why_not = answer_steps.why_not_draft(comment, answer, staff, g.now)
    return {
        "comment": comment,
        "reading": comment.read_by(staff),
        "answer": answer,
        "form": form,
        "acting": acting,
        "act_form": VersionForm(formdata=None, version=version),
        "return_form": _return_form(acting, version),
        "parts": parts,
        "overall": splitting.decision_of(parts),
        "may_answer": form is not None,
        "why_not": sentence(why_not) if why_not else "",
        "may_correct": answer_steps.may_correct(answer, staff),
        "may_split": form is not None and not parts and comment.is_shown,
        "may": answer_steps.approval_of(answer, staff),
        "meanings": MEANINGS,
        "changes": changelog.amendments(Change.naming(comment)),
        "wording": comment.action and comment.action.wording_in(comment.edition),
        "needs_change": bool(answer and incorporating.unnamed(Answer.id == answer.id).exists()),
        "adjust_url": _adjust_url(comment),
        "steps": list(_next_steps(comment)) if form is None else [],
    }


def _return_form(acting: Form | None, version: int | None) -> ReturnForm:
    """The one that came back with a fault, or a fresh one."""
    return acting if isinstance(acting, ReturnForm) else ReturnForm(formdata=None, version=version)


def _next_steps(comment: Comment) -> Iterator[tuple[str, str]]:
    """Address and text of the next observation that waits for whoever is signed in."""
    staff = current_user.staff
    waiting = []
    if staff.has(Role.RESPONDER):
        unanswered = desk_list.DeskFilter(unanswered=True)
        waiting.append((unanswered, gettext("Next observation to answer")))
    if staff.has(Role.APPROVER):
        submitted = desk_list.DeskFilter(state=AnswerState.SUBMITTED)
        waiting.append((submitted, gettext("Next answer to approve")))
    for chosen, text in waiting:
        before, after = desk_list.neighbours(comment, chosen)
        if other := after or before:
            yield _address(other), f"{text}: {other.filing_number}"


def _adjust_url(comment: Comment) -> str:
    plan = comment.plan
    if comment.action is None or plan.draft_edition is None:
        using = None if comment.action else comment.filing_number
        return url_for("desk.adjusting.edition.overview", slug=plan.slug, usar=using)
    return url_for(
        "desk.adjusting.wording.show",
        slug=plan.slug,
        code=comment.action.code,
        usar=comment.filing_number,
    )


@blueprint.get("/planes/<slug>/respuestas/publicacion")
@open_to(*EVERYONE)
def report(slug: str) -> ResponseReturnValue:
    """Exactly which answers the report would publish, and what it still waits for."""
    plan = found(Plan.find(slug))
    return _report(plan, _report_form(plan))


def _report_form(plan: Plan) -> ReportForm:
    return ReportForm(about=what_stands(plan))


@blueprint.post("/planes/<slug>/respuestas/publicacion")
@open_to(Role.APPROVER)
def publish_report(slug: str) -> ResponseReturnValue:
    """Publish every approved answer together."""
    plan = found(Plan.find(slug))
    form = _report_form(plan)
    if form.carries_out(
        lambda: answering.publish_report(
            plan,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
            listed=form.pairs(),
        )
    ):
        frozen = Report.newest(found(plan.announced_round))
        flash(gettext("The report is published.") if frozen else _answers_out(), "good")
        return done(url_for(".report", slug=slug))
    return _report(plan, form)


def _report_so_far(plan: Plan) -> dict[str, Any]:
    """Whether there is a report to download, and of which round where there are several."""
    shown = plan.round_receiving(g.now)
    several = len(plan.announced_rounds) > 1
    frozen = Report.newest_of([shown]).get(shown.id) if shown else None
    return {
        "has_report": shown is not None and plan.has_opened(shown, g.now),
        "of_round": shown.number if shown and several else None,
        "frozen": frozen,
        "standing": _standing(frozen) if frozen or not plan.cancelled_at else "",
    }


def _standing(frozen: Report | None) -> str:
    """That the report is a draft, or its number and day."""
    if frozen is None:
        return gettext("It is a draft until the report is published, and says so on every page.")
    return gettext(
        "%(report)s, frozen on %(day)s",
        report=gettext("Report no. %(number)s", number=frozen.number),
        day=day(local(frozen.frozen_at).date()),
    )


def _answers_out() -> str:
    return gettext("The answers are published; the report is frozen with the adjusted plan.")


def _unsaid(plan: Plan, phase: Phase) -> list[Unsaid]:
    """What the report would be frozen without, if it is frozen with these answers: while an
    edition is being written it is frozen with that one."""
    if plan.consultation is None or phase is not Phase.ANSWERING or plan.draft_edition:
        return []
    return report_files.unsaid(plan.consultation)


def _report(plan: Plan, form: ReportForm) -> ResponseReturnValue:
    plan = plan.fresh()
    phase = plan.phase(g.now)
    consulted = None if plan.cancelled_at else plan.consultation
    missing = answering.without_approved_answer(consulted) if consulted else []
    ready = [] if plan.cancelled_at else answering.ready_to_publish(plan)
    impediments = segregating.impediments_of(current_user.staff)
    impeded = [each.comment for each in ready if each.comment.filing_number in impediments]
    unnamed = list(incorporating.unnamed(Answer.id.in_([each.id for each in ready])))
    form.listed.data = " ".join(f"{each.id}:{each.version}" for each in ready)
    return render(
        "desk/answers/report.html",
        "desk/answers/_report.html",
        form.status,
        form=form,
        plan=plan,
        phase=phase,
        missing=missing,
        ready=ready,
        impeded=impeded,
        unnamed=[(each, _adjust_url(each)) for each in unnamed],
        without_comments=plan.consultation is not None and not tally.commented([plan.consultation]),
        is_time=phase is Phase.ANSWERING,
        published_at=plan.consultation and plan.consultation.report_published_at,
        is_to_come=phase in TO_COME,
        unsaid=_unsaid(plan, phase),
        **_report_so_far(plan),
        may_publish=current_user.staff.has(Role.APPROVER)
        and phase is Phase.ANSWERING
        and not (missing or unnamed or impeded),
    )
