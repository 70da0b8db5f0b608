"""Erasing the words below the marks of a cover, when an order asks for that (R13, R21).

The cover stays as it is: the pages show the same marks, with the same reason. What is left of the
words are backups and what was downloaded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from webapp.models import Comment, Correction, Plan, Staff
from webapp.models.event import name_of
from webapp.text import covered, redaction
from webapp.text.redaction import RedactionKind
from webapp.text.visible import is_blank
from webapp.vocabulary import CorrectionKind, CorrectionState, CoverGround, Role
from webapp.vocabulary.messages import N_
from webapp.workflow import indexing, public_texts
from webapp.workflow.covered_words import LEADING_TO_SOMEBODY, HiddenWords
from webapp.workflow.procedure import Procedure
from webapp.workflow.refusals import Invalid, WrongState
from webapp.workflow.rewriting import Rewriting, Words

GROUNDS = (CoverGround.COURT, CoverGround.AUTHORITY, CoverGround.DATA_SUBJECT)
"""The grounds on which words are erased: somebody ordered it, or has a right to it."""
COVERS = (CorrectionKind.COVER, CorrectionKind.CLEAN_COPY)
"""The corrections that cover words."""
SHORTEST = 5
"""Letters and digits that words need to be looked for in texts that they were not covered in."""


def proposal(
    cover: Correction, *, ground: CoverGround, order: str, dated: date | None = None
) -> dict[str, Any]:
    """The details of a correction that erases what a cover hides."""
    return {
        "cover": cover.id,
        "ground": ground.value,
        "order": order.strip(),
        "dated": dated.isoformat() if dated else "",
    }


def is_erased(cover: Correction) -> bool:
    """Whether the words that a correction covers were erased."""
    followed = Correction.about(name_of(cover))
    return any(each.kind is CorrectionKind.WORDS_ERASED for each in followed)


def may_be_erased(cover: Correction) -> bool:
    """Whether a correction covers words that stand below its marks still."""
    return (
        cover.kind in COVERS
        and cover.state is CorrectionState.APPROVED
        and not is_erased(cover)
        and bool(_passages(cover))
    )


@dataclass(frozen=True)
class Reach:
    """How far an erasing goes: whether the words are looked for in all that staff wrote on the
    plan, and the observations, by filing number, that say them and are kept as they came (R3)."""

    everywhere: bool
    observations: list[str]


def reach(cover: Correction, *, reader: Staff) -> Reach:
    """How far erasing what a correction covers would go, as far as the reader may know: of a text
    that is not shown only who moderates is told what it says (R13)."""
    hidden = _hidden(cover)
    filed = Comment.select().where(Comment.plan == cover.plan).order_by(Comment.id)
    saying = [
        each.filing_number
        for each in filed
        if (read := each.read_by(reader))
        if any(words.stand_in(text) for text in (read.body, read.proposed_text) for words in hidden)
    ]
    return Reach(everywhere=set(_words(cover).wide) == hidden, observations=saying)


class WordsErased(Procedure):
    """The words that a cover hides are erased from the database, and its marks stay."""

    kind = CorrectionKind.WORDS_ERASED
    proposers = (Role.MODERATOR, Role.EDITOR)

    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise Invalid without an order, or when what the public reads of the correction repeats
        the words; WrongState when the cover hides nothing that could be erased."""
        details = correction.details
        cover = Correction.get_by_id(details["cover"])
        if CoverGround(details["ground"]) not in GROUNDS:
            raise Invalid(ground=N_("Words are erased only when somebody orders or asks for it."))
        if is_blank(details["order"]):
            raise Invalid(order=N_("Write the reference of the order."))
        if not may_be_erased(cover):
            raise WrongState(N_("It covers nothing that could be erased."))
        for words in _hidden(cover):
            for name, text in (("reason", correction.reason), ("order", details["order"])):
                if words.stand_in(text):
                    raise Invalid(**{name: N_("Do not repeat here the words to be erased.")})

    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Write the marks in the place of the words, and keep the digests of what rows say now
        beside those that were published."""
        cover = Correction.get_by_id(correction.details["cover"])
        return {"digests": Rewriting(_words(cover)).carry_out()}

    def follow(self, correction: Correction, *, by: Staff, at: datetime) -> None:
        """The search index forgets what it has only crossed out."""
        covered.forget()
        indexing.forget_crossed_out()


def _passages(cover: Correction) -> dict[str, list[tuple[int, int]]]:
    """What a cover hides now: passages by the digest of their text."""
    followed = Correction.about(name_of(cover))
    lifting = [each.details for each in followed if each.kind is CorrectionKind.COVER_LIFTED]
    in_force = covered.without(cover.details, covered.lifted_from(cover.id, lifting))
    return {each["sha256"]: [tuple(span) for span in each["spans"]] for each in in_force["texts"]}


def _hidden(cover: Correction) -> set[HiddenWords]:
    """The words that it hides."""
    kind, passages = RedactionKind(cover.details["data"]), _passages(cover)
    texts = {each.text for each in public_texts.of_plan(cover.plan)}
    return {
        HiddenWords(text[start:end], kind)
        for text in texts
        for start, end in passages.get(covered.key(text), ())
    }


def _words(cover: Correction) -> Words:
    """What is erased. Words that the public reads elsewhere in the plan are erased only in the
    texts in which they were covered; those that are short, or do not lead to somebody, nowhere but
    there and in what was written on the same."""
    kind = RedactionKind(cover.details["data"])
    unread = set(_unread(cover.plan, _hidden(cover)))
    leads = kind in LEADING_TO_SOMEBODY and cover.kind is CorrectionKind.COVER
    wide = {each for each in unread if leads and sum(map(str.isalnum, each.words)) >= SHORTEST}
    return Words(cover.plan, kind, _passages(cover), wide=wide, near=unread)


def _unread(plan: Plan, hidden: set[HiddenWords]) -> Iterator[HiddenWords]:
    read = {redaction.apply(each.text, each.spans) for each in public_texts.of_plan(plan)}
    yield from (each for each in hidden if not any(each.stand_in(text) for text in read))
