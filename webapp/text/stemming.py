"""The stem of a Spanish word, the same with and without accents, in singular and in plural.

Both database engines search the stems that are made here, so that both find the same. By
experiment (107 families of the field's words): Snowball alone parts every second family that is
written without accents. So a word loses its accents first, and what Snowball makes of it with an
accent on any of its last vowels, the shortest, is its stem.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from webapp.text.normal_form import bare

LONGEST = 40
"""Characters of a word that count; what is longer is no word."""

_WORD = re.compile(
    r"[^\W\d_]{2,8}-\d{4}-\d{4,9}(?!\w)"  # a filing number
    r"|\d+(?:\.\d+)+(?![^\W_])"  # the code of an action, a sum of money
    r"|[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*"
)
_ADVERB = re.compile("(.{2,}(?:[alrz]|te|ble))mente")
_VOWELS = dict(zip("aeiou", "áéíóú", strict=True))
_ACCENTS_TRIED = 3
_STOP_WORDS = frozenset(
    """
    a al algo algun alguna algunas alguno algunos ante asi aun aunque cada como con cual cuales
    cualquier cuando cuanto de del desde donde dos e el ella ellas ello ellos en entre era eran es
    esa esas ese eso esos esta estan estar estas este esto estos fue fueron ha hay han hasta la las
    le les lo los mas me mi mis mucho muy nada ni no nos nosotros nuestra nuestras nuestro nuestros
    o os otra otras otro otros para pero poco por porque pues que quien quienes se sea sean segun
    ser si sido sin sino sobre son su sus tal tambien tan tanto te tiene tienen toda todas todo
    todos tu tus u un una unas uno unos usted ustedes y ya yo
    """.split()
)
"""Stop words, without their accents."""
_NO_VERBS = frozenset({"secretaria"})
"""What Snowball would take for a form of a verb, so that a secret would find every Secretaría."""

_snowball = snowballstemmer.stemmer("spanish").stemWord


class Word(NamedTuple):
    """A word of a text that can be searched: where it stands, and its stem."""

    start: int
    end: int
    stem: str


def words(text: str) -> Iterator[Word]:
    """The words of a text that can be searched, in order; stop words are not among them."""
    for match in _WORD.finditer(text):
        found = stem(match[0])
        if found:
            yield Word(match.start(), match.end(), found)


def stems(text: str) -> list[str]:
    """The stems of a text in order, without stop words: letters, digits, and in numbers that have
    parts the marks between them."""
    return [word.stem for word in words(text)]


def found(text: str, wanted: Collection[str]) -> list[Word]:
    """The words of a text whose stem is wanted."""
    beginnings = tuple({each[:-1] for each in wanted})
    if not beginnings:
        return []
    return [
        Word(match.start(), match.end(), made)
        for match in _WORD.finditer(text)
        # A stem differs from the beginning of its word in the last letter at most.
        if _plain(match[0]).startswith(beginnings) and (made := stem(match[0])) in wanted
    ]


def stem(word: str) -> str:
    """The stem of one word; empty for a stop word, and for one without letters or digits."""
    return _stem(word[: 2 * LONGEST])


@lru_cache(maxsize=1 << 15)
def _stem(word: str) -> str:
    plain = _plain(word)
    if not plain.isalpha():
        return plain
    # The stop word "una" is not the noun "uña".
    if plain in _STOP_WORDS and "ñ" not in word.lower():
        return ""
    return _stem_of(plain)


def _plain(word: str) -> str:
    """The word in lower case, without accents or any other mark."""
    letters = bare(word[: 2 * LONGEST])
    return "".join(c for c in letters if c.isalnum() or c in ".-").strip(".-")[:LONGEST]


def _stem_of(word: str) -> str:
    word = _singular(_without_mente(word))
    if word in _NO_VERBS:
        return word[:-1]
    stem = min((bare(_snowball(each)) for each in _accented(word)), key=len)
    if stem.endswith("qu"):
        return stem[:-2] + "c"  # publiquen, publicar
    if stem.endswith("iz") and len(stem) > 5:
        return stem[:-1] + "c"  # garantizar, garanticen
    if stem.endswith("i") and len(stem) > 3:
        return stem[:-1]  # iniciar, inicio
    return stem


def _without_mente(word: str) -> str:
    """The adjective of an adverb: rápidamente; not of a verb, as in fomente."""
    adverb = _ADVERB.fullmatch(word)
    return adverb[1] if adverb else word


def _singular(word: str) -> str:
    """A noun without its plural; the ending of a verb (mejoramos) is left to Snowball. What ends
    in z is written as its plural is: luz, luces; and comunitario as comunitaria, which Snowball
    takes for a verb."""
    whole = word
    while len(word) > 4 and word.endswith("es") and word[-3] in "dlnrscyz":
        word = word[:-2]
    if word == whole and len(word) > 3 and re.search("(?:[ae]|(?<!m)o)s$", word):
        word = word[:-1]
    return re.sub("z$", "c", re.sub("ario$", "aria", word))


def _accented(word: str) -> Iterator[str]:
    """The word as it is, and with an accent on each of its last vowels."""
    yield word
    vowels = [at for at, letter in enumerate(word) if letter in _VOWELS]
    for at in vowels[-_ACCENTS_TRIED:]:
        yield word[:at] + _VOWELS[word[at]] + word[at + 1 :]
