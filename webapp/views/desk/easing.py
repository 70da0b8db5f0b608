"""How easy people found it to take part: the questions to whoever was helped, and their results
without any that would single out a person (R14)."""

from dataclasses import dataclass

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_number, gettext
from flask_login import current_user

from webapp.forms.ease import AssistedEaseForm
from webapp.models import Comment, Consultation, Plan, ValueGroup
from webapp.queries import disclosure
from webapp.queries.ease_answers import PAGE, Distribution, wishes
from webapp.values import tracking_codes
from webapp.views.desk.access import open_to
from webapp.vocabulary import Channel, Disclosed, Easiness, Role, Understanding
from webapp.vocabulary.messages import Worded
from webapp.web.filters import word
from webapp.web.hypermedia import done, found, render
from webapp.workflow import commenting, ease_questions

blueprint = Blueprint("easing", __name__)

READERS = (Role.MODERATOR, Role.EDITOR, Role.AUDITOR, Role.ADMIN)


@blueprint.route("/observaciones/<filing_number>/facilidad", methods=["GET", "POST"])
@open_to(*ease_questions.ASKERS)
def answer(filing_number: str) -> ResponseReturnValue:
    """The three questions, for someone who was helped at the desk; nothing without their code."""
    comment = found(Comment.find(filing_number))
    form = AssistedEaseForm(tracking_code=request.args.get("codigo", ""))
    code = tracking_codes.normalise(form.tracking_code.data or "") or ""
    found(commenting.tracking_digest(code) == comment.tracking_digest or None)
    receipt = url_for("desk.intake.receipt", filing_number=comment.filing_number, codigo=code)
    staff = current_user.staff
    if form.carries_out(lambda: ease_questions.save(code, form.opinion(), by=staff, at=g.now)):
        flash(gettext("The answers were kept, tied to nobody."), "good")
        return done(receipt)
    return render(
        "desk/easing/answer.html",
        status=form.status,
        comment=comment,
        form=form,
        receipt=receipt,
        is_open=ease_questions.is_open(comment, code, at=g.now),
    )


@dataclass(frozen=True)
class AnswersTable:
    """The answers to a question, counted by channel or group; a note says what is left out
    (R14)."""

    title: str
    headers: list[str]
    rows: list[list[str]]
    note: str = ""


@blueprint.get("/planes/<slug>/facilidad")
@open_to(*READERS)
def show(slug: str) -> ResponseReturnValue:
    """The answers by channel and by group, and what people wish, of rounds whose report is out,
    when nobody answers any more: figures that grow with each answer would uncover who gave it
    (R14)."""
    plan = found(Plan.find(slug))
    over = [each for each in plan.announced_rounds if each.report_published_at]
    wished = wishes(over, after=request.args.get("despues", ""))
    return render(
        "desk/easing/show.html",
        plan=plan,
        is_over=bool(over),
        tables=_tables(over) if over else [],
        wishes=wished[:PAGE],
        following=wished[PAGE - 1].id if len(wished) > PAGE else None,
    )


def _tables(over: list[Consultation]) -> list[AnswersTable]:
    channels: list[tuple[object, str]] = [(each.value, word(each)) for each in Channel]
    groups: list[tuple[object, str]] = [(each.id, each.name) for each in ValueGroup.public()]
    disclosed = disclosure.published(over)
    counted = disclosure.together([each.groups for each in disclosed.values()])
    named = {each.id for each in counted.of(Disclosed.NUMBER)} if counted else set()
    unnamed = {str(each.id) for each in ValueGroup.select() if each.id not in named}
    reported = [each for each in over if each.id in disclosed]
    questions: list[tuple[str, str, type[Worded]]] = [
        ("easy", gettext("How easy was it to send the observation?"), Easiness),
        ("understood", gettext("Was it understood what the plan proposes?"), Understanding),
    ]
    splits = [
        ("channel", gettext("By channel"), gettext("Channel"), channels, over, set()),
        (
            "value_group",
            gettext("By value group"),
            gettext("Value group"),
            groups,
            reported,
            unnamed,
        ),
    ]
    return [
        _table(f"{title} {by}", words, entries, Distribution(question, split, rounds, never),
               heading)
        for question, title, words in questions
        for split, by, heading, entries, rounds, never in splits
    ]  # fmt: skip


def _table(
    title: str,
    words: type[Worded],
    entries: list[tuple[object, str]],
    found: Distribution,
    heading: str,
) -> AnswersTable:
    every_row = [
        *((name, found.row(key)) for key, name in entries),
        (gettext("All the others"), found.rest),
        (gettext("All together"), found.whole),
    ]
    rows = [(name, cells) for name, cells in every_row if cells and any(cells.values())]
    return AnswersTable(
        title,
        [heading, *(word(each) for each in words)],
        [[name, *(format_number(cells[each.value]) for each in words)] for name, cells in rows],
        "" if found.answered else gettext("Nobody has answered it."),
    )
