"""Languages: English is in the source, the others in catalogues beside this module."""

from flask import Flask
from flask_babel import Babel

from webapp.settings.paths import PACKAGE

LOCALE = "es_CO"
_catalogues = PACKAGE / "translations"


def install(app: Flask) -> None:
    """Set the interface's language and tell templates which it is."""
    domains = sorted({file.stem for file in _catalogues.glob("*/LC_MESSAGES/*.po")}) or ["messages"]
    Babel(
        app,
        default_locale="es",
        default_domain=";".join(domains),
        default_translation_directories=";".join([str(_catalogues)] * len(domains)),
        locale_selector=lambda: LOCALE,
    )
    app.context_processor(lambda: {"locale": LOCALE.partition("_")[0]})
