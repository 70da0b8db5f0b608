"""The process apart that typesets: data in JSON on standard input, a PDF on standard output.

Only the fonts that come inside the typesetter are used, so that a server without fonts writes
the same document. An accessible PDF must show every character: emoji are written as their names,
other characters that no font has become squares, and those that are not for showing are left out.
"""

import json
import re
import resource
import sys
import unicodedata
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import emoji
import typst

MISSING = "\u25a1"
MEMORY_BYTES = 3 << 30

_TRIES = 12
_REFUSED = re.compile(r'text (?:`"|contains the disallowed codepoint `")(.+?)"`', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_TURNS_DIRECTION = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_JOINER = "\u200d"
_PICTURES = re.compile("[\u2190-\U0010ffff]")
_LONELY = "\u2fff"
"""Up to here a sign by itself may be in a font: it is named only when it is in none."""


def main(template: Path) -> None:
    """Typeset one document, with as much memory as a very long one takes and no more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = json.load(sys.stdin.buffer)
    language = data["language"] if data["language"] in emoji.LANGUAGES else "en"
    emoji.config.load_language(language)
    data = _mapped(_mapped(data, partial(_named, language=language)), _shown)
    sys.stdout.buffer.write(_compiled(template, data, language))


def _compiled(template: Path, data: Any, language: str) -> bytes:
    for _ in range(_TRIES):
        try:
            return _compile(template, data)
        except typst.TypstError as error:
            refused = set(_REFUSED.findall(error.diagnostic or str(error)))
            if not refused:
                raise
            missing = {_ESCAPED.sub(lambda code: chr(int(code[1], 16)), each) for each in refused}
            data = _mapped(data, partial(_without, missing=missing, language=language))
    return _compile(template, _mapped(data, _latin))


def _compile(template: Path, data: Any) -> bytes:
    return typst.compile(
        template,
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
    )


def _mapped(data: Any, change: Callable[[str], str]) -> Any:
    """The data with every text changed."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, list):
        return [_mapped(item, change) for item in data]
    if isinstance(data, dict):
        return {name: _mapped(item, change) for name, item in data.items()}
    return data


def _named(text: str, *, language: str) -> str:
    """The text with the name of each emoji in brackets: [cara sonriendo]."""
    if not _PICTURES.search(text):
        return text
    return emoji.replace_emoji(
        text,
        lambda sign, data: sign if len(sign) == 1 and sign <= _LONELY else _name(data, language),
    )


def _name(data: dict[str, Any], language: str) -> str:
    name = data.get(language) or data["en"]
    return f"[{name.strip(':').replace('_', ' ')}]"


def _shown(text: str) -> str:
    """The text without what is not for showing: controls, and marks that turn its direction."""
    return "".join(char for char in unicodedata.normalize("NFC", text) if _is_shown(char))


def _is_shown(char: str) -> bool:
    hidden = char in _TURNS_DIRECTION or unicodedata.category(char).startswith("C")
    return not hidden or char in ("\n", _JOINER)


def _without(text: str, *, missing: set[str], language: str) -> str:
    for each in missing:
        if each in text:
            known = emoji.EMOJI_DATA.get(each)
            text = text.replace(each, _name(known, language) if known else MISSING)
    return text


def _latin(text: str) -> str:
    return "".join(char if char < "\u0250" or char == MISSING else MISSING for char in text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
