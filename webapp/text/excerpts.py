"""Showing the words found in a text: escaped, with a mark on each."""

from collections.abc import Collection, Iterator, Sequence

from markupsafe import Markup, escape

from webapp.text import stemming
from webapp.text.markup import printable
from webapp.text.stemming import Word

EXCERPT = 240
"""Characters of a text that an excerpt shows, more or less."""
LONGEST_WORD = 60
"""Characters after which an excerpt may break a word."""
BEFORE = 60
"""Characters of an excerpt that stand before the first word found."""

_ELLIPSIS = "…"


def marked(text: str, wanted: Collection[str]) -> Markup:
    """The text, escaped, with <mark> on each word whose stem is wanted."""
    text = printable(text)
    return _with_marks(text, stemming.found(text, wanted))


def excerpt(texts: Sequence[str], wanted: Collection[str]) -> Markup:
    """A piece of one line out of the text that has most of the words wanted, with marks; where
    none has any, the beginning of the first."""
    lines = [" ".join(printable(text).split()) for text in texts]
    found = [stemming.found(line, wanted) for line in lines]
    if not lines:
        return Markup()
    best = max(range(len(lines)), key=lambda at: len({word.stem for word in found[at]}))
    return _piece(lines[best], found[best])


def _piece(line: str, found: Sequence[Word]) -> Markup:
    start, end = _bounds(line, _first_of_the_densest(found))
    inside = [
        Word(word.start - start, word.end - start, word.stem)
        for word in found
        if start <= word.start and word.end <= end
    ]
    piece = _with_marks(line[start:end].rstrip(), inside)
    before = _ELLIPSIS if start else ""
    return Markup("{}{}{}").format(before, piece, _ELLIPSIS if end < len(line) else "")


def _first_of_the_densest(found: Sequence[Word]) -> int:
    """Where the stretch begins that has most different words in the length of an excerpt."""
    best, most = 0, 0
    counts: dict[str, int] = {}
    last = 0
    for first, word in enumerate(found):
        while last < len(found) and found[last].end - word.start <= EXCERPT - BEFORE:
            counts[found[last].stem] = counts.get(found[last].stem, 0) + 1
            last += 1
        if len(counts) > most:
            best, most = word.start, len(counts)
        if first < last:
            counts[word.stem] -= 1
            if not counts[word.stem]:
                del counts[word.stem]
        else:
            last = first + 1
    return best


def _bounds(line: str, first: int) -> tuple[int, int]:
    """Where a piece begins and ends, between words where they are not too long."""
    start = max(0, first - BEFORE)
    if start:
        space = line.find(" ", start, first)
        start = space + 1 if space >= 0 else max(start, first - LONGEST_WORD)
    end = min(len(line), start + EXCERPT)
    if end < len(line):
        space = line.rfind(" ", max(start, end - LONGEST_WORD), end)
        end = space if space > first else end
    return start, end


def _with_marks(text: str, found: Sequence[Word]) -> Markup:
    return Markup().join(_pieces(text, found))


def _pieces(text: str, found: Sequence[Word]) -> Iterator[Markup]:
    at = 0
    for word in found:
        yield escape(text[at : word.start])
        yield Markup("<mark>{}</mark>").format(text[word.start : word.end])
        at = word.end
    yield escape(text[at:])
