"""Text as people type it into a form, made plain."""

import unicodedata

from webapp.text.normal_form import spelled


def clean(text: str | None) -> str:
    """Text as a browser meant it: one kind of line break, no control characters, NFC."""
    text = spelled("NFC", (text or "").replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")


def line(text: str | None) -> str:
    """One line of text, trimmed."""
    return " ".join(clean(text).split())
