"""Reading words again that were covered by mistake, or on an order that was revoked (R21)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.models import Correction, Staff
from webapp.text import covered, redaction
from webapp.text.covered import LiftedPassage
from webapp.text.redaction import Span
from webapp.text.visible import is_blank
from webapp.vocabulary import CorrectionKind, Renewal, Role, TextPlace
from webapp.vocabulary.messages import N_
from webapp.workflow import covered_words, covering, erasing, public_texts, reporting
from webapp.workflow.procedure import Procedure
from webapp.workflow.refusals import Invalid, WrongState
from webapp.workflow.taking_back import mistaken


@dataclass(frozen=True)
class CoveredPassage:
    """A passage that a cover hides: where its text stands, and what is read around the mark.

    A page knows it by its `number` in the cover: the digest of the text and the place in it would
    confirm a guess of the words.
    """

    number: int
    lifted: LiftedPassage
    place: TextPlace
    known_as: str
    before: str
    mark: str
    after: str


def passages_of(cover: Correction) -> list[CoveredPassage]:
    """The passages that a cover hides now, each once, with a few of the words around it as
    everyone reads them; none once they were erased."""
    found: dict[LiftedPassage, CoveredPassage] = {}
    if erasing.is_erased(cover):
        return []
    hidden = {passage: number for number, passage in enumerate(_passages(cover), start=1)}
    for each in public_texts.of_plan(cover.plan):
        for span in each.spans:
            passage = LiftedPassage(covered.key(each.text), span.start, span.end)
            if passage in hidden and passage not in found:
                before, after = _around(each.text, each.spans, span)
                mark = redaction.MARKS[span.kind]
                found[passage] = CoveredPassage(
                    hidden[passage], passage, each.place, each.known_as, before, mark, after
                )
    return list(found.values())


def _passages(cover: Correction) -> list[LiftedPassage]:
    return [
        LiftedPassage(each["sha256"], *span)
        for each in cover.details["texts"]
        for span in each["spans"]
    ]


def _around(text: str, spans: tuple[Span, ...], span: Span, width: int = 60) -> tuple[str, str]:
    before = [each for each in spans if each.end <= span.start]
    after = [
        Span(each.start - span.end, each.end - span.end, each.kind)
        for each in spans
        if each.start >= span.end
    ]
    read_before = redaction.apply(text[: span.start], before)
    read_after = redaction.apply(text[span.end :], after)
    if len(read_before) > width:
        read_before = "…" + read_before[-width:].partition(" ")[2]
    if len(read_after) > width:
        read_after = read_after[:width].rpartition(" ")[0] + "…"
    return read_before, read_after


def proposal(
    cover: Correction, passages: list[CoveredPassage], *, order: str = ""
) -> dict[str, Any]:
    """The details of a correction that lifts some passages of a cover; `order` is the one that
    revokes the order of the cover, if there was one."""
    return {
        "correction": cover.id,
        "lifted": [list(each.lifted) for each in passages],
        "places": [[each.place.value, each.known_as] for each in passages],
        "order": order.strip(),
    }


class CoverLifted(Procedure):
    """Words that had been covered are read again, wherever the text stands."""

    kind = CorrectionKind.COVER_LIFTED
    proposers = (Role.MODERATOR, Role.EDITOR)

    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise Invalid without passages, or without the order that revokes the one on which they
        were covered; WrongState unless the cover hides them now."""
        cover = mistaken(correction, CorrectionKind.COVER)
        lifted = [LiftedPassage(*each) for each in correction.details["lifted"]]
        if not lifted:
            raise Invalid(passages=N_("Choose what is to be read again."))
        if cover.details["ground"] in covering.ORDERED and is_blank(correction.details["order"]):
            raise Invalid(order=N_("Write the order that revokes it, or that shows the mistake."))
        covered_words.refuse_covered(correction.plan, order=correction.details["order"])
        hidden = {each.lifted for each in passages_of(cover)}
        if not set(lifted) <= hidden:
            raise WrongState(N_("Something of this is not covered by it."))

    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Nothing of the rows changes: the approved correction itself lifts the marks."""
        return {}

    def follow(self, correction: Correction, *, by: Staff, at: datetime) -> None:
        """Search finds the words again, and the reports that have them are made anew."""
        covered.forget()
        keys = {each[0] for each in correction.details["lifted"]}
        standing = public_texts.of_plan(correction.plan)
        covering.index_again([each.text for each in standing if covered.key(each.text) in keys])
        reporting.covered(why=Renewal.COVER_LIFTED, by=by, at=at)
