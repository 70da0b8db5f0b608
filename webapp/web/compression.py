"""Compression of answers on the wire."""

from flask import Response, g, request
from flask_compress import Compress


class CarefulCompress(Compress):
    """Compresses all but what holds a CSRF token beside something the visitor sent: whoever can
    choose that text could guess the token from sizes (the BREACH attack)."""

    def after_request(self, response: Response | None) -> Response:
        """Compress, or leave as it is."""
        chosen = request.method != "GET" or request.args
        if response is not None and "csrf_token" in g and chosen:
            return response
        return super().after_request(response)


compress = CarefulCompress()
