"""Whether letters can be sent at all, and what is missing if they cannot."""

from flask import Flask, current_app

from webapp.settings.mail_server import MailServer
from webapp.values.addresses import is_deliverable
from webapp.vocabulary.messages import N_, Worded
from webapp.web.filters import entity


class MissingSetting(Worded):
    """What has to be set before notices go out."""

    MAIL_URL = "mail_url", N_("The mail server: the setting ENMIENDA_MAIL_URL.")
    BASE_URL = "base_url", N_("The address of this site, for the links: ENMIENDA_BASE_URL.")
    SENDER = (
        "sender",
        N_("The address that notices come from: the entity's, or from= in ENMIENDA_MAIL_URL."),
    )


class NotReady(Exception):
    """Letters cannot be sent; `lacking` says why."""

    def __init__(self, lacking: list[MissingSetting]) -> None:
        super().__init__(", ".join(lacking))
        self.lacking = lacking


def lacking() -> list[MissingSetting]:
    """What is missing, empty when letters can be sent."""
    server = mail_server()
    return [
        *([] if server else [MissingSetting.MAIL_URL]),
        *([] if current_app.config["BASE_URL"] else [MissingSetting.BASE_URL]),
        *(
            []
            if (server and server.sender) or is_deliverable(entity().email)
            else [MissingSetting.SENDER]
        ),
    ]


def is_ready() -> bool:
    """Whether letters can be sent."""
    return not lacking()


def mail_server() -> MailServer | None:
    """The mail server, if one is set."""
    url = current_app.config["MAIL_URL"]
    return MailServer.read(url) if url else None


def install(app: Flask) -> None:
    """Let pages promise notices only when they can be sent."""
    app.add_template_global(is_ready, "mail_is_ready")
