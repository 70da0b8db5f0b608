"""R7: what is invisible is blank, and reasons that the public reads are written out."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

import webapp.workflow
from tests.cast import (
    AFTER_CLOSE,
    BLANK_TEXTS,
    IN_MARCH,
    MONDAY,
    WHILE_OPEN,
    Cast,
    a_cast,
    a_draft,
    an_announced_plan,
    filed,
    received,
    shown,
    wording,
    written_out,
)
from webapp.models import (
    Answer,
    Comment,
    Correction,
    Entity,
    InternalReport,
    Plan,
    Publicity,
    ValueGroup,
)
from webapp.storage.db import db
from webapp.text import covered
from webapp.text.redaction import RedactionKind
from webapp.text.visible import is_blank, visible_length
from webapp.values.plan_outline import ActionOutline, CategoryOutline, Outline
from webapp.vocabulary import (
    Channel,
    CorrectionKind,
    CoverGround,
    CyclePhase,
    Decision,
    Ground,
    Origin,
    ParticipationSpace,
    PetitionKind,
    PlanField,
    PublicityChannel,
    PublicityStage,
    Role,
)
from webapp.workflow import (
    adjusting,
    adjusting_categories,
    announcing,
    answer_templates,
    answering,
    bulk_acts,
    correcting,
    covering,
    drafting,
    entity_settings,
    erasing,
    grouping,
    handling,
    intake,
    internal_reporting,
    moderating,
    petitioning,
    publicising,
    reimporting,
    splitting,
    staffing,
    uncovering,
)
from webapp.workflow.adjusting import Why
from webapp.workflow.announcing import Need
from webapp.workflow.answering import Reply
from webapp.workflow.commenting import Arrival, Filing
from webapp.workflow.ease_questions import Opinion
from webapp.workflow.intake import Gathering, ReadyRow, RowRefused
from webapp.workflow.reasons import DECISION_LEAST, LEAST
from webapp.workflow.refusals import Invalid
from webapp.workflow.splitting import LetterPiece

REASON = written_out(DECISION_LEAST)
FIRST, SECOND = "Pongan un buzón.", "Y respondan."
CHECKS = {"is_blank", "fault_in_decision_reason", "fault_in_reason", "require_reason"}
ASK_WITHOUT_REFUSING = {
    "announcing.checklist",
    "grouping.alike",
    "handling.assign",
    "handling.tag",
    "editorial_limits.fault",
    "petitioning.correct_transfer",
    "reasons.require_decision_reasons",  # refuses the state, not a field: it was written before
}
"""For these a blank text is as one that was not written."""


@dataclass(frozen=True)
class World:
    """A plan under consultation, another in preparation, and who works on them."""

    cast: Cast
    plan: Plan
    draft: Plan
    comment: Comment
    letter: Comment

    def submit(self, **said: object) -> object:
        """Hand an answer in, complete but for what is said."""
        whole = {"decision": Decision.NOT_INCORPORATED, "text": "No cabe.", "reason": REASON}
        by = self.cast.rosa_responder
        return answering.submit(
            self.comment, Reply(**{**whole, **said}), version=None, by=by, at=WHILE_OPEN
        )

    def answer_part(self, **said: object) -> object:
        """Answer the first part of a letter, complete but for what is said."""
        self.split(SECOND)
        part = self.letter.parts.get()
        whole = {"decision": Decision.NOT_INCORPORATED, "text": "No cabe.", "reason": REASON}
        by = self.cast.rosa_responder
        return splitting.answer_part(
            part, **{**whole, **said}, version=part.version, by=by, at=WHILE_OPEN
        )

    def split(self, excerpt: str) -> object:
        """Split the letter in two."""
        pieces = [LetterPiece(FIRST, None), LetterPiece(excerpt, None)]
        version, by = self.letter.fresh().version, self.cast.rosa_responder
        return splitting.split(self.letter, pieces, version=version, by=by, at=WHILE_OPEN)

    def reword(self, activity: str = "Abrir un canal.", reason: str = REASON) -> object:
        """Adjust an action once the consultation has closed."""
        by = self.cast.elena_editor
        adjusting.start_edition(self.plan, by=by, at=AFTER_CLOSE)
        now, why = wording(self.plan, "1.1"), Why(origin=Origin.OWN_MOTION, reason=reason)
        values = {PlanField.ACTIVITY: activity}
        return adjusting.reword(now, values, why, version=now.version, by=by, at=AFTER_CLOSE)

    def retitle(self, title: str) -> object:
        """Give a category another title in the adjusted plan."""
        by, why = self.cast.elena_editor, Why(origin=Origin.OWN_MOTION, reason=REASON)
        category = adjusting.start_edition(self.plan, by=by, at=AFTER_CLOSE).categories.get()
        return adjusting.retitle(
            category, title, why, version=category.version, by=by, at=AFTER_CLOSE
        )

    def add_category(self, title: str) -> object:
        """Add a category to the adjusted plan."""
        by, why = self.cast.elena_editor, Why(origin=Origin.OWN_MOTION, reason=REASON)
        edition = adjusting.start_edition(self.plan, by=by, at=AFTER_CLOSE)
        return adjusting_categories.add_category(edition, title, why, by=by, at=AFTER_CLOSE)

    def extend(self, reason: str) -> object:
        """Move the close forward."""
        days = {"last_day": date(2026, 3, 24), "version": self.plan.consultation.version}
        by = self.cast.elena_editor
        return announcing.extend(
            self.plan.consultation, reason=reason, **days, by=by, at=WHILE_OPEN
        )

    def set_short_window(self, short_reason: str) -> object:
        """Give a consultation fewer than fifteen days."""
        window = replace(IN_MARCH, last_day=date(2026, 3, 9), short_reason=short_reason)
        version = self.draft.consultation.version
        by = self.cast.elena_editor
        return announcing.set_window(self.draft, window, version=version, by=by, at=MONDAY)

    def on_a_petition(self, verb: Callable[..., object], **said: object) -> object:
        """Do something on an observation that is also a petition."""
        by = self.cast.mario_moderator
        petition = petitioning.mark(self.comment, PetitionKind.GENERAL, by=by, at=WHILE_OPEN)
        return verb(petition, version=petition.version, by=by, at=WHILE_OPEN, **said)

    def correct_extension(self, **said: object) -> object:
        """Put right the extension of a petition's term, complete but for what is said."""
        by = self.cast.mario_moderator
        self.on_a_petition(petitioning.extend, due_on=date(2026, 4, 10), reason=REASON)
        petition = self.comment.petitions.get()
        whole = {"due_on": date(2026, 4, 9), "reason": REASON, "why": REASON}
        return petitioning.correct_extension(
            petition, **{**whole, **said}, version=petition.version, by=by, at=WHILE_OPEN
        )

    def move_meeting(self, reason: str) -> object:
        """Put a meeting on another plan."""
        by = self.cast.mario_moderator
        gathering = Gathering(
            title="Reunión", place="Plaza", held_on=date(2026, 3, 5), attendance={}
        )
        meeting = intake.save_meeting(self.plan, gathering, by=by, at=WHILE_OPEN)
        return intake.move_meeting(
            meeting, self.draft, reason=reason, version=1, by=by, at=WHILE_OPEN
        )

    def uncover(self, order: str) -> object:
        """Lift a cover that an order asked for."""
        by, at = self.cast.mario_moderator, WHILE_OPEN
        cover = self.cover("Auto 12 de 2026, de la sala primera")
        cover = correcting.approve(cover, version=1, by=self.cast.alba_approver, at=at)
        passages = uncovering.passages_of(cover)
        return correcting.propose(
            CorrectionKind.COVER_LIFTED, cover, plan=self.plan, reason=REASON,
            details=uncovering.proposal(cover, passages, order=order), by=by, at=at,
        )  # fmt: skip

    def erase(self, order: str) -> object:
        """Erase what a cover hides."""
        by, at = self.cast.mario_moderator, WHILE_OPEN
        cover = self.cover("Auto 12 de 2026, de la sala primera")
        cover = correcting.approve(cover, version=1, by=self.cast.alba_approver, at=at)
        return correcting.propose(
            CorrectionKind.WORDS_ERASED, cover, plan=self.plan, reason=REASON,
            details=erasing.proposal(cover, ground=CoverGround.COURT, order=order), by=by, at=at,
        )  # fmt: skip

    def cover(self, order: str) -> object:
        """Propose to cover words by a court's order."""
        found = covering.find(self.plan, [wording(self.plan, "1.1").activity])
        details = covering.details_of(
            found, data=RedactionKind.NAME, ground=CoverGround.COURT, order=order
        )
        kind, by = CorrectionKind.COVER, self.cast.mario_moderator
        return correcting.propose(
            kind, self.plan, plan=self.plan, reason=REASON, details=details, by=by, at=WHILE_OPEN
        )

    def bring(self, body: str) -> object:
        """Import a file of one observation."""
        entry = Arrival(
            filing=Filing(body=body), action=None, channel=Channel.EMAIL, received_at=WHILE_OPEN
        )
        rows, by = (
            [ReadyRow(number=7, entry=entry, fingerprint="0" * 64)],
            self.cast.mario_moderator,
        )
        return intake.import_comments(rows, plan=self.plan, by=by, at=WHILE_OPEN)

    def propose(self, reason: str) -> object:
        """Propose to take the cancellation of a plan back."""
        by = self.cast.elena_editor
        announcing.cancel(self.plan, reason=REASON, by=by, at=WHILE_OPEN)
        kind, plan = CorrectionKind.CANCELLATION_TAKEN_BACK, self.plan
        return correcting.propose(kind, plan, plan=plan, reason=reason, by=by, at=WHILE_OPEN)

    def import_plan(self, title: str = "Otro plan", activity: str = "Oír a la gente.") -> object:
        """Make a plan of an outline with one action."""
        outline, by = an_outline_of(activity), self.cast.elena_editor
        return drafting.import_plan(outline, slug="otro", title=title, by=by, at=MONDAY)


Attempt = Callable[[World, str], object]


def editor(world: World) -> dict[str, object]:
    return {"by": world.cast.elena_editor, "at": WHILE_OPEN}


def an_outline_of(activity: str) -> Outline:
    action = ActionOutline(code="1.1", activity=activity)
    return Outline(categories=(CategoryOutline(number=1, title="Oír", actions=(action,)),))


def a_gathering(title: str = "Taller", place: str = "Plaza") -> Gathering:
    return Gathering(title=title, place=place, held_on=MONDAY.date(), attendance={})


def responder(world: World) -> dict[str, object]:
    return {"by": world.cast.rosa_responder, "at": WHILE_OPEN}


DECISIONS: Mapping[str, tuple[str, Attempt]] = {
    "reasons.require_complete_answer, whole": (
        "reason",
        lambda world, text: world.submit(reason=text),
    ),
    "reasons.require_complete_answer": (
        "reason",
        lambda world, text: world.answer_part(reason=text),
    ),
}
"""What asks for the reason of a decision: the field that is at fault, and how it is done."""

REASONS: Mapping[str, tuple[str, Attempt]] = {
    "adjusting.check": ("reason", lambda world, text: world.reword(reason=text)),
    "announcing.extend": ("reason", lambda world, text: world.extend(text)),
    "announcing.cancel": (
        "reason",
        lambda world, text: announcing.cancel(world.plan, reason=text, **editor(world)),
    ),
    "announcing._require_reason_if_short": (
        "short_reason",
        lambda world, text: world.set_short_window(text),
    ),
    "correcting.propose": ("reason", lambda world, text: world.propose(text)),
    "drafting.close_action": (
        "reason",
        lambda world, text: drafting.close_action(
            world.plan.actions.get(), reason=text, **editor(world)
        ),
    ),
    "moderating.withhold": (
        "note",
        lambda world, text: moderating.withhold(
            world.comment,
            ground=Ground.OTHER,
            note=text,
            version=world.comment.version,
            by=world.cast.mario_moderator,
            at=WHILE_OPEN,
        ),
    ),
    "petitioning.extend": (
        "reason",
        lambda world, text: world.on_a_petition(
            petitioning.extend, due_on=date(2026, 4, 10), reason=text
        ),
    ),
    "petitioning.correct_extension": (
        "reason",
        lambda world, text: world.correct_extension(reason=text),
    ),
    "petitioning._correcting": ("why", lambda world, text: world.correct_extension(why=text)),
    "intake.move_meeting": ("reason", lambda world, text: world.move_meeting(text)),
}
"""The same of every other reason that the public reads."""

TEXTS: Mapping[str, tuple[str, Attempt]] = {
    "covering.require_order": ("order", lambda world, text: world.cover(text)),
    "erasing.check": ("order", lambda world, text: world.erase(text)),
    "uncovering.check": ("order", lambda world, text: world.uncover(text)),
    "commenting.check": ("body", lambda world, text: filed(world.plan, text)),
    "commenting.check, assisted": (
        "body",
        lambda world, text: received(
            Filing(body=text),
            plan=world.plan,
            action=None,
            submission_id="",
            channel=Channel.PHONE,
            received_at=WHILE_OPEN,
            by=world.cast.mario_moderator,
            at=WHILE_OPEN,
        ),
    ),
    "reasons.require_complete_answer, text of a whole": (
        "text",
        lambda world, text: world.submit(text=text),
    ),
    "reasons.require_complete_answer, cites of a whole": (
        "cites",
        lambda world, text: world.submit(decision=Decision.ALREADY_INCLUDED, cites=text),
    ),
    "reasons.require_complete_answer, text": (
        "text",
        lambda world, text: world.answer_part(text=text),
    ),
    "reasons.require_complete_answer, cites": (
        "cites",
        lambda world, text: world.answer_part(decision=Decision.ALREADY_INCLUDED, cites=text),
    ),
    "splitting._check": ("pieces", lambda world, text: world.split(text)),
    "answering.give_back": (
        "note",
        lambda world, text: answering.give_back(
            Answer(), note=text, version=1, by=world.cast.alba_approver, at=WHILE_OPEN
        ),
    ),
    "correcting.reject": (
        "note",
        lambda world, text: correcting.reject(
            Correction(), note=text, version=1, by=world.cast.alba_approver, at=WHILE_OPEN
        ),
    ),
    "adjusting_categories.add_category": (
        "title",
        lambda world, text: world.add_category(text),
    ),
    "adjusting.retitle": ("title", lambda world, text: world.retitle(text)),
    "drafting.check_wording": ("activity", lambda world, text: world.reword(text)),
    "drafting.check": ("title", lambda world, text: drafting.Facts(title=text).check()),
    "drafting.import_plan": ("title", lambda world, text: world.import_plan(title=text)),
    "drafting.import_plan, activity": (
        "activity",
        lambda world, text: world.import_plan(activity=text),
    ),
    "reimporting.take_in": (
        "activity",
        lambda world, text: reimporting.take_in(
            world.draft, an_outline_of(text), [], notes=False, read="", **editor(world)
        ),
    ),
    "drafting.edit_category": (
        "title",
        lambda world, text: drafting.edit_category(
            world.draft.draft_edition.categories.get(), text, version=1, **editor(world)
        ),
    ),
    "drafting.add_category": (
        "title",
        lambda world, text: drafting.add_category(world.draft.draft_edition, text, **editor(world)),
    ),
    "drafting.attach": (
        "title",
        lambda world, text: drafting.attach(
            world.draft,
            title=text,
            filename="a.pdf",
            media_type="application/pdf",
            content=b"%PDF-1.4",
            **editor(world),
        ),
    ),
    "entity_settings.check": (
        "name",
        lambda world, text: entity_settings.Particulars(
            name=text,
            tax_number="",
            address="",
            phone="",
            email="",
            office_hours="",
            filing_prefix="CMC",
            timezone="America/Bogota",
            privacy_notice="",
            retention_months=6,
        ).check(),
    ),
    "entity_settings.save_entry": (
        "name",
        lambda world, text: entity_settings.save_entry(
            ValueGroup, {"name": text}, by=world.cast.ada_admin, at=WHILE_OPEN
        ),
    ),
    "staffing.check": (
        "name",
        lambda world, text: staffing.Profile(
            email="nora@concejo.example", name=text, roles=[Role.EDITOR]
        ).check(),
    ),
    "answer_templates.check": ("text", lambda world, text: answer_templates.check(text)),
    "answer_templates.keep": (
        "title",
        lambda world, text: answer_templates.keep(
            title=text, text="Gracias.", area=None, **responder(world)
        ),
    ),
    "intake.check": ("title", lambda world, text: a_gathering(title=text).check()),
    "intake.check, place": (
        "place",
        lambda world, text: a_gathering(place=text).check(),
    ),
    "handling.recuse": (
        "reason",
        lambda world, text: handling.recuse(
            world.comment, reason=text, version=1, **responder(world)
        ),
    ),
    "handling.note": (
        "text",
        lambda world, text: handling.note(world.comment, text, **responder(world)),
    ),
    "bulk_acts.tag": (
        "tags",
        lambda world, text: bulk_acts.tag([], [text], plan=world.plan, **responder(world)),
    ),
    "grouping.start": (
        "title",
        lambda world, text: grouping.start(world.plan, text, [world.comment], **responder(world)),
    ),
    "petitioning.unmark": (
        "reason",
        lambda world, text: world.on_a_petition(petitioning.unmark, reason=text),
    ),
    "petitioning.forward": (
        "to",
        lambda world, text: world.on_a_petition(
            petitioning.forward, to=text, on=WHILE_OPEN.date(), copy_sent_on=None
        ),
    ),
    "publicising.check": (
        "audience",
        lambda world, text: publicising.note(
            world.plan.consultation,
            publicising.Sending(
                stage=PublicityStage.ANNOUNCEMENT,
                channel=PublicityChannel.RADIO,
                on=MONDAY.date(),
                audience=text,
            ),
            **editor(world),
        ),
    ),
    "publicising.remove": (
        "reason",
        lambda world, text: publicising.remove(
            Publicity(), reason=text, version=1, **editor(world)
        ),
    ),
    "internal_reporting.check": (
        "title",
        lambda world, text: internal_reporting.Account(
            title=text, cycle_phase=CyclePhase.FORMULATION, space=ParticipationSpace.CONSULTATION
        ).check(world.plan),
    ),
    "internal_reporting.check, practice": (
        "good_practice",
        lambda world, text: internal_reporting.Account(
            title="Consulta",
            cycle_phase=CyclePhase.FORMULATION,
            space=ParticipationSpace.CONSULTATION,
            is_good_practice=True,
            good_practice=text,
        ).check(world.plan),
    ),
    "internal_reporting.deliver": (
        "recipient",
        lambda world, text: internal_reporting.deliver(
            InternalReport(), recipient=text, version=1, **editor(world)
        ),
    ),
    "ease_questions.check": ("easy", lambda world, text: Opinion(wish=text).check()),
}
"""What asks for any other text."""  # fmt: skip


@pytest.fixture
def world(database) -> World:
    cast = a_cast()
    plan = an_announced_plan(cast)
    return World(
        cast,
        plan,
        a_draft(cast, "en-preparacion"),
        shown(filed(plan).comment, cast),
        shown(filed(plan, f"{FIRST} {SECOND}", code=None).comment, cast),
    )


def faults(world: World, attempt: Attempt, text: str) -> set[str]:
    """The fields that a text is refused for. Nothing is kept."""
    with db.atomic() as undone:
        try:
            attempt(world, text)
        except Invalid as refused:
            return set(refused.faults)
        finally:
            undone.rollback()
            covered.forget()
    return set()


def askers() -> Iterator[str]:
    """Every function of the domain that asks whether a text is written."""
    (folder,) = webapp.workflow.__path__
    for path in Path(folder).glob("*.py"):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef) and function.name not in CHECKS:
                called = {each.id for each in ast.walk(function) if isinstance(each, ast.Name)}
                if called & CHECKS:
                    yield f"{path.stem}.{function.name}"


def test_every_verb_that_demands_a_text_is_tried_here_r7():
    tried = {name.partition(",")[0] for name in (*DECISIONS, *REASONS, *TEXTS)}
    assert set(askers()) == tried | ASK_WITHOUT_REFUSING


def test_no_verb_takes_a_text_for_written_because_it_has_characters_r7():
    (folder,) = webapp.workflow.__path__
    for path in Path(folder).glob("*.py"):
        for each in ast.walk(ast.parse(path.read_text())):
            if isinstance(each, ast.UnaryOp) and isinstance(each.op, ast.Not):
                asked = ast.unparse(each.operand)
                assert not re.fullmatch(r"[\w.]+\.strip\(\)", asked), f"{path.name}: {asked}"


def test_what_nobody_can_see_is_refused_wherever_a_text_is_demanded_r7(world):
    taken = [
        f"{verb}: {blank}"
        for verb, (field, attempt) in {**DECISIONS, **REASONS, **TEXTS}.items()
        for blank, text in BLANK_TEXTS.items()
        if faults(world, attempt, text) != {field}
    ]
    assert taken == []


def test_nor_does_it_come_in_with_a_file_and_the_row_is_named_r7(world):
    for text in BLANK_TEXTS.values():
        with pytest.raises(RowRefused) as refused:
            world.bring(text)
        assert refused.value.number == 7
    assert world.plan.comments.count() == 2


@pytest.mark.parametrize(("asked", "least"), [(DECISIONS, DECISION_LEAST), (REASONS, LEAST)])
def test_a_reason_has_so_many_characters_that_can_be_seen_and_not_one_less_r7(world, asked, least):
    for verb, (field, attempt) in asked.items():
        assert faults(world, attempt, written_out(least - 1)) == {field}, verb
        assert faults(world, attempt, written_out(least)) == set(), verb


def test_the_least_is_forty_for_a_decision_and_fifteen_for_the_rest_r7():
    assert (DECISION_LEAST, LEAST) == (40, 15)


@pytest.mark.parametrize("body", ["👍", "👍🏽", "Sí", "No.", "1", "❤️", "…sí", "讚", "<3"])
def test_a_short_observation_is_an_observation(world, body):
    assert filed(world.plan, body).comment.fresh().body == body


def test_spaces_invisible_characters_and_accents_apart_do_not_count_r7():
    assert visible_length("a\u0301 b\u200b\u00a0c\u2060.\ufe0f\n") == 4
    assert [is_blank(text) for text in BLANK_TEXTS.values()] == [True] * len(BLANK_TEXTS)


def test_what_nobody_can_see_makes_no_plan_ready_to_be_announced_r7(world):
    for text in BLANK_TEXTS.values():
        edition = world.draft.draft_edition
        type(edition).update(summary=text).where(type(edition).id == edition.id).execute()
        Entity.update(privacy_notice=text, email="", phone=text, address=text).execute()
        needs = announcing.checklist(world.draft.fresh())
        lacking = {need for need, met in needs.items() if not met}
        assert lacking == {Need.SUMMARY, Need.PRIVACY_NOTICE, Need.CONTACT}, repr(text)


def test_a_tag_or_a_note_that_nobody_can_see_is_left_out_r7(world):
    held = handling.tag(world.comment, ["\u200b", ".", "Vías"], version=1, **responder(world))
    assert held.tags == ["vías"]
    handling.assign(
        world.comment,
        area=None,
        staff=None,
        due_on=None,
        note="\u2060",
        version=held.version,
        by=world.cast.mario_moderator,
        at=WHILE_OPEN,
    )
    assert not world.comment.notes.exists()
