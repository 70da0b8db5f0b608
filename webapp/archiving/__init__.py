"""A copy of a plan's whole public side as plain files, whose links work from a disk.

The site is read as anyone reads it, page after page from the plan's own, and then each link is
made to lead to the file of what it led to. What only works on line says so.
"""

import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from posixpath import relpath
from shutil import rmtree
from urllib.parse import quote, unquote, urljoin, urlsplit

from flask import Flask
from flask_babel import gettext
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from webapp.archiving.pages import Links, Notes, Tied
from webapp.models import Plan
from webapp.vocabulary.messages import N_
from webapp.web.filters import moment
from webapp.web.security import limiter
from webapp.workflow.refusals import Refused

_READABLE_QUERY = re.compile(r"[\w=&.-]{1,60}", re.ASCII)
_NOT_ON_EVERY_DISK = re.compile(r'[<>:"|?*\\\x00-\x1f]')
_NOWHERE = "http://localhost"


class CannotArchive(Refused):
    """The copy cannot be made."""


@dataclass
class Copied:
    """What was copied: how many files, and which addresses did not answer."""

    files: int = 0
    unanswered: list[str] = field(default_factory=list)


def archive(app: Flask, plan: Plan, folder: Path, *, base: str, at: datetime) -> Copied:
    """Copy the public side of a plan into a folder that is empty, or not there yet.

    `base` is the address of the site, for the links that leave the copy; without it they lead
    nowhere. `at` is naive UTC. Raises CannotArchive when the folder is taken, when the plan is not
    public, or when the site fails at a page: then nothing of the copy stays behind.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotArchive(N_("The folder %(folder)s is not empty."), folder=str(folder))
    if plan.current_edition is None:
        raise CannotArchive(N_("No edition of this plan is public yet."))
    copy = _Copy(app, plan.slug, folder, base=base, at=at)
    with _whole_or_nothing(folder), _without_limits(), _without_logging(app):
        copy.fetch_all()
        copy.tie_all()
    return copy.copied


@contextmanager
def _whole_or_nothing(folder: Path) -> Iterator[None]:
    was_there, place = folder.exists(), folder.resolve()  # of a link: where it leads
    try:
        yield
    except BaseException:
        for each in place.iterdir() if was_there else [place]:
            _remove(each)
        raise


def _remove(path: Path) -> None:
    if path.is_dir():
        rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _without_limits() -> Iterator[None]:
    limited, limiter.enabled = limiter.enabled, False
    try:
        yield
    finally:
        limiter.enabled = limited


@contextmanager
def _without_logging(app: Flask) -> Iterator[None]:
    """Turn the log off, and on again at the end: a page that fails is reported in one sentence."""
    disabled, app.logger.disabled = app.logger.disabled, True
    try:
        yield
    finally:
        app.logger.disabled = disabled


class _Copy:
    def __init__(self, app: Flask, slug: str, folder: Path, *, base: str, at: datetime) -> None:
        self.client = app.test_client()
        self.addresses = app.url_map.bind("localhost")
        self.home = f"/planes/{slug}"
        self.folder = folder
        self.base = base
        self.at = at
        self.files: dict[str, str] = {}
        self.names: set[str] = set()
        self.moved: dict[str, str] = {}
        self.pages: list[str] = []
        self.copied = Copied()

    # --- reading the site -----------------------------------------------------------------------

    def fetch_all(self) -> None:
        """Read every page that can be reached, and write it as it came."""
        waiting, seen = deque([self.home]), {self.home}
        while waiting:
            address = waiting.popleft()
            for each in self._fetch(address):
                if each not in seen and self._belongs(each):
                    seen.add(each)
                    waiting.append(each)

    def _fetch(self, address: str) -> list[str]:
        """Write what an address answers; give where it leads."""
        response = self.client.get(address, base_url=self.base or _NOWHERE)
        try:
            if 300 <= response.status_code < 400:
                self.moved[address] = self._own(address, response.location or "") or ""
                return [self.moved[address]] if self.moved[address] else []
            # A page that is gone may be told and left; without the first one there is nothing.
            if response.status_code >= (500 if self.files else 400):
                raise CannotArchive(
                    N_("The site failed at %(address)s (%(status)s): nothing was copied."),
                    address=address,
                    status=response.status_code,
                )
            if response.status_code != 200:
                self.copied.unanswered.append(address)
                return []
            return self._write(address, response)
        finally:
            response.close()

    def _write(self, address: str, response: TestResponse) -> list[str]:
        is_page = response.mimetype == "text/html"
        name = self._name(address, is_page=is_page)
        if name.casefold() in self.names:
            name = f"{_digest(address)}-{name.rpartition('/')[2]}"
        self.files[address] = name
        self.names.add(name.casefold())
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.writelines(response.iter_encoded())
        self.copied.files += 1
        if not is_page:
            return []
        self.pages.append(address)
        found = Links()
        found.feed(path.read_text(encoding="utf-8"))
        return [own for link in found.links if (own := self._own(address, link))]

    def _own(self, address: str, link: str) -> str | None:
        """A link as an address of this site; none for one that leads elsewhere."""
        root = self.base or _NOWHERE
        whole = urlsplit(urljoin(root + address, link))
        if f"{whole.scheme}://{whole.netloc}" != root:
            return None
        one_file = whole.path.startswith("/static/") or self._is_table(whole.path)
        return whole.path if one_file or not whole.query else f"{whole.path}?{whole.query}"

    def _is_table(self, path: str) -> bool:
        """Whether it is a table of open data, which the copy has whole and not list by list."""
        rule = self._rule(path)
        return rule is not None and rule.endpoint.startswith("open_data.")

    def _rule(self, path: str) -> Rule | None:
        """The rule of an address that can be read."""
        try:
            return self.addresses.match(path, method="GET", return_rule=True)[0]
        except HTTPException:
            return None

    def _belongs(self, address: str) -> bool:
        """Whether it is of this plan, and only to be read: what takes something in is left out."""
        path = urlsplit(address).path
        if path.startswith("/static/"):
            return not path.endswith(".js")
        whole = path in (self.home, "/datos")
        if not whole and not path.startswith((f"{self.home}/", "/observaciones/")):
            return False
        rule = self._rule(path)
        return rule is not None and "POST" not in (rule.methods or ())

    def _name(self, address: str, *, is_page: bool) -> str:
        """The file of an address, in the folder of the copy."""
        parts = urlsplit(address)
        path = _NOT_ON_EVERY_DISK.sub("-", unquote(parts.path))
        name = "index" if path == self.home else path.removeprefix(self.home).strip("/")
        name, dot, ending = (name, ".", "html") if is_page else name.rpartition(".")
        if parts.query:
            name += f"-{_of_query(parts.query)}"
        return f"{name}{dot}{ending}"

    # --- tying the pages together ---------------------------------------------------------------

    def tie_all(self) -> None:
        """Make every link of every page lead to a file, to the site, or nowhere."""
        for address in self.pages:
            path = self.folder / self.files[address]
            page = Tied(partial(self._leads, address), self._notes(address))
            page.feed(path.read_text(encoding="utf-8"))
            page.close()
            path.write_text("".join(page.pieces), encoding="utf-8")

    def _leads(self, address: str, link: str) -> str | None:
        """Where a link of a page leads in the copy."""
        if link.startswith(("#", "data:", "mailto:", "tel:")):
            return link
        own = self._own(address, link)
        if own is None:
            return link
        own = self.moved.get(own, own)
        fragment = urlsplit(link).fragment
        tail = f"#{fragment}" if fragment else ""
        if own in self.files:
            here = self.files[address].rpartition("/")[0] or "."
            return quote(relpath(self.files[own], here)) + tail
        return f"{self.base}{own}{tail}" if self.base else None

    def _notes(self, address: str) -> Notes:
        return Notes(
            copied=gettext(
                "Copy made on %(moment)s: what it says may have changed afterwards.",
                moment=moment(self.at),
            ),
            live=f"{self.base}{address}" if self.base else "",
            see=gettext("See this page on the site"),
            form=gettext("Here the site has a form, which only works on line."),
        )


def _of_query(query: str) -> str:
    if _READABLE_QUERY.fullmatch(query):
        return query.replace("=", "-").replace("&", "-")
    return _digest(query)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
