"""Corrections: further acts that put right what was published, and leave it readable (R21)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self

from peewee import (
    JOIN,
    CharField,
    DateTimeField,
    Expression,
    ForeignKeyField,
    Function,
    ModelSelect,
    TextField,
    Value,
    fn,
)
from playhouse.fields import EnumField

from webapp.models.base import CoverableJSON, CoverableText, Versioned, tuples
from webapp.models.comment import Comment
from webapp.models.document import Document
from webapp.models.event import name_of
from webapp.models.plan import Edition, Plan
from webapp.models.staff import Staff
from webapp.text.redaction import MARKS, RedactionKind
from webapp.vocabulary import (
    AnnulmentGround,
    CorrectionKind,
    CorrectionState,
    CoverGround,
    TextPlace,
)

OF_ANSWERS = (CorrectionKind.ANSWER, CorrectionKind.PART)
"""What puts right an answer that is out."""


class Correction(Versioned):
    """Something put right by two people: one proposes it, with a public reason, another approves.

    `subject` names the row that it is about as the log does (`plan:3`); `comment` is the
    observation, when it is about one. `details` is what is proposed and `before` what stood when it
    was approved, each in the form of its kind. Until it is approved only staff see it.
    """

    plan = ForeignKeyField(Plan, backref="corrections")
    comment = ForeignKeyField(Comment, null=True, backref="corrections")
    kind = EnumField(CorrectionKind, max_length=40)
    subject = CharField(index=True)
    state = EnumField(CorrectionState, default=CorrectionState.PROPOSED, max_length=20)
    reason = CoverableText()
    details = CoverableJSON(default=dict)
    before = CoverableJSON(default=dict)
    proposed_by = ForeignKeyField(Staff, backref="proposed_corrections")
    proposed_at = DateTimeField()
    decided_by = ForeignKeyField(Staff, null=True, backref="decided_corrections")
    decided_at = DateTimeField(null=True)
    decision_note = TextField(default="")

    plan_id: int
    comment_id: int | None
    proposed_by_id: int
    decided_by_id: int | None

    class Meta:
        indexes = ((("plan", "state", "id"), False),)

    @classmethod
    def find(cls, number: int) -> Self | None:
        """One of them, with its plan, its observation and who took part."""
        return cls._whole().where(cls.id == number).first()

    @classmethod
    def clean_copies(cls, plan: Plan) -> "dict[int, list[Self]]":
        """Those that put clean copies in the place of a plan's documents, oldest first, by the
        document's id; no query for a plan that had no correction."""
        found: dict[int, list[Self]] = {}
        if plan.corrections_made:
            made = cls.of(plan, CorrectionState.APPROVED)
            for each in reversed([each for each in made if each.kind is CorrectionKind.CLEAN_COPY]):
                found.setdefault(each.details["document"], []).append(each)
        return found

    @classmethod
    def withdrawals(cls, *which: Expression) -> list[Self]:
        """Those by which editions were withdrawn and are still, plans loaded: one query."""
        standing = cls._whole().where(
            cls.kind == CorrectionKind.EDITION_WITHDRAWN,
            cls.state == CorrectionState.APPROVED,
            ~cls.is_taken_back(),
            *which,
        )
        return list(standing)

    @classmethod
    def withdrawal_of(cls, edition: Edition) -> Self | None:
        """The correction by which an edition was withdrawn, if it was and is still."""
        return next(iter(cls.withdrawals(cls.subject == name_of(edition))), None)

    @classmethod
    def withdrawn_for(cls, successor: Plan) -> list[Plan]:
        """The withdrawn plans whose place a plan takes: not one that has another edition since."""
        named = [each for each in cls.withdrawals() if each.details["successor"] == successor.slug]
        return [each.plan for each in named if each.withdraws(each.plan.current_edition)]

    def withdraws(self, edition: Edition | None) -> bool:
        """Whether an edition is the one that it withdrew, of a correction that withdraws one."""
        return edition is not None and self.subject == name_of(edition)

    @classmethod
    def reinstatement_of(cls, comment: Comment) -> Self | None:
        """The correction that last took the annulment of an observation back, if one did."""
        if comment.reinstated_at is None:
            return None
        made = cls.of(comment.plan, CorrectionState.APPROVED)
        return next((each for each in made if comment.filing_number in each.reinstated), None)

    @classmethod
    def is_taken_back(cls) -> Function:
        """The condition for those that another one has taken back."""
        other = cls.alias()
        name = Value(f"{cls._meta.table_name}:").concat(cls.id.cast("TEXT"))
        back = other.select(other.id).where(
            other.subject == name, other.state == CorrectionState.APPROVED
        )
        return fn.EXISTS(back)

    @classmethod
    def of(cls, plan: Plan, *states: CorrectionState) -> list[Self]:
        """Those of a plan in some states, newest first: one query."""
        some = cls._whole().where(cls.plan == plan, cls.state.in_(states))
        return list(some.order_by(cls.id.desc()))

    @classmethod
    def public(cls, plan: Plan) -> list[Self]:
        """Those of a plan that are public, newest first: one query."""
        return [each for each in cls.of(plan, CorrectionState.APPROVED) if each.kind.is_public]

    @classmethod
    def about(cls, subject: str) -> list[Self]:
        """Those approved on a row, by the log's name of it, oldest first: one query."""
        some = cls._whole().where(cls.subject == subject, cls.state == CorrectionState.APPROVED)
        return list(some.order_by(cls.decided_at, cls.id))

    @classmethod
    def of_answers(cls, comments: Iterable[int]) -> "dict[int, list[Self]]":
        """Those approved on the answers to some observations, whole or of a part of the letter, by
        the observation's id, oldest first: one query."""
        some = cls._whole().where(
            cls.comment.in_(list(comments)),
            cls.kind.in_(OF_ANSWERS),
            cls.state == CorrectionState.APPROVED,
        )
        found: dict[int, list[Self]] = {}
        for each in some.order_by(cls.decided_at, cls.id):
            if each.comment_id:
                found.setdefault(each.comment_id, []).append(each)
        return found

    @classmethod
    def numbered(cls, numbers: Iterable[int]) -> list[Self]:
        """Those with some numbers, oldest first: one query."""
        return list(cls._whole().where(cls.id.in_(list(numbers))).order_by(cls.id))

    @classmethod
    def is_proposed(cls, kind: CorrectionKind, subject: str) -> bool:
        """Whether one of a kind already waits for approval on a row."""
        some = cls.select().where(cls.kind == kind, cls.subject == subject)
        return bool(some.where(cls.state == CorrectionState.PROPOSED).exists())

    @classmethod
    def waiting_on(cls, kind: CorrectionKind, plan: Plan) -> Self | None:
        """The one of a kind that waits for approval on a plan, if one does."""
        some = cls.select().where(cls.kind == kind, cls.plan == plan)
        return some.where(cls.state == CorrectionState.PROPOSED).first()

    @classmethod
    def proposed(cls, kind: CorrectionKind) -> list[Self]:
        """Those of a kind that wait for approval, on any plan, oldest first."""
        some = cls.select().where(cls.kind == kind, cls.state == CorrectionState.PROPOSED)
        return list(some.order_by(cls.id))

    @classmethod
    def waiting(cls, plans: Iterable[int]) -> dict[int, int]:
        """How many wait for approval in each of some plans, by the plan's id: one query."""
        counted = (
            cls.select(cls.plan, fn.COUNT(cls.id))
            .where(cls.plan.in_(list(plans)), cls.state == CorrectionState.PROPOSED)
            .group_by(cls.plan)
        )
        return dict(tuples(counted))

    @classmethod
    def _whole(cls) -> "ModelSelect[Self]":
        proposer, decider = Staff.alias(), Staff.alias()
        return (
            cls.select(cls, Plan, Comment, proposer, decider)
            .join(Plan)
            .switch(cls)
            .join(Comment, JOIN.LEFT_OUTER)
            .switch(cls)
            .join(proposer, on=cls.proposed_by, attr="proposed_by")
            .switch(cls)
            .join(decider, JOIN.LEFT_OUTER, on=cls.decided_by, attr="decided_by")
        )

    @property
    def reinstated(self) -> list[str]:
        """The filing numbers of the registrations that stand again by it."""
        back = self.kind is CorrectionKind.ANNULMENT_TAKEN_BACK
        return list(self.details["comments"]) if back else []

    @property
    def takes_back(self) -> int | None:
        """The number of the correction that it takes back, if it takes one back."""
        return self.details.get("correction")

    @property
    def part(self) -> int | None:
        """Which part of the letter it is about, of a correction of an answer to one."""
        return self.details.get("part")

    @property
    def annulment_ground(self) -> AnnulmentGround:
        """Why registrations are annulled, of a correction that does so."""
        return AnnulmentGround(self.details["ground"])

    @property
    def cover_ground(self) -> CoverGround:
        """On what ground words are covered, of a correction that does so."""
        return CoverGround(self.details["ground"])

    @property
    def order_date(self) -> date | None:
        """The date of the order or request on which words are covered."""
        return date.fromisoformat(self.details["dated"]) if self.details["dated"] else None

    @property
    def made_at(self) -> datetime:
        """When it was approved, and so made."""
        if self.decided_at is None:
            raise ValueError("what is made was decided (R21)")
        return self.decided_at

    @property
    def given_since(self) -> datetime:
        """Since when the file was given that a clean copy took the place of."""
        return datetime.fromisoformat(self.before["since"])

    @property
    def mark(self) -> str:
        """The mark that is read in the place of the words that it covers."""
        return MARKS[RedactionKind(self.details["data"])]

    @property
    def covered_places(self) -> list[tuple[TextPlace, str]]:
        """Where the texts stand of which it covers words, each place once."""
        texts = self.details["texts"]
        places = ((TextPlace(each), of) for text in texts for each, of in text["places"])
        return list(dict.fromkeys(places))

    @property
    def document(self) -> Document:
        """Whose file it replaces, of a correction that does so."""
        return Document.get_by_id(self.details["document"])

    @property
    def lifted_places(self) -> list[tuple[TextPlace, str]]:
        """Where the texts stand of which it lifts a cover, each place once."""
        places = ((TextPlace(each), of) for each, of in self.details["places"])
        return list(dict.fromkeys(places))

    def proposal(self) -> dict[str, Any]:
        """What is proposed, in full. The log has its digest."""
        return {
            "plan": self.plan_id,
            "comment": self.comment_id,
            "kind": self.kind.value,
            "subject": self.subject,
            "reason": self.reason,
            "details": self.details,
            "proposed_by": self.proposed_by_id,
            "proposed_at": self.proposed_at.isoformat(timespec="microseconds"),
        }

    def decision(self) -> dict[str, Any]:
        """What was decided on it, in full. The log has its digest."""
        return {
            "proposal": self.proposal(),
            "state": self.state.value,
            "before": self.before,
            "note": self.decision_note,
        }
