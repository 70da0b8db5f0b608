"""A browser without JavaScript: reads pages, fills their forms, follows where they lead."""

from collections.abc import Mapping
from functools import cached_property
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import PASSWORD
from tests.soundness import parsed
from webapp.models import Staff
from webapp.values import clock
from webapp.workflow import staffing


class Page:
    """An answer, parsed as a browser does once somebody looks into it."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)

    @cached_property
    def tree(self) -> Element:
        """Its elements."""
        return parsed(self.html)[0]

    def all(self, path: str) -> list[Element]:
        """Elements of an ElementTree path, such as `.//a[@href]`."""
        return self.tree.findall(path)

    def text_of(self, path: str) -> str:
        """The words of the first element of a path."""
        element = self.tree.find(path)
        return " ".join("".join(element.itertext()).split()) if element is not None else ""

    @property
    def h1(self) -> str:
        """The words of its heading."""
        return self.text_of(".//h1")

    @property
    def words(self) -> str:
        """All that a person reads on it, spaces folded."""
        body = self.tree.find(".//body")
        return " ".join("".join(body.itertext()).split()) if body is not None else ""

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        return [link.get("href", "") for link in self.all(".//a[@href]")]

    def form(self, number: int = 0, *, inside: str = ".//main") -> dict[str, str]:
        """The fields of a form as a browser would send them untouched."""
        return sent_untouched(self.all(f"{inside}//form[@method='post']")[number])


def sent_untouched(form: Element) -> dict[str, str]:
    """The fields of a form as a browser would send them untouched."""
    values: dict[str, str] = {}
    for field in form.iter():
        name = field.get("name")
        if not name or field.get("disabled") is not None:
            continue
        if field.tag == "textarea":
            values[name] = (field.text or "").removeprefix("\n")
        elif field.tag == "select":
            chosen = [o for o in field.iter("option") if o.get("selected") is not None]
            first = next(field.iter("option"), None)
            option = chosen[0] if chosen else first
            values[name] = option.get("value", "") if option is not None else ""
        elif field.tag == "input" and field.get("type") in ("checkbox", "radio"):
            if field.get("checked") is not None:
                values[name] = field.get("value", "on")
        elif field.tag == "input" and field.get("type") not in ("submit", "file"):
            values[name] = field.get("value", "")
    return values


class Visitor:
    """Someone with a browser, signed in or not."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, address: str, status: int = 200, *, htmx: bool = False) -> Page:
        """Open an address and expect a status."""
        headers = {"HX-Request": "true"} if htmx else {}
        page = Page(self.client.get(address, headers=headers))
        assert page.status == status, f"GET {address}: {page.status}\n{page.words[:2000]}"
        return page

    def post(
        self,
        address: str,
        data: Mapping[str, object],
        status: int = 303,
        *,
        htmx: bool = False,
    ) -> Page:
        """Send fields to an address and expect a status."""
        headers = {"HX-Request": "true"} if htmx else {}
        page = Page(self.client.post(address, data=dict(data), headers=headers))
        assert page.status == status, f"POST {address}: {page.status}\n{page.words[:2000]}"
        return page

    def fill(
        self,
        address: str,
        status: int = 303,
        *,
        to: str | None = None,
        number: int = 0,
        htmx: bool = False,
        **fields: object,
    ) -> Page:
        """Open a page, change fields of its form, send it where it says (or `to`)."""
        page = self.get(address)
        forms = page.all(".//main//form[@method='post']")
        target = to or forms[number].get("action") or address
        return self.post(target, {**page.form(number), **fields}, status, htmx=htmx)

    def entered(self, staff: Staff) -> "Visitor":
        """The same browser after someone of the cast entered by e-mail and password."""
        self.fill("/gestion/entrar", email=staff.email, password=PASSWORD)
        return self

    def signed_in(self, staff: Staff) -> "Visitor":
        """The same browser in a session of someone of the cast: quicker than to enter."""
        _, token = staffing.start_session(staff, at=clock.now())
        with self.client.session_transaction() as cookie:
            cookie.permanent = True
            cookie.update(_user_id=token, _fresh=True)
        return self
