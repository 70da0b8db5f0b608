"""Who may enter: nothing of the desk answers without a session and a role that allows it."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.forms.text_handed_back import fields_sent, texts_sent
from webapp.vocabulary import Role
from webapp.web.hypermedia import render
from webapp.workflow import staffing

View = TypeVar("View", bound=Callable[..., Any])
EVERYONE = frozenset(Role)
OWN_ACCOUNT = "desk.account"
"""The section that stays open to who still has to set up a second factor."""


def open_to(*roles: Role) -> Callable[[View], View]:
    """State which roles a view of the desk is open to. One without this is open to nobody."""

    def state(view: View) -> View:
        view.roles = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return state


def roles_of(endpoint: str) -> frozenset[Role]:
    """The roles that an endpoint of the desk is open to."""
    return getattr(current_app.view_functions[endpoint], "roles", frozenset())


def may_open(endpoint: str) -> bool:
    """Whether whoever is signed in may open a page of the desk."""
    return bool(current_user.staff.has(*roles_of(endpoint)))


def guard() -> ResponseReturnValue | None:
    """Let through only a running session whose person holds a role the view is open to.

    Who must have a second factor and has none is sent to set it up first.
    """
    if not current_user.is_authenticated:
        texts = texts_sent() if request.blueprint != OWN_ACCOUNT else []
        if texts:
            return _handed_back(texts)
        return redirect(url_for("session.sign_in", next=request.full_path.rstrip("?")), 302)
    if not current_user.staff.has(*roles_of(str(request.endpoint))):
        abort(403)
    if request.blueprint != OWN_ACCOUNT and staffing.must_set_up_second_factor(current_user.staff):
        return redirect(url_for("desk.account.second_factor"), 303)
    return None


def _handed_back(texts: list[tuple[str, str]]) -> ResponseReturnValue:
    """What somebody wrote whose session ended meanwhile. It stays in their browser alone: once
    they have signed in, the same form comes back with it, to be checked and sent."""
    response = render(
        "session/ended.html",
        status=409,
        action=request.full_path.rstrip("?"),
        texts=texts,
        others=[each for each in fields_sent() if each not in texts],
        with_files=bool(request.files),
    )
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
    return response
