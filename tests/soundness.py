"""What every page of the house keeps, and a test client that looks at each page it is given.

Any page that any test visits is checked: sound HTML, one main heading with which the title begins,
headings in order, unique ids, links that lead somewhere, forms that work without script, nothing
that the content security policy refuses, Spanish, and on public pages no data of people.
"""

import itertools
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import NAMES

CATALOGUES = Path(__file__).parents[1] / "webapp/translations/es/LC_MESSAGES"
BY_WHOM = re.compile(r"(Propuesta|Aprobada) por [^<>]+? el ")
"""What a public page says of who corrected something (R21)."""
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]*\w")
MAIL_OF_ENTITY = re.compile(r'href="mailto:([^"]+)"')
TOKENS = re.compile(r'value="[\w.-]{20,}"')
"""What makes two equal pages differ, and no page sound or unsound."""
READ_ALOUD = ("alt", "aria-label", "content", "placeholder", "title")
"""Attributes whose words a person reads or hears."""


class Unsound(AssertionError):
    """A page that breaks a rule of the house."""


class StrictClient(FlaskClient):
    """Flask's test client; it refuses every page that is not sound."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """An answer; raises Unsound when it is a page with faults."""
        response = super().open(*args, **kwargs)
        if is_page(response):
            address = response.request.path
            html = response.get_data(as_text=True)
            faults = [*faults_of(TOKENS.sub('value=""', html))]
            if is_public(response):
                faults += personal_data_in(html)
            if faults:
                raise Unsound(f"{address} ({response.status_code}): " + "; ".join(faults))
        return response


def is_page(response: TestResponse) -> bool:
    """Whether a browser would show it: HTML that is not sent as a file, and not compressed."""
    sent_as_file = response.headers.get("Content-Disposition", "").startswith("attachment")
    compressed = "Content-Encoding" in response.headers
    return response.mimetype == "text/html" and not sent_as_file and not compressed


def is_public(response: TestResponse) -> bool:
    """Whether anybody's browser may keep it: what one person alone may see is never kept."""
    return "no-store" not in response.headers.get("Cache-Control", "")


@lru_cache(maxsize=16)
def parsed(html: str) -> tuple[Element, tuple[str, ...]]:
    """The elements of a page or fragment, and what is wrong with how it is written."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(html)
    return tree, tuple(
        f"{place}: {code} {data}"
        for place, code, data in parser.errors
        if is_whole(html) or not code.startswith("expected-doctype")
    )


def is_whole(html: str) -> bool:
    """Whether it is a whole page and not a fragment for htmx."""
    return html.lstrip().startswith("<!DOCTYPE")


@lru_cache(maxsize=4096)
def faults_of(html: str) -> tuple[str, ...]:
    """What is wrong with a page or fragment, by the rules of the house."""
    tree, unsound = parsed(html)
    elements = [each for each in tree.iter() if isinstance(each.tag, str)]
    ids = [each.get("id", "") for each in elements if each.get("id")]
    return (
        *unsound,
        *(_headings(tree, elements) if is_whole(html) else ()),
        *(f"two elements are {each}" for each in {*ids} if ids.count(each) > 1),
        *(_links(elements, ids) if is_whole(html) else ()),
        *_against_the_policy(elements),
        *_not_spanish(elements),
        *(("an hour and a full stop: two dots",) if "m.. " in html or "m..<" in html else ()),
    )


def personal_data_in(html: str) -> Iterator[str]:
    """The names of staff and the e-mail addresses on it, besides that of the entity (R13).

    Whoever proposed or approved a correction is named with it (R21).
    """
    html = BY_WHOM.sub("", html)
    yield from (f"the name of {name}" for name in NAMES if name in html)
    addresses = {*MAIL.findall(html)} - {*MAIL_OF_ENTITY.findall(html)}
    yield from (f"the address {each}" for each in sorted(addresses))


def words_of(element: Element) -> str:
    """The words of an element, spaces folded."""
    return " ".join("".join(element.itertext()).split())


def _headings(tree: Element, elements: list[Element]) -> Iterator[str]:
    headings = [words_of(each) for each in elements if each.tag == "h1"]
    title = next((words_of(each) for each in elements if each.tag == "title"), "")
    if len(headings) != 1:
        yield f"{len(headings)} main headings"
    elif not title.startswith(headings[0]):
        yield f"the title “{title}” does not begin with “{headings[0]}”"
    if tree.get("lang") != "es":
        yield "its language is not said to be Spanish"
    levels = [int(each.tag[1]) for each in elements if re.fullmatch("h[1-6]", each.tag)]
    for before, after in itertools.pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} after one of level {before}"


def _links(elements: list[Element], ids: list[str]) -> Iterator[str]:
    for link in elements:
        target = link.get("href")
        if link.tag != "a" or target is None:
            continue
        if target.startswith("#") and target[1:] not in ids:
            yield f"a link to {target}, which is not there"
        if not words_of(link):
            yield f"a link to {target} without words"


def _against_the_policy(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag == "form" and not (element.get("method") and element.get("action")):
            yield "a form without method or action"
        if element.tag == "script" and not element.get("src"):
            yield "an inline script"
        if element.tag == "style":
            yield "an inline style"
        for name in element.attrib:
            if name == "style" or re.match("on[a-z]|hx-on", name):
                yield f"<{element.tag} {name}>"
        if element.tag in ("script", "link", "img", "form"):
            for name in ("src", "href", "action"):
                if re.match("(https?:)?//", element.get(name, "")):
                    yield f"<{element.tag}> of a third party: {element.get(name)}"


def _not_spanish(elements: list[Element]) -> Iterator[str]:
    english = untranslated()
    for element in elements:
        texts = [element.text, element.tail, *(element.get(name) for name in READ_ALOUD)]
        for text in texts:
            if text and (words := " ".join(text.split()).rstrip(":.")) in english:
                yield f"“{words}” in English"


@cache
def untranslated() -> frozenset[str]:
    """The messages of the source whose Spanish is another text, without their last stop."""
    english, spanish = set(), set()
    for file in CATALOGUES.glob("*.po"):
        with file.open("rb") as catalogue:
            for message in read_po(catalogue):
                english |= {message.id} if isinstance(message.id, str) else {*message.id}
                spanish |= (
                    {message.string} if isinstance(message.string, str) else {*message.string}
                )
    found = {text.rstrip(":.") for text in english if "%(" not in text}
    return frozenset(found - {text.rstrip(":.") for text in spanish} - {""})
