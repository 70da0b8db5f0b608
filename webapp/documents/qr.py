"""An address as a QR code."""

from io import BytesIO

import segno


def qr_code(address: str) -> str:
    """The code as an SVG image, with a light border."""
    stream = BytesIO()
    segno.make_qr(address, error="m").save(stream, kind="svg", border=2, xmldecl=False)
    return stream.getvalue().decode()
