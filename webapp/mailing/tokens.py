"""The links by which subscribers confirm and leave: signed, nothing of them is stored."""

from enum import StrEnum

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from webapp.models import Subscription


class Purpose(StrEnum):
    """What a link is for: one does not serve for the other."""

    CONFIRM = "subscription.confirm"
    LEAVE = "subscription.leave"


def token(purpose: Purpose, subscription: Subscription) -> str:
    """The token of a link for one subscriber."""
    return str(_signer(purpose).dumps(subscription.handle))


def handle_in(purpose: Purpose, token: str) -> str | None:
    """The handle that a token holds, if it was made here for this purpose."""
    try:
        return str(_signer(purpose).loads(token))
    except BadData:
        return None


def _signer(purpose: Purpose) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=purpose.value)
