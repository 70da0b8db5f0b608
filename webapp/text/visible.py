"""What of a text a reader can see: invisible characters alone make a blank one."""

import unicodedata

_LOOKS_EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc\U0001d159")
"""What Unicode calls letters or symbols and draws as nothing: fillers of Hangul, empty Braille, the
place of an object, a note without its head."""


def is_blank(text: str | None) -> bool:
    """Whether a text is blank: not one letter, figure or symbol is in it.

    Spaces, control and format characters (the zero-width ones too), lone accents and bare
    punctuation say nothing.
    """
    kinds = (unicodedata.category(each) for each in _seen(text or ""))
    return not any(kind[0] in "LNS" and kind != "Sk" for kind in kinds)


def visible_length(text: str) -> int:
    """How many characters of a text can be seen: letters, figures, symbols and punctuation.

    An accent written apart counts with its letter; spaces do not count.
    """
    return sum(unicodedata.category(each)[0] in "LNSP" for each in _seen(text))


def is_drawn(character: str) -> bool:
    """Whether a character takes a place in the line, if only a blank one: a soft hyphen, a
    zero-width space or a filler takes none."""
    return character not in _LOOKS_EMPTY and unicodedata.category(character) != "Cf"


def _seen(text: str) -> str:
    return "".join(each for each in text if each not in _LOOKS_EMPTY)
