"""A page of the copy: where it leads, and the same page with its links tied to files."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

_LINKS = {"a": "href", "link": "href", "img": "src", "use": "href"}
_WITHOUT_SCRIPT = ("script", "template", "form")
"""Elements that do nothing on a disk."""


@dataclass(frozen=True)
class Notes:
    """What a page of the copy says of itself."""

    copied: str
    live: str
    see: str
    form: str


class Links(HTMLParser):
    """Where a page leads."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        link = dict(attrs).get(_LINKS.get(tag, ""))
        if link:
            self.links.append(link)


class Tied(HTMLParser):
    """A page written again, the same but for its links and what needs a server."""

    def __init__(self, leads: Callable[[str], str | None], notes: Notes) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[str] = []
        self._leads = leads
        self._notes = notes
        self._left_out: list[str] = []
        self._unlinked = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._left_out:
            if tag == self._left_out[-1]:
                self._left_out.append(tag)
            return
        if tag in _WITHOUT_SCRIPT:
            self._left_out.append(tag)
            if tag == "form":
                self.pieces.append(f'<p class="soft">{escape(self._notes.form)}</p>')
            return
        self.pieces.append(self._tied(tag, attrs))
        if tag == "main":
            self.pieces.append(self._note_on_the_copy())

    def _tied(self, tag: str, attrs: list[tuple[str, str | None]]) -> str:
        attrs_left = [(name, value) for name, value in attrs if not name.startswith("hx-")]
        name = _LINKS.get(tag, "")
        link = dict(attrs).get(name)
        if link is None:
            return _tag(tag, attrs_left) if attrs_left != attrs else self.get_starttag_text() or ""
        leads = self._leads(link)
        if leads is None:
            self._unlinked = tag == "a"
            return "<span>" if tag == "a" else ""
        return _tag(tag, [(key, leads if key == name else value) for key, value in attrs_left])

    def _note_on_the_copy(self) -> str:
        live = self._notes.live
        link = f' <a href="{escape(live)}">{escape(self._notes.see)}</a>' if live else ""
        return f'<p class="soft">{escape(self._notes.copied)}{link}</p>'

    def handle_endtag(self, tag: str) -> None:
        if self._left_out:
            if tag == self._left_out[-1]:
                self._left_out.pop()
            return
        if tag == "a" and self._unlinked:
            self._unlinked, tag = False, "span"
        self.pieces.append(f"</{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._left_out:
            self.pieces.append(self._tied(tag, attrs))

    def _keep(self, text: str) -> None:
        if not self._left_out:
            self.pieces.append(text)

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self._keep(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._keep(f"<!{decl}>")


def _tag(tag: str, attrs: list[tuple[str, str | None]]) -> str:
    written = (name if value is None else f'{name}="{escape(value)}"' for name, value in attrs)
    return f"<{' '.join((tag, *written))}>"
