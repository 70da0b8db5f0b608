"""Somebody at the desk who goes only where a page leads: by its links and buttons.

An address that no page links to, a button that is not there, or a field that no form has is a dead
end, and fails.
"""

from io import BytesIO
from urllib.parse import urldefrag, urljoin
from xml.etree.ElementTree import Element

from tests.visitor import Page, Visitor, sent_untouched

CONTROLS = ("input", "select", "textarea")


class Walker:
    """A walk that begins at the desk's first screen."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self._open("/gestion/")

    @property
    def words(self) -> str:
        """All that is read on the page where the walk has come."""
        return self.page.words

    def follow(self, words: str) -> "Walker":
        """Open the link that says so, or that has this address."""
        links = self.page.all(".//body//a[@href]")
        named = [each for each in links if words in (words_of(each), each.get("href"))]
        named = named or [each for each in links if words in words_of(each)]
        assert named, f"{self.address}: no link says “{words}”, but {sorted(map(words_of, links))}"
        self._open(named[0].get("href", ""))
        return self

    def press(self, button: str, **fields: object) -> "Walker":
        """Fill the form whose button says so, send it, and go where it leads."""
        form, pressed = self._form_with(button)
        names = {each.get("name"): each for each in form.iter() if each.tag in CONTROLS}
        for name, value in fields.items():
            assert name in names, f"{self.address}: “{button}” has no {name}, but {sorted(names)}"
            _require_offered(form, name, value)
        files = {name: _as_file(value) for name, value in fields.items() if type(value) is bytes}
        data = {**sent_untouched(form), **_ticked(form), **fields, **files}
        if pressed.get("name"):
            data[pressed.get("name", "")] = pressed.get("value", "")
        action = pressed.get("formaction") or form.get("action") or self.address
        there = urljoin(self.address, action)
        answer = Page(self.visitor.client.post(there, data=data))
        assert answer.status in (200, 303), f"POST {there}: {answer.status}\n{answer.words[:2000]}"
        if answer.status == 303:
            self._open(answer.response.headers["Location"])
        else:
            self.page, self.address = answer, there
        return self

    def _open(self, address: str) -> None:
        there = urldefrag(urljoin(getattr(self, "address", "/"), address)).url
        self.page: Page = self.visitor.get(there)
        self.address: str = there

    def _form_with(self, button: str) -> tuple[Element, Element]:
        buttons = [
            (form, each) for form in self.page.all(".//main//form") for each in form.iter("button")
        ]
        for form, each in buttons:
            if words_of(each) == button and form.get("method") == "post":
                return form, each
        there = [words_of(each) for _, each in buttons]
        raise AssertionError(f"{self.address}: no button says “{button}”, but {there}")


def words_of(element: Element) -> str:
    """What is read of an element, spaces folded."""
    return " ".join("".join(element.itertext()).split())


def _ticked(form: Element) -> dict[str, list[str]]:
    """What is ticked already, each box of those that share a name."""
    boxes = [each for each in form.iter("input") if each.get("type") == "checkbox"]
    ticked = [each for each in boxes if each.get("name") and each.get("checked") is not None]
    return {
        name: [each.get("value", "on") for each in ticked if each.get("name") == name]
        for name in {each.get("name", "") for each in ticked}
    }


def _as_file(content: bytes) -> tuple[BytesIO, str]:
    return BytesIO(content), "plan.csv"


def _require_offered(form: Element, name: str, value: object) -> None:
    """Hold a choice against those that the form offers."""
    offered = {
        option.get("value", "")
        for select in form.iter("select")
        if select.get("name") == name
        for option in select.iter("option")
    } | {
        each.get("value", "on")
        for each in form.iter("input")
        if each.get("name") == name and each.get("type") in ("radio", "checkbox")
    }
    chosen = value if isinstance(value, list) else [value]
    missing = [each for each in chosen if offered and each not in offered]
    assert not missing, f"{name} offers {sorted(offered)}, not {missing}"
