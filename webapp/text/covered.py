"""Texts that were covered after they were published: the public reads them with marks (R1, R21).

The row stores the text as it was published, and digests and the log are of that one. The fields of
`models.base` give every reader the covered text.
"""

import threading
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple, Self, TypeVar

from webapp.text.redaction import RedactionKind, Span, apply

T = TypeVar("T")

_in_thread = threading.local()


class Covered(str):
    """A text as it is read, with marks over some passages; `published` is the whole text."""

    published: str
    spans: tuple[Span, ...]
    corrections: tuple[int, ...]

    @classmethod
    def over(cls, text: str, spans: Sequence[Span], corrections: Iterable[int]) -> Self:
        """A published text with the passages that some corrections cover."""
        covered = cls(apply(text, spans))
        covered.published, covered.spans = text, tuple(spans)
        covered.corrections = tuple(corrections)
        return covered


class LiftedPassage(NamedTuple):
    """A passage of a text, known by its digest, that was covered and is read again."""

    text: str
    start: int
    end: int


def lifted_from(cover: int, lifted: Iterable[Mapping[str, Any]]) -> set[LiftedPassage]:
    """The passages that some corrections lift from one cover, by its number."""
    own = (details["lifted"] for details in lifted if details["correction"] == cover)
    return {LiftedPassage(*passage) for some in own for passage in some}


def without(details: Mapping[str, Any], lifted: Collection[LiftedPassage]) -> dict[str, Any]:
    """What a cover covers, without the passages that were lifted from it."""
    texts = [
        {
            **each,
            "spans": [
                span for span in each["spans"] if LiftedPassage(each["sha256"], *span) not in lifted
            ],
        }
        for each in details["texts"]
    ]
    return {**details, "texts": [each for each in texts if each["spans"]]}


class Covers:
    """What is covered, by the digest of each whole text: wherever that text stands, it is read
    covered; a later edition may repeat it."""

    def __init__(self, corrections: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
        self._covers: dict[str, tuple[list[Span], list[int]]] = {}
        for number, details in corrections:
            kind = RedactionKind(details["data"])
            for each in details["texts"]:
                spans, numbers = self._covers.setdefault(each["sha256"], ([], []))
                spans += [Span(start, end, kind) for start, end in each["spans"]]
                numbers.append(number)

    def __bool__(self) -> bool:
        return bool(self._covers)

    def read(self, value: Any) -> Any:
        """A text, or a JSON value with texts in it, as it is read."""
        if not self._covers:
            return value
        return each_text(value, self._read)

    def _read(self, text: str) -> str:
        cover = self._covers.get(key(text))
        return Covered.over(text, *cover) if cover else text


def key(text: str) -> str:
    """The SHA-256, in hexadecimal, that a text is found by: it gives away none of its words."""
    return sha256(text.encode()).hexdigest()


def published(value: Any) -> Any:
    """A text, or a JSON value with texts in it, as it was published."""
    return each_text(value, lambda text: text.published if isinstance(text, Covered) else text)


def is_covered(value: Any) -> bool:
    """Whether anything is covered in a text, or in a JSON value with texts in it."""
    return next(_covered_in(value), None) is not None


def corrections_over(value: Any) -> set[int]:
    """The numbers of the corrections that cover something in it."""
    return {number for text in _covered_in(value) for number in text.corrections}


def in_force(
    database: object, load: Callable[[], Iterable[tuple[int, Mapping[str, Any]]]]
) -> Covers:
    """The covers of a database, read once for each act and each request."""
    stored: tuple[object, Covers] | None = getattr(_in_thread, "covers", None)
    if stored is None or stored[0] is not database:
        stored = _in_thread.covers = (database, Covers(load()))
    return stored[1]


def once(question: Hashable, answer: Callable[[], T]) -> T:
    """What follows from the covers in force, computed once for each act and each request and stored
    under the name of the question."""
    answers: dict[Hashable, T] = _in_thread.__dict__.setdefault("answers", {})
    if question not in answers:
        answers[question] = answer()
    return answers[question]


def forget() -> None:
    """Drop the covers read so far: an act or a request begins, or has changed them."""
    _in_thread.covers = None
    _in_thread.answers = {}


def each_text(value: Any, change: Callable[[str], str]) -> Any:
    """A text changed, or a JSON value with each text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: each_text(each, change) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [each_text(each, change) for each in value]
    return value


def _covered_in(value: Any) -> Iterator[Covered]:
    if isinstance(value, Covered):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _covered_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _covered_in(each)
