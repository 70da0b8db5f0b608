"""Word-level differences between two texts, stored with the edition that they explain.

The differences are the standard library's (`difflib`); what is added here is how a text is cut
into tokens, how changes are gathered so that a phrase reads as one replacement, and a bound on
the work.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate
from typing import Literal

Op = Literal["equal", "insert", "delete"]

MAX_TOKENS = 3_000
"""A side with more tokens than this is compared by sentences first."""

MAX_STEPS = 4_000_000
"""Comparisons spent on one difference, about half a second; counted, so the result is the same
on every machine."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that both sides share, or that only one of them has."""

    op: Op
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """Return what leads from `before` to `after`, by words.

    The equal and deleted pieces joined give `before` exactly; the equal and inserted ones give
    `after`. No piece is empty, neighbours differ in kind, and a deletion comes before the
    insertion that takes its place. White space alone between two changes becomes part of them,
    unless it parts two paragraphs.

    Letters with combining accents and emoji sequences are never cut. The time is bounded: above
    3,000 tokens a side the texts are compared by sentences, and only the sentences that changed
    by words; where the bound on the work is still reached, the rest is shown as one replacement.
    """
    tokens, others = _TOKEN.findall(before), _TOKEN.findall(after)
    return list(_pieces(_gathered(_all_runs(tokens, others))))


# What continues the character before it: combining marks and variation selectors, emoji skin
# tones, and the tags that spell a region's flag.
_MARKS = "".join(
    chr(point)
    for point in (*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0))
    if unicodedata.category(chr(point)).startswith("M")
)
_EXTENDING = rf"{_MARKS}\U0001F3FB-\U0001F3FF\U000E0020-\U000E007F"
_JOINER = r"\u200d"
_TOKEN = re.compile(
    rf"[\U0001F1E6-\U0001F1FF]{{2}}[{_EXTENDING}]*"  # a flag
    rf"|\w[\w{_EXTENDING}\u200c{_JOINER}]*"  # a word
    rf"|\s+[{_EXTENDING}{_JOINER}]*"  # white space
    rf"|[^\w\s](?:[{_EXTENDING}]|{_JOINER}[^\w\s]?)*"  # a sign, an emoji with all its parts
)
_SENTENCE_ENDS = frozenset(".!?;:…")
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


@dataclass(slots=True)
class _Run:
    """Tokens shared by both sides, or what one side has in place of the other's."""

    equal: str = ""
    deleted: str = ""
    inserted: str = ""


_NOTHING = _Run()


class _Budget:
    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int) -> bool:
        """Take the steps away, or answer False and leave nothing when they are too many."""
        self.left = self.left - steps if steps <= self.left else 0
        return self.left > 0


class _BoundedMatcher(SequenceMatcher[str]):
    """A matcher that finds no further match once the budget is spent.

    The spaces inside a line are "junk" to it: never what a match is looked for by, only what a
    match takes along. Two texts always share their spaces, so that these prove no likeness.
    """

    def __init__(self, before: Sequence[str], after: Sequence[str], budget: _Budget) -> None:
        super().__init__(_is_space, before, after, autojunk=False)
        self._budget = budget
        places = Counter(token for token in after if not _is_space(token))
        self._steps = list(accumulate((1 + places[token] for token in before), initial=0))

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        ahi = len(self._steps) - 1 if ahi is None else ahi
        if not self._budget.spend(self._steps[ahi] - self._steps[alo]):
            return Match(alo, blo, 0)
        return super().find_longest_match(alo, ahi, blo, bhi)


def _all_runs(before: list[str], after: list[str]) -> Iterator[_Run]:
    """Compare what lies between the shared beginning and the shared end."""
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    yield _Run(equal="".join(before[:start]))
    if _too_long(old, new):
        yield from _runs_by_sentences(old, new, _Budget(MAX_STEPS))
    else:
        yield from _runs(old, new, _Budget(MAX_STEPS))
    yield _Run(equal="".join(before[len(before) - end :]))


def _runs_by_sentences(before: list[str], after: list[str], budget: _Budget) -> Iterator[_Run]:
    for run in _runs(list(_sentences(before)), list(_sentences(after)), budget):
        old, new = _TOKEN.findall(run.deleted), _TOKEN.findall(run.inserted)
        if run.equal or _too_long(old, new):
            yield run
        else:
            yield from _runs(old, new, budget)


def _runs(before: list[str], after: list[str], budget: _Budget) -> Iterator[_Run]:
    for op, i, j, k, m in _BoundedMatcher(before, after, budget).get_opcodes():
        if op == "equal":
            yield _Run(equal="".join(before[i:j]))
        else:
            yield _Run(deleted="".join(before[i:j]), inserted="".join(after[k:m]))


def _shared(before: list[str], after: list[str]) -> int:
    """Count the tokens that both lists begin with."""
    pairs = zip(before, after, strict=False)
    return next(
        (i for i, (old, new) in enumerate(pairs) if old != new), min(len(before), len(after))
    )


def _is_space(token: str) -> bool:
    return token.isspace() and "\n" not in token


def _too_long(before: list[str], after: list[str]) -> bool:
    return max(len(before), len(after)) > MAX_TOKENS


def _sentences(tokens: list[str]) -> Iterator[str]:
    sentence: list[str] = []
    for token in tokens:
        previous = sentence[-1] if sentence else ""
        ends = token.isspace() and ("\n" in token or previous in _SENTENCE_ENDS)
        sentence.append(token)
        if ends:
            yield "".join(sentence)
            sentence = []
    yield "".join(sentence)


def _gathered(runs: Iterator[_Run]) -> list[_Run]:
    """Join neighbouring changes, and those that only white space keeps apart."""
    gathered: list[_Run] = []
    for run in runs:
        if run == _NOTHING:
            continue
        if run.equal and gathered and gathered[-1].equal:
            gathered[-1].equal += run.equal
        elif run.equal or not gathered:
            gathered.append(run)
        elif not gathered[-1].equal:
            _append(gathered[-1], run)
        elif len(gathered) > 1 and _is_one_phrase(gathered[-2], gathered[-1].equal, run):
            island = gathered.pop().equal
            _append(gathered[-1], _Run(deleted=island, inserted=island))
            _append(gathered[-1], run)
        else:
            gathered.append(run)
    return gathered


def _append(change: _Run, more: _Run) -> None:
    change.deleted += more.deleted
    change.inserted += more.inserted


def _is_one_phrase(change: _Run, island: str, following: _Run) -> bool:
    return (
        island.isspace()
        and not _PARAGRAPH_BREAK.search(island)
        and bool((change.deleted + following.deleted).strip())
        and bool((change.inserted + following.inserted).strip())
    )


def _pieces(runs: Sequence[_Run]) -> Iterator[Piece]:
    for run in runs:
        if run.equal:
            yield Piece("equal", run.equal)
        if run.deleted:
            yield Piece("delete", run.deleted)
        if run.inserted:
            yield Piece("insert", run.inserted)
