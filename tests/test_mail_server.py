"""The address of the mail server, read and refused."""

import pytest

from webapp.settings.mail_server import BadMailServer, MailServer


def test_an_address_says_where_how_and_from_whom():
    server = MailServer.read(
        "smtps://avisos%40concejo.example:una%2Fclave@correo.example?from=avisos@concejo.example"
    )
    assert server == MailServer(
        host="correo.example", port=465, encrypted=True,
        user="avisos@concejo.example", password="una/clave", sender="avisos@concejo.example",
    )  # fmt: skip
    assert MailServer.read("smtp://localhost") == MailServer(host="localhost", port=25)
    assert MailServer.read("smtp://[::1]:2525?timeout=5").is_here


@pytest.mark.parametrize(
    "url",
    [
        "http://correo.example",
        "smtp://",
        "smtp://correo.example:puerto",
        "smtp://correo.example:99999",
        "smtp://correo.example/carpeta",
        "smtp://correo.example?from=nadie",
        "smtp://correo.example?from=a@example.com%0ABcc:b@example.com",
        "smtp://correo.example?timeout=0",
        "smtp://correo.example?timeout=nan",
        "smtp://correo.example?color=rojo",
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(url: str):
    with pytest.raises(BadMailServer) as refused:
        MailServer.read(url)
    assert "\n" not in str(refused.value)
