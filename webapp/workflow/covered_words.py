"""Words that were covered are not published again in a later text: a cover is of whole texts, and
one mended comma makes another text of the same words, as capitals or a lost accent do (R13, R21).

What is somebody's alone (a name with its surname, a number, an address) was covered for the whole
entity: no plan says it again, nor what is of every plan. A name of one word is many people's: it is
refused in its own plan. Who may read them again says so in the correction that lifts the cover.

A refusal tells whoever types a guess that it is right. That is so by choice: the desk reads marks
like everyone, and to take the text in would tell the same to the public.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from webapp.models import Answer, Change, Correction, Edition, Part, Plan
from webapp.models.base import as_read, something_is_covered
from webapp.models.edition_content import changes_of
from webapp.text import alike, covered, redaction
from webapp.text.redaction import RedactionKind, Span
from webapp.vocabulary import CorrectionKind, CorrectionState, TextPlace
from webapp.vocabulary.messages import N_
from webapp.workflow import public_texts
from webapp.workflow.public_texts import PublishedText
from webapp.workflow.refusals import Invalid, WrongState

LEADING_TO_SOMEBODY = (
    RedactionKind.NAME, RedactionKind.DOCUMENT, RedactionKind.ADDRESS, RedactionKind.PHONE,
    RedactionKind.EMAIL,
)  # fmt: skip
"""What leads to a person wherever it stands. Other data are made of everyday words, which another
text may need: an illness that was covered does not forbid an action against it."""


class HiddenWords(NamedTuple):
    """A passage that was covered, and what sort of data it is."""

    words: str
    kind: RedactionKind

    @property
    def is_ones_alone(self) -> bool:
        """Whether it tells of the same person in any plan: all but a name of one word, which many
        share. A cover of "María" holds in its own plan and not in the whole town."""
        return self.kind is not RedactionKind.NAME or not self._is_one_word

    def stand_in(self, text: str) -> list[Span]:
        """Where a text says it, in whatever spelling. One word alone is said only with a capital,
        unless it was covered without: "Rosa" does not forbid the rosa of a garden."""
        any_case = not self._is_one_word or self.words.islower()
        return [
            Span(start, end, self.kind)
            for start, end in alike.find(text, self.words)
            if any_case or not text[start:end].islower()
        ]

    @property
    def _is_one_word(self) -> bool:
        return len(self.words.split()) == 1


HAS_COVERED = N_(
    "This says again words that were covered. Write it without them; if they may be read, the "
    "cover is lifted first."
)


def refuse_covered(plan: Plan | None, **values: object) -> None:
    """Raise Invalid, under the name of each text of a plan, or of every plan, for one that says
    again what was covered. Values that are no text say nothing."""
    hidden = hidden_words(plan)
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    faults = {name: HAS_COVERED for name, text in texts.items() if _has(hidden, text)}
    if faults:
        raise Invalid(**faults)


def found_in(plan: Plan, text: str) -> list[Span]:
    """Where a text of a plan says again what was covered, in order and without overlaps."""
    return redaction.apart(each for words in hidden_words(plan) for each in words.stand_in(text))


def refuse_covered_in_draft(edition: Edition) -> None:
    """Raise WrongState, naming the actions and categories, when an edition that is to be published,
    or what is published with it, says again what was covered: it may have been written before."""
    plan = edition.plan
    hidden = hidden_words(plan)
    repeating = [each for each in public_texts.of_draft(edition) if _has(hidden, each.text)]
    if repeating or _has(hidden, plan.slug):
        places = dict.fromkeys(each.known_as for each in repeating)
        raise WrongState(
            N_("What is to be published says again words that were covered. Look at: %(places)s."),
            places=", ".join(places) or plan.slug,
        )


def changes_with_covered(edition: Edition) -> list[Change]:
    """The changes of an edition in preparation that say again what was covered in its plan: they
    may have been written before."""
    hidden = hidden_words(edition.plan)
    changes = changes_of(edition) if hidden else []
    return [each for each in changes if _has(hidden, each.after, each.reason)]


def refuse_covered_in_answers(answers: Iterable[Answer]) -> None:
    """Raise WrongState, naming the observations, when answers say again what was covered: they may
    have been written before."""
    numbers = []
    for each in answers:
        hidden = hidden_words(each.comment.plan)
        rows: list[Answer | Part] = [each, *Part.of_letter(each.comment)]
        texts = [text for row in rows for text in (row.text, row.reason, row.cites)]
        if _has(hidden, *texts):
            numbers.append(each.comment.filing_number)
    if numbers:
        raise WrongState(
            N_(
                "These answers say again words that were covered: %(numbers)s. "
                "Return them to be written without those words."
            ),
            numbers=", ".join(numbers),
        )


def hidden_words(plan: Plan | None) -> list[HiddenWords]:
    """What leads to somebody, was covered and may not be written in a plan, or in what is of every
    plan: then `plan` is None. Found once for each act.

    What was covered in the plan counts, and of other plans what is somebody's alone; but nothing
    that the plan's own texts still say. Names of files are left out: the whole of one is covered,
    whatever words it is made of.
    """
    if not something_is_covered():
        return []
    return covered.once(("hidden words", plan and plan.id), lambda: _hidden_from(plan))


def _hidden_from(plan: Plan | None) -> list[HiddenWords]:
    texts = list(public_texts.of_plan(plan)) if plan and plan.announced_round else []
    hidden = _covered_in(texts)
    for other in _plans_with_covers():
        if other != plan:
            there = _covered_in(public_texts.of_plan(other))
            hidden |= {each for each in there if each.is_ones_alone}
    read = "\n".join(redaction.apply(each.text, each.spans) for each in texts)
    return [each for each in hidden if not redaction.find(read, each.words)]


def _plans_with_covers() -> list[Plan]:
    made = Correction.select(Correction.plan).where(
        Correction.kind == CorrectionKind.COVER, Correction.state == CorrectionState.APPROVED
    )
    return list(Plan.select().where(Plan.id.in_(made)).order_by(Plan.id))


def _covered_in(texts: Iterable[PublishedText]) -> set[HiddenWords]:
    return {
        HiddenWords(each.text[start:end], kind)
        for each in texts
        for start, end, kind in each.spans
        if kind in LEADING_TO_SOMEBODY
        and each.place is not TextPlace.DOCUMENT
        and each.text[start:end] != redaction.MARKS[kind]  # the words below it were erased
    }


def _has(hidden: Collection[HiddenWords], *texts: str) -> bool:
    read = [as_read(each) for each in texts if each]
    return any(each.stand_in(text) for text in read for each in hidden)
