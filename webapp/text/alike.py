"""Words that a reader takes for the same, however they are spelled: in capitals or without accents,
with marks of Markdown or HTML between their letters, joined in the name of a file."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from webapp.text.normal_form import bare
from webapp.text.redaction import Passage
from webapp.text.visible import is_drawn

_LONG_NUMBER = 7
"""Digits from which a number is found inside a longer one: a telephone after its prefix."""
_WRITTEN_OTHERWISE = re.compile(
    r"&(?:\#\d{1,7}|\#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});"  # an entity of HTML
    r"|(?:%[0-9a-f]{2})+",  # characters in an address of the web
    re.IGNORECASE,
)
_LINK = re.compile(r"\]\([^()\s]*(?:\s[^()]*)?\)")


def find(text: str, words: str) -> list[Passage]:
    """Where some words stand in a text as whole words, in whatever spelling.

    Nothing but letters and figures counts, in any case, width or accent, and whatever stands
    between them: spaces, dashes, points, marks of Markdown. The address of a link in the middle of
    a name does not part it. Without letters or figures there is no place.
    """
    wanted = _read(words).letters
    if not wanted:
        return []
    found = {place for each in _readings(text) for place in each.places(wanted)}
    return sorted(found)


class _Letter(NamedTuple):
    letters: str
    """Small letters without accents, or figures; none for what parts words or is not seen."""
    parts: bool


@dataclass
class _Reading:
    """The letters and figures of a text, one after the other, and where each stands in it."""

    letters: str = ""
    at: list[Passage] = field(default_factory=list)
    edges: set[int] = field(default_factory=set)
    """Before which letters a word may begin, or after the one before end."""

    def places(self, wanted: str) -> Iterator[Passage]:
        """Where some letters stand, from the edge of a word to the edge of another."""
        inside = wanted.isdecimal() and len(wanted) >= _LONG_NUMBER
        start = self.letters.find(wanted)
        while start >= 0:
            end = start + len(wanted)
            if inside or (start in self.edges and end in self.edges):
                yield Passage(self.at[start].start, self.at[end - 1].end)
            start = self.letters.find(wanted, start + 1)


def _readings(text: str) -> Iterator[_Reading]:
    """A text as it is written and, when it has links, as it is read without their addresses."""
    yield _read(text)
    if _LINK.search(text):
        yield _read(_LINK.sub(lambda link: "\u2060" * len(link[0]), text))


def _read(text: str) -> _Reading:
    reading = _Reading(edges={0})
    letters: list[str] = []
    before = ""
    for seen, place in _characters(text):
        read = _letter(seen)
        if read.parts or (read.letters and _begins_a_word(before, seen)):
            reading.edges.add(len(letters))
        if read.letters or read.parts:
            before = seen
        letters += read.letters
        reading.at += [place] * len(read.letters)
    reading.edges.add(len(letters))
    reading.letters = "".join(letters)
    return reading


def _characters(text: str) -> Iterator[tuple[str, Passage]]:
    """Each character that is read, and the passage that it is written in."""
    at = 0
    for otherwise in _WRITTEN_OTHERWISE.finditer(text):
        yield from ((text[each], Passage(each, each + 1)) for each in range(at, otherwise.start()))
        decoded = unquote(unescape(otherwise[0]))
        yield from ((each, Passage(*otherwise.span())) for each in decoded)
        at = otherwise.end()
    yield from ((text[each], Passage(each, each + 1)) for each in range(at, len(text)))


@lru_cache(maxsize=10_000)
def _letter(character: str) -> _Letter:
    if not is_drawn(character):
        return _Letter("", parts=False)
    letters = "".join(filter(str.isalnum, bare(character)))
    return _Letter(letters, parts=not letters and unicodedata.category(character)[0] != "M")


def _begins_a_word(before: str, character: str) -> bool:
    """Whether a word begins here without anything before it, as in `ActaMaria2026`."""
    if character.isdecimal() != before.isdecimal():
        return True
    return character.isupper() and before.islower()
