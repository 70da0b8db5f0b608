"""A file that somebody sends, to be given to the public."""

import hashlib
from dataclasses import dataclass
from typing import Any, Self

from webapp.values import file_types
from webapp.vocabulary.messages import N_

LARGEST_DOCUMENT = 10 * 1024 * 1024
"""Bytes that a document may have."""
_LONGEST_NAME = 255


@dataclass(frozen=True, kw_only=True)
class SentFile:
    """A file as it was sent, with the type that its content has."""

    filename: str
    media_type: str
    content: bytes

    @classmethod
    def read(cls, filename: str, content: bytes) -> Self:
        """A file with the type that its content has, if it is one that is taken."""
        media_type = file_types.type_of(filename, content) or ""
        return cls(filename=filename, media_type=media_type, content=content)

    @property
    def fault(self) -> str:
        """Why it cannot be taken; empty when it can."""
        if not self.content:
            return N_("The file is empty.")
        if len(self.content) > LARGEST_DOCUMENT:
            return N_("The file can have up to 10 MB.")
        found = file_types.type_of(self.filename, self.content)
        if found != self.media_type or found not in file_types.ENDINGS:
            return N_("Choose a PDF, Word, Excel, ODT or CSV file, or a PNG or JPEG image.")
        return ""

    @property
    def facts(self) -> dict[str, Any]:
        """What is noted of it: its name as its type asks, type, size and digest."""
        return {
            "filename": file_types.named_as(self.filename, self.media_type)[-_LONGEST_NAME:],
            "media_type": self.media_type,
            "size": len(self.content),
            "sha256": hashlib.sha256(self.content).hexdigest(),
        }
