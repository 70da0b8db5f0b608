"""The words, days and instants of the case file, in the language and time zone of the entity."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from webapp.documents.datasets import Spelling


@dataclass(frozen=True, kw_only=True)
class CaseFileVoice:
    """The entity that makes the case file, its language and its time zone."""

    spelling: Spelling
    moment: Callable[[datetime], str]
    day: Callable[[date], str]
    entity_name: str
    address: str
    """The plan's address on the web, or a text in place of it."""

    def say(self, message: str, **params: object) -> str:
        """A message with its parameters."""
        text = self.spelling.translate(message)
        return text % params if params else text
