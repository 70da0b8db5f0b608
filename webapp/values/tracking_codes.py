"""Tracking codes: 80 random bits written in Crockford's base 32, in groups of four (R4).

The alphabet leaves out I, L, O and U, so that a code can be read aloud and copied by hand.
"""

import base64
import re

BYTES = 10
GROUP = 4
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_RFC_4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_CROCKFORD = str.maketrans(_RFC_4648, ALPHABET)
_READ_AS = str.maketrans("ILO", "110")
# Spaces, and every dash a phone or a word processor may put in place of "-".
_SEPARATORS = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212]+")
_CODE = re.compile(rf"[{ALPHABET}]{{16}}")


def encode(secret: bytes) -> str:
    """Write 10 bytes as `XXXX-XXXX-XXXX-XXXX`; raise ValueError for any other length."""
    if len(secret) != BYTES:
        raise ValueError(f"A tracking code is made of {BYTES} bytes, not {len(secret)}.")
    return _grouped(base64.b32encode(secret).decode("ascii").translate(_TO_CROCKFORD))


def normalise(text: str) -> str | None:
    """Return the code as `encode` writes it, however it was typed, or None when it is no code.

    Any case, with or without dashes and spaces; I and L are read as 1, O as 0.
    """
    bare = _SEPARATORS.sub("", text)
    if not bare.isascii():  # upper() turns a dotless i into I
        return None
    code = bare.upper().translate(_READ_AS)
    return _grouped(code) if _CODE.fullmatch(code) else None


def _grouped(code: str) -> str:
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))
