"""An observation as the public reads it: its text, its author as far as they may be shown, and its
answer once it is published. The register, the report and the whole record are made of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from peewee import JOIN, ModelSelect

from webapp.models.answer import Answer
from webapp.models.base import side_by_side
from webapp.models.comment import (
    Comment,
    Submitter,
    shows_group,
    shows_name,
    shows_territory,
)
from webapp.models.correction import Correction
from webapp.models.entity import Territory, ValueGroup
from webapp.models.letter_part import Part
from webapp.models.plan import Action
from webapp.vocabulary import AuthorKind, Decision, OfficialState
from webapp.vocabulary.messages import N_

AUTHOR = (Submitter.organisation, Submitter.name, ValueGroup.name, Territory.name)
"""The columns of `with_public_author` that make an `Author`."""


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who sent an observation, as far as the public may know: the kind of author; name, value
    group and territory only if the person asked for each to be shown, else empty (R13)."""

    kind: AuthorKind
    is_minor: bool
    name: str = ""
    group: str = ""
    territory: str = ""

    @classmethod
    def of(cls, comment: Comment, shown: Sequence[str | None]) -> Self:
        """The author of an observation, from the columns of `AUTHOR` in their order."""
        organisation, name, group, territory = shown
        return cls(
            kind=comment.author_kind,
            is_minor=comment.is_minor,
            name=organisation or name or "",
            group=group or "",
            territory=territory or "",
        )

    def label(self, translate: Callable[[str], str]) -> str:
        """How they are called in public: of a minor nothing but that (R14)."""
        if self.is_minor:
            return translate(N_("A minor"))
        who = self.name or translate(self.kind.message)
        return f"{who}, {self.territory}" if self.territory else who


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedReply:
    """The decision on an observation, or on a part of a letter, with its text and reason."""

    decision: Decision
    text: str
    reason: str
    cites: str

    @classmethod
    def of(cls, answered: Answer | Part) -> Self:
        """The content of a published answer, or of that to a part of its letter. Raises ValueError
        if it has no decision."""
        if answered.decision is None:
            raise ValueError("what is published has a decision (R7)")
        return cls(
            decision=answered.decision,
            text=answered.text,
            reason=answered.reason,
            cites=answered.cites,
        )

    @classmethod
    def before(cls, correction: Correction) -> Self:
        """The content of an answer before a correction of it."""
        former = correction.details["before"]
        return cls(
            decision=Decision(former["decision"]),
            text=former["text"],
            reason=former["reason"],
            cites=former["cites"],
        )

    @property
    def state(self) -> OfficialState:
        """The state that the official report gives it."""
        return self.decision.official_state


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedAnswer:
    """An answer that is out, with the parts of its letter (none for most) and its corrections,
    oldest first."""

    answer: Answer
    parts: Sequence[Part]
    corrections: Sequence[Correction]

    @property
    def reply(self) -> PublishedReply:
        """The answer to the whole observation."""
        return PublishedReply.of(self.answer)

    @classmethod
    def of(cls, answered: Sequence[tuple[Comment, Answer]]) -> dict[int, Self]:
        """The published answers to some observations, by the observation's id: two queries."""
        answers = {comment.id: answer for comment, answer in answered}
        if not answers:
            return {}
        parts = Part.of(comment for comment, _ in answered)
        corrections = Correction.of_answers(answers)
        return {
            number: cls(
                answer=answer,
                parts=parts.get(number, ()),
                corrections=corrections.get(number, ()),
            )
            for number, answer in answers.items()
        }


@dataclass(frozen=True, kw_only=True)
class PublicComment:
    """An observation with its action, its author, and its answer once it is out (R6)."""

    comment: Comment
    author: Author
    published: PublishedAnswer | None


def with_public_author(comments: "ModelSelect[Comment]") -> "ModelSelect[Comment]":
    """A query of observations, joined with what its author asked to be shown beside the text, and
    with nothing else (R13)."""
    return (
        comments.switch(Comment)
        .join(Submitter, JOIN.LEFT_OUTER, on=(Submitter.comment == Comment.id) & shows_name())
        .switch(Comment)
        .join(
            ValueGroup,
            JOIN.LEFT_OUTER,
            on=(ValueGroup.id == Comment.value_group) & ~ValueGroup.sensitive & shows_group(),
        )
        .switch(Comment)
        .join(
            Territory,
            JOIN.LEFT_OUTER,
            on=(Territory.id == Comment.territory) & shows_territory(),
        )
    )


def with_published_answer(comments: "ModelSelect[Comment]") -> "ModelSelect[Comment]":
    """A query of observations, joined with their published answers: the others are no part of the
    public record (R6)."""
    return comments.switch(Comment).join(
        Answer,
        JOIN.LEFT_OUTER,
        on=(Answer.comment == Comment.id) & Answer.published_at.is_null(False),
    )


def public_comments() -> "ModelSelect[Comment]":
    """A query of all observations, to be narrowed down and given to `read`."""
    return with_published_answer(
        with_public_author(Comment.select().join(Action, JOIN.LEFT_OUTER, on=Comment.action))
    )


def read(query: "ModelSelect[Comment]") -> list[PublicComment]:
    """The observations of a query made of `public_comments`: three queries."""
    rows: list[Any] = list(side_by_side(query, Comment, Action, Answer, *AUTHOR))
    published = PublishedAnswer.of([(row[0], row[2]) for row in rows if row[2]])
    found = []
    for comment, action, _, *shown in rows:
        comment.action = action
        author = Author.of(comment, shown)
        published_answer = published.get(comment.id)
        found.append(PublicComment(comment=comment, author=author, published=published_answer))
    return found
