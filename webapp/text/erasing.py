"""Texts out of which words are erased: from then on the mark is all that stands there (R13)."""

from collections.abc import Iterable
from typing import NamedTuple, Self

from webapp.text.redaction import MARKS, Passage, RedactionKind


class _Erasure(NamedTuple):
    start: int
    end: int
    mark: Passage


class Erased(NamedTuple):
    """A text after erasing, and where its other passages are now."""

    text: str
    erasures: tuple[_Erasure, ...]

    @classmethod
    def of(cls, text: str, passages: Iterable[tuple[int, int]], kind: RedactionKind) -> Self:
        """A text with a mark in the place of some passages, those that overlap or touch as one."""
        parts: list[str] = []
        erasures: list[_Erasure] = []
        at = length = 0
        for start, end in _merged(passages):
            parts += text[at:start], MARKS[kind]
            length += start - at
            mark = Passage(length, length + len(MARKS[kind]))
            erasures.append(_Erasure(start, end, mark))
            at, length = end, mark.end
        return cls("".join([*parts, text[at:]]), tuple(erasures))

    def moved(self, start: int, end: int) -> Passage:
        """Where a passage of the text stands now; one that was partly erased takes in the mark."""
        new_start, new_end = start, end
        for each in self.erasures:
            longer = each.mark.end - each.end
            if each.start <= start:
                new_start = each.mark.start if start < each.end else start + longer
            if each.start < end:
                new_end = each.mark.end if end <= each.end else end + longer
        return Passage(new_start, new_end)


def _merged(passages: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(passages):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged
