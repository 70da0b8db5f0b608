"""Suppressing personal data in what the public reads of an observation (R3, R13).

The original is never touched: `apply` makes the public text from it. What `suggest` finds is only
ever a suggestion to the moderator; it prefers to miss something over marking what is not personal.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from webapp.text.normal_form import spelled


class RedactionKind(StrEnum):
    """What sort of personal data is suppressed."""

    NAME = "name"
    DOCUMENT = "document"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    HEALTH = "health"
    MINOR = "minor"
    OTHER_PERSONAL = "other_personal"


MARKS: Mapping[RedactionKind, str] = {
    RedactionKind.NAME: "[nombre suprimido]",
    RedactionKind.DOCUMENT: "[documento suprimido]",
    RedactionKind.ADDRESS: "[dirección suprimida]",
    RedactionKind.PHONE: "[teléfono suprimido]",
    RedactionKind.EMAIL: "[correo suprimido]",
    RedactionKind.HEALTH: "[dato de salud suprimido]",
    RedactionKind.MINOR: "[dato de menor de edad suprimido]",
    RedactionKind.OTHER_PERSONAL: "[dato personal suprimido]",
}
"""What stands in the public text in place of each kind: part of the record, not of the screen."""

_UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"


class Passage(NamedTuple):
    """The characters of a text from `start` up to, not including, `end`."""

    start: int
    end: int


class Span(NamedTuple):
    """A passage to suppress, and why."""

    start: int
    end: int
    kind: RedactionKind


class RedactionRefused(ValueError):
    """A span is empty or out of the text, or spans of different kinds overlap."""


def apply(text: str, spans: Sequence[Span], marks: Mapping[RedactionKind, str] = MARKS) -> str:
    """Return the text with a mark in place of each span.

    Spans may come in any order; those of one kind that overlap or touch become one mark. Raise
    `RedactionRefused`, a ValueError, for a span that is empty or reaches out of the text, and for
    overlapping spans of different kinds.
    """
    parts: list[str] = []
    at = 0
    for start, end, kind in _merged(text, spans):
        parts += text[at:start], marks[kind]
        at = end
    return "".join([*parts, text[at:]])


def find(text: str, words: str) -> list[Passage]:
    """Return every place where exactly these words stand, as whole words.

    Case and accents count (an accent may be composed or not); any white space stands for any
    other, and what nobody sees between letters (a soft hyphen of a word processor) counts for
    nothing. Without words there is no place.
    """
    words = re.sub(f"[{_UNSEEN}]", "", words).strip() or words
    spellings = {words, spelled("NFC", words), spelled("NFD", words)}
    gap = rf"[\s{_UNSEEN}]+"
    exact = "|".join(gap.join(map(_letters, spelling.split())) for spelling in spellings)
    if not exact:
        return []
    return [
        Passage(*match.span(1))
        for match in re.finditer(f"(?=({exact}))", text)
        if not _cuts_a_word(text, match.start(1)) and not _cuts_a_word(text, match.end(1))
    ]


def _letters(word: str) -> str:
    return f"[{_UNSEEN}]*".join(map(re.escape, word))


def suggest(text: str) -> list[Span]:
    """Return what looks like personal data, in order and without overlaps.

    Telephones, e-mail addresses, identity documents, home addresses, the ages of minors, and
    names that people introduce themselves by, as they are written in Colombia.
    """
    return apart(span for finder in _FINDERS for span in finder(text))


def apart(spans: Iterable[Span]) -> list[Span]:
    """Those that overlap none that came before them, in the order of the text."""
    found: list[Span] = []
    for span in spans:
        if all(span.end <= other.start or other.end <= span.start for other in found):
            found.append(span)
    return sorted(found)


def _merged(text: str, spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if not 0 <= span.start < span.end <= len(text):
            raise RedactionRefused(f"A span is not within the text: {span.start} to {span.end}.")
        last = merged[-1] if merged else None
        if last is None or span.start > last.end:
            merged.append(span)
        elif span.kind is last.kind:
            merged[-1] = last._replace(end=max(last.end, span.end))
        elif span.start == last.end:
            merged.append(span)
        else:
            raise RedactionRefused(f"Spans of different kinds overlap at {span.start}.")
    return merged


def _cuts_a_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and _in_word(text[at - 1]) and _in_word(text[at])


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"


# The patterns below are read with re.VERBOSE and re.IGNORECASE; what is suppressed is named `it`.

_SPACE = r"[^\S\n]"
_NUMBER_SIGN = r"(?: \# | n\.?[°ºo]\.? | nos?\. | nro\.? | n[úu]m (?: ero )? \.? )"

_EMAIL = r"""
    (?P<it> (?<! [\w.+-] ) [\w.+-]{1,64} @ (?: [\w-]{1,63} \. ){1,5} [a-z]{2,24} ) (?! [\w-] )
"""

_DOCUMENT = rf"""
    (?<!\w)
    (?: c[ée]dulas? (?: \s+ de \s+ (?: ciudadan[íi]a | extranjer[íi]a ) )?
      | tarjeta \s+ de \s+ identidad
      | (?: documento | n[úu]mero ) \s+ de \s+ (?: identidad | identificaci[óo]n )
      | documento
      | identificad[oa]s? \s+ con
      | c\.? {_SPACE}? c\.? | c\. {_SPACE}? e\.? | t\. {_SPACE}? i\.? | (?-i: CE | TI )
      | nit\.? | nuip\.?
    )
    (?: \s* (?: : | {_NUMBER_SIGN} | es | el | la ) ){{0,3}} \s*
    (?P<it>
        (?: \d{{1,3}} (?: [.,'] \d{{3}} ){{1,3}}
          | \d{{1,3}} (?: {_SPACE} \d{{3}} ){{1,3}} (?! \s? \d )
          | \d{{6,10}}
        )
        (?: {_SPACE}? - {_SPACE}? \d )?
    )
    (?! \d | [.,] \d )
"""

_CORNER = rf"""
    \d{{1,3}} {_SPACE}? [a-z]? (?: {_SPACE}? bis )?
    (?: {_SPACE}? (?: sur | norte | este | oeste ) )?
"""
_DASH = rf"{_SPACE}? [-\u2013\u2014] {_SPACE}?"

_ADDRESS = rf"""
    (?<!\w)
    (?P<it>
        (?: calle | cll | cl | carrera | cra | crr | kra | kr | cr | k
          | avenida | avda | av | diagonal | diag | dg | transversal | transv | tv | circular )
        \.? {_SPACE}? {_CORNER}
        (?: {_SPACE}? ,? {_SPACE}? {_NUMBER_SIGN} {_SPACE}? {_CORNER} (?: {_DASH} | {_SPACE} )
          | (?: {_DASH} | {_SPACE} ) {_CORNER} {_DASH}
        )
        \d{{1,3}} (?!\d) (?: {_SPACE} (?: sur | norte | este | oeste ) (?!\w) )?
        (?: ,? {_SPACE}
            (?: apto | apartamento | casa | interior | int | torre | bloque | piso | local )
            \.? {_SPACE}? \#? {_SPACE}? \d{{1,4}} (?!\w)
        ){{0,3}}
      | (?: manzana | mza? ) \.? {_SPACE}? (?: \d{{1,3}} [a-z]? | [a-z] \d{{0,2}} )
        {_SPACE}? ,? {_SPACE}?
        (?: casa | cs | lote | lt ) \.? {_SPACE}? \#? {_SPACE}? \d{{1,4}} (?!\w)
    )
"""

_GAP = r"[^\S\n]?[.-]?[^\S\n]?"
_NO_MORE_DIGITS = r"(?! \d | [.,] \d )"

_PHONE = rf"""
    (?<! [\w$.,/+-] ) (?<! \$ {_SPACE} )
    (?P<it>
        \+ \d (?: [ ().-]{{0,2}} \d ){{7,13}}
      | (?: 57 {_GAP} )? (?: \( (?: 3\d\d | 60[1245678] ) \) | 3\d\d | 60[1245678] ) {_GAP}
        (?: \d{{3}} {_GAP} \d\d {_GAP} \d\d
          | \d{{4}} {_GAP} \d{{3}}
          | \d\d {_GAP} \d\d {_GAP} \d{{3}}
        )
    )
    {_NO_MORE_DIGITS}
"""

_LOCAL_PHONE = rf"""
    (?<!\w) (?: tel[ée]fonos? | tel | telefax | celular | cel | whatsapp ) \.?
    (?: \s* (?: : | {_NUMBER_SIGN} | fijo | es | el ) ){{0,3}} \s*
    (?P<it> [2-8]\d\d {_GAP} \d\d {_GAP} \d\d ) {_NO_MORE_DIGITS}
"""

_AGE_UNDER_18 = r"""
    (?: 1[0-7] | [1-9] | un | dos | tres | cuatro | cinco | seis | siete | ocho | nueve | diez
      | once | doce | trece | catorce | quince | diecis[ée]is | diecisiete )
    \s+ años? (?: \s+ de \s+ edad )? (?!\w)
    # "tengo 15 años de vivir aquí", "... esperando", "... en la junta" is no age
    (?! \s+ (?: de (?! \s+ edad ) | en | con | sin | por | como | que | desde | aqu[íi] | ac[áa]
              | \w+ndo ) (?!\w) )
"""

_MINOR = rf"""
    (?<!\w)
    (?P<it>
        tengo \s+ (?: s[óo]lo \s+ | apenas \s+ )? {_AGE_UNDER_18}
      | soy \s+ menor \s+ de \s+ edad (?!\w)
      | soy \s+ (?: una? \s+ )? (?: niñ[oa] | joven | adolescente | estudiante | alumn[oa] )
        \s+ de \s+ {_AGE_UNDER_18}
      | mis? \s+ (?: hij | niet | sobrin | herman | niñ ) (?: [oa]s? | it[oa]s? )
        (?: {_SPACE} (?-i:[A-ZÁÉÍÓÚÑ]) \w+ ){{0,3}} ,?
        \s+ (?: (?: de | con | tiene | que \s+ tiene ) \s+ )? {_AGE_UNDER_18}
    )
"""

_CAPITALISED = r"(?-i: [A-ZÁÉÍÓÚÜÑ] [a-záéíóúüñ]+ ) (?!\w)"

_NAME = rf"""
    (?<!\w) (?: mi \s+ nombre \s+ es | me \s+ llamo ) \s+
    (?P<it>
        {_CAPITALISED}
        (?: {_SPACE} (?: (?: del? | las? | los ) {_SPACE} ){{0,2}} {_CAPITALISED} ){{0,4}}
    )
"""

# A number of the entity's own, or a sum of money, is not a telephone.
_OTHER_NUMBER = re.compile(
    r"(?: radicado | contrato | convenio | expediente | factura | cuenta | c[óo]digo | bpin )"
    rf" (?: \s | : | {_NUMBER_SIGN} )* $",
    re.IGNORECASE | re.VERBOSE,
)
_LOOK_BACK = 30


def _has_digits_of_a_document(text: str, span: Span) -> bool:
    digits = sum(map(str.isdigit, text[span.start : span.end].partition("-")[0]))
    return 6 <= digits <= 10


def _is_not_another_number(text: str, span: Span) -> bool:
    return not _OTHER_NUMBER.search(text[max(0, span.start - _LOOK_BACK) : span.start])


class _Finder:
    def __init__(
        self,
        kind: RedactionKind,
        pattern: str,
        accepts: Callable[[str, Span], bool] | None = None,
    ) -> None:
        self._kind = kind
        self._pattern = re.compile(pattern, re.IGNORECASE | re.VERBOSE)
        self._accepts = accepts

    def __call__(self, text: str) -> Iterator[Span]:
        for match in self._pattern.finditer(text):
            span = Span(*match.span("it"), self._kind)
            if self._accepts is None or self._accepts(text, span):
                yield span


# The surest first: where two overlap, the earlier one stands.
_FINDERS = (
    _Finder(RedactionKind.EMAIL, _EMAIL),
    _Finder(RedactionKind.DOCUMENT, _DOCUMENT, _has_digits_of_a_document),
    _Finder(RedactionKind.ADDRESS, _ADDRESS),
    _Finder(RedactionKind.PHONE, _PHONE, _is_not_another_number),
    _Finder(RedactionKind.PHONE, _LOCAL_PHONE),
    _Finder(RedactionKind.MINOR, _MINOR),
    _Finder(RedactionKind.NAME, _NAME),
)
