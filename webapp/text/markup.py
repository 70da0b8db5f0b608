"""Text to safe HTML: the staff's Markdown, and the citizens' plain text."""

import re
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions.toc import TocExtension, slugify
from markupsafe import Markup

MAX_CHARACTERS = 50_000
MAX_STEPS = 10_000_000
"""Opening brackets, headings and rules times characters of their paragraph, added up; about a
second of work."""

TAGS = frozenset(
    {"p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "code"}
    | {"strong", "em", "a", "table", "thead", "tbody", "tr", "th", "td"}
)
SCHEMES = frozenset({"http", "https", "mailto"})
REL = "noopener noreferrer nofollow"


class MarkupRefused(ValueError):
    """The Markdown cannot be turned into HTML within bounds."""


class MarkupTooLong(MarkupRefused):
    """The Markdown has more than 50,000 characters."""


class MarkupTooTangled(MarkupRefused):
    """The Markdown nests too deeply, or leaves too many brackets open, to be read in time."""


def to_html(markdown_text: str, *, heading_ids: str | None = None) -> str:
    """Turn the staff's Markdown into safe HTML.

    Headings go down one step, so that the page keeps the only h1: # gives h2, ## gives h3, all
    others h4. They have ids only when `heading_ids` gives the prefix that keeps those apart from
    the page's other ids. Raw HTML is shown as text; images, styles and links other than http,
    https, mailto and this site's own are dropped (an image leaves its description). Links to
    other sites carry `rel`.

    Raise `MarkupTooLong` above 50,000 characters, `MarkupTooTangled` for text that would take
    too long; both are `MarkupRefused`, a ValueError.
    """
    if len(markdown_text) > MAX_CHARACTERS:
        raise MarkupTooLong(f"The text has {len(markdown_text)} of {MAX_CHARACTERS} characters.")
    if _steps(markdown_text) > MAX_STEPS:
        raise MarkupTooTangled("The text opens too many brackets, or piles up headings or rules.")
    try:
        html = _reader(heading_ids).convert(printable(markdown_text))
    except RecursionError as error:
        raise MarkupTooTangled("The text nests too deeply.") from error
    return _LINK_OUT.sub(f'<a rel="{REL}" href="', _CLEANER.clean(html))


def plain_to_html(text: str) -> Markup:
    """Turn a citizen's plain text into safe HTML: paragraphs and line breaks, nothing else.

    A blank line parts paragraphs. Nothing becomes a link. Control characters, and those that
    turn the direction of the text around them, are left out.
    """
    paragraphs = re.split(r"\n\s*\n", printable(text).strip())
    return Markup("\n").join(
        Markup("<p>{}</p>").format(Markup("<br>\n").join(paragraph.split("\n")))
        for paragraph in paragraphs
        if paragraph
    )


def count_words(text: str) -> int:
    """Count the words of a text: stretches between spaces that hold a letter or a digit."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def printable(text: str) -> str:
    """The text without what cannot be sent or seen, or turns the direction of what follows."""
    return _UNPRINTABLE.sub("", _LINE_BREAK.sub("\n", text))


def for_xml(text: str) -> str:
    """The text without the characters that an XML document cannot hold (XML 1.0, 2.2)."""
    return _NOT_XML.sub("", text)


_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_NONCHARACTERS = "".join(chr(0x1_0000 * plane + 0xFFFE + i) for plane in range(17) for i in (0, 1))
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters, but for tab and line feed
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates of direction
    "\ud800-\udfff"  # halves of characters, which no encoding can send
    f"\ufdd0-\ufdef{_NONCHARACTERS}]"  # not valid in HTML or XML
)
# The reader cuts a paragraph at each of these, and puts the rest of it back as a new one.
_CUTS = re.compile(r"^[ >]*(?:#|[=*_-][ =*_-]*$)", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n\s*\n")
# In cleaned HTML "<" and the quotes of a value are escaped: this can only be a link's beginning.
_LINK_OUT = re.compile(r'<a href="(?=https?:)', re.IGNORECASE)
_LOWEST_HEADING = 4
_ONCE_INLINE_IS_READ = 15


def _steps(text: str) -> int:
    blocks = _BLANK_LINES.split(_LINE_BREAK.sub("\n", text))
    return sum((each.count("[") + len(_CUTS.findall(each))) * len(each) for each in blocks)


def _own_address(address: str) -> str | None:
    """Let addresses on this site pass; `//host` is another site's, however it is written."""
    bare = re.sub(r"[\x00-\x20]", "", address).replace("\\", "/")
    return None if bare.startswith("//") else address


_CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes={"*": set(), "a": {"href"}, "h2": {"id"}, "h3": {"id"}, "h4": {"id"}},
    set_tag_attribute_values={"th": {"scope": "col"}},
    url_schemes=SCHEMES,
    url_relative=_own_address,
    link_rel=None,
)


class _OwnTree:
    """Headings go down one step, an image becomes its description."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if re.fullmatch("h[1-6]", element.tag):
                element.tag = f"h{min(int(element.tag[1]) + 1, _LOWEST_HEADING)}"
            elif element.tag == "img":
                element.tag, element.text = "span", element.get("alt")


def _reader(heading_ids: str | None) -> Markdown:
    reader = Markdown(extensions=["tables", "sane_lists", "fenced_code"], output_format="html")
    reader.preprocessors.deregister("html_block")
    reader.inlinePatterns.deregister("html")
    reader.treeprocessors.register(_OwnTree(), "house", _ONCE_INLINE_IS_READ)
    if heading_ids is not None:
        ids = TocExtension(marker="", slugify=lambda *text: f"{heading_ids}{slugify(*text)}")
        ids.extendMarkdown(reader)
    return reader
