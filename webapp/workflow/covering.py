"""Covering words of what was published, on a legal ground: the row stays as it was (R1, R21).

A cover is of a whole text, known by its digest, and of passages in it: the correction repeats
none of the words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from webapp.models import (
    Answer,
    Comment,
    Correction,
    Part,
    Plan,
    Staff,
)
from webapp.models.base import COVERABLE_TEXTS
from webapp.text import alike, covered, redaction
from webapp.text.redaction import Passage, RedactionKind, Span
from webapp.text.visible import is_blank
from webapp.vocabulary import CorrectionKind, CoverGround, Publication, Role, TextPlace
from webapp.vocabulary.messages import N_
from webapp.workflow import covered_words, indexing, public_texts, reporting
from webapp.workflow.procedure import Procedure
from webapp.workflow.public_texts import PublishedText
from webapp.workflow.refusals import Invalid, WrongState

SHOWN = [each for each in Publication if each.is_shown]
ORDERED = (CoverGround.COURT, CoverGround.AUTHORITY)
"""The grounds that are an order, of which the public reads the reference."""


@dataclass(frozen=True)
class Found:
    """A public text in which some words stand, with the places of the text and the passages."""

    text: str
    standings: tuple[PublishedText, ...]
    passages: tuple[Passage, ...]

    @property
    def covered(self) -> tuple[Span, ...]:
        """What of it is covered already."""
        return self.standings[0].spans

    @property
    def key(self) -> str:
        """What the text is known by at the desk: made of what is read of it, so that it confirms no
        guess of what is covered already (R13)."""
        return covered.key(redaction.apply(self.text, self.covered))

    def marked(self, kind: RedactionKind) -> str:
        """The text as the public would read it."""
        spans = [Span(*each, kind) for each in self.passages]
        return redaction.apply(self.text, [*self.covered, *spans])

    @property
    def places(self) -> list[tuple[TextPlace, str]]:
        """Where it stands, each place once."""
        return list(dict.fromkeys((each.place, each.known_as) for each in self.standings))

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, each with whether it is to be covered; what is covered already is
        read as everyone reads it."""
        marked = [(start, end, redaction.MARKS[kind], False) for start, end, kind in self.covered]
        chosen = [(start, end, self.text[start:end], True) for start, end in self.passages]
        at = 0
        for start, end, words, hidden in sorted(marked + chosen):
            yield self.text[at:start], False
            yield words, hidden
            at = max(at, end)
        yield self.text[at:], False


def find(plan: Plan, words: Sequence[str]) -> list[Found]:
    """The public texts of a plan in which some passages stand uncovered, each text once."""
    found = ((text, some, _uncovered(text, words, some[0].spans)) for text, some in _texts(plan))
    return [Found(text, some, passages) for text, some, passages in found if passages]


def observations_with(plan: Plan, words: Sequence[str]) -> list[Comment]:
    """The observations of a plan in which the public reads some passages, in whatever spelling: no
    cover reaches what people wrote, whoever moderates suppresses it there (R3, R13)."""
    shown = Comment.select().where(Comment.plan == plan, Comment.publication.in_(SHOWN))
    return [
        each
        for each in shown.order_by(Comment.id).iterator()
        if any(
            alike.find(text, passage)
            for text in (each.shown_body, each.shown_proposed_text)
            for passage in words
        )
    ]


def _texts(plan: Plan) -> list[tuple[str, tuple[PublishedText, ...]]]:
    standings: dict[str, list[PublishedText]] = {}
    for each in public_texts.of_plan(plan):
        standings.setdefault(each.text, []).append(each)
    return [(text, tuple(some)) for text, some in standings.items()]


def _uncovered(text: str, words: Sequence[str], spans: Sequence[Span]) -> tuple[Passage, ...]:
    """Where some passages stand, those that overlap as one."""
    merged: list[Passage] = []
    for each in sorted(place for passage in words for place in redaction.find(text, passage)):
        if any(each.start < span.end and span.start < each.end for span in spans):
            continue
        if merged and each.start <= merged[-1].end:
            merged[-1] = Passage(merged[-1].start, max(merged[-1].end, each.end))
        else:
            merged.append(each)
    return tuple(merged)


def details_of(
    found: Sequence[Found],
    *,
    data: RedactionKind,
    ground: CoverGround,
    order: str = "",
    dated: date | None = None,
) -> dict[str, Any]:
    """The details of a correction that covers what was found, on a legal ground."""
    return {
        **grounds(data=data, ground=ground, order=order, dated=dated),
        "texts": [
            {
                "sha256": covered.key(each.text),
                "spans": [list(passage) for passage in each.passages],
                "places": [[place.value, known_as] for place, known_as in each.places],
            }
            for each in found
        ],
    }


def grounds(
    *, data: RedactionKind, ground: CoverGround, order: str, dated: date | None
) -> dict[str, Any]:
    """What is suppressed, and on what legal ground, as the details of a correction have it."""
    return {
        "data": data.value,
        "ground": ground.value,
        "order": order.strip(),
        "dated": dated.isoformat() if dated else "",
    }


def require_order(details: Mapping[str, Any]) -> None:
    """Raise Invalid for a ground that is an order without its reference."""
    if details["ground"] in ORDERED and is_blank(details["order"]):
        raise Invalid(order=N_("Write the reference of the order."))


class Cover(Procedure):
    """Words of public texts are covered with marks, wherever those texts stand."""

    kind = CorrectionKind.COVER
    proposers = (Role.MODERATOR, Role.EDITOR)

    def is_the_same(self, correction: Correction, waiting: Correction) -> bool:
        """Whether some passage of some text is in both: others wait side by side."""
        known = {each["sha256"]: each["spans"] for each in waiting.details["texts"]}
        return any(
            start < other_end and other_start < end
            for each in correction.details["texts"]
            for start, end in each["spans"]
            for other_start, other_end in known.get(each["sha256"], ())
        )

    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise Invalid without words, without the order that a ground needs, or when what the
        public reads of the correction repeats the words; WrongState for a text that is gone, or
        words that were covered meanwhile."""
        details = correction.details
        if not details["texts"]:
            raise Invalid(words=N_("These words stand in no public text of this plan."))
        require_order(details)
        found = texts_of(correction)
        if len(found) < len(details["texts"]):
            raise WrongState(N_("One of the texts to be covered is no longer there."))
        for each in found:
            _require_uncovered(each)
            _require_unrepeated(each, reason=correction.reason, order=details["order"])
        covered_words.refuse_covered(correction.plan, order=details["order"])

    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Nothing of the rows changes: the approved correction itself is the cover."""
        return {}

    def follow(self, correction: Correction, *, by: Staff, at: datetime) -> None:
        """Search finds the words no more, and the reports that have them are made anew."""
        covered.forget()
        index_again([each.text for each in texts_of(correction)])
        reporting.covered(by=by, at=at)


def texts_of(correction: Correction) -> list[Found]:
    """What a cover is over, as far as it still stands."""
    wanted = {each["sha256"]: each["spans"] for each in correction.details["texts"]}
    return [
        Found(text, some, tuple(Passage(*span) for span in wanted[covered.key(text)]))
        for text, some in _texts(correction.plan)
        if covered.key(text) in wanted
    ]


def _require_uncovered(found: Found) -> None:
    for start, end in found.passages:
        if any(start < span.end and span.start < end for span in found.covered):
            raise WrongState(N_("Something of this was covered already."))


def _require_unrepeated(found: Found, **public: str) -> None:
    for start, end in found.passages:
        for name, text in public.items():
            if alike.find(text, found.text[start:end]):
                raise Invalid(**{name: N_("Do not repeat here the words to be covered.")})


def index_again(texts: Sequence[str]) -> None:
    """Index again the observations and actions that have some texts, as they are read now: texts
    are covered wherever they stand, in other plans too. Part of a larger act."""
    for table in (Answer, Part):
        fields = [each for each in table._meta.sorted_fields if isinstance(each, COVERABLE_TEXTS)]
        says = reduce(or_, (each.in_(texts) for each in fields))
        comments = table.select(table.comment).where(says)
        indexing.add_comments(list(Comment.select().where(Comment.id.in_(comments))))
    for plan in Plan.select():
        if plan.current_edition:
            indexing.add_actions(plan.current_edition)
