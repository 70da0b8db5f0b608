"""Compression of answers on the wire."""

from flask import Response, g
from flask_compress import Compress


class TokenlessCompress(Compress):
    """Compresses what holds no CSRF token: a secret beside reflected text must not be squeezed
    (the BREACH attack guesses it from sizes)."""

    def after_request(self, response: Response | None) -> Response:
        """Compress, or leave as it is."""
        return response if response and "csrf_token" in g else super().after_request(response)


compress = TokenlessCompress()
