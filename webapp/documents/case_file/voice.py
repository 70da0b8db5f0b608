"""How the case file says things: words, days and instants, for an entity."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from webapp.documents.datasets import Spelling


@dataclass(frozen=True, kw_only=True)
class CaseFileVoice:
    """Who speaks and how: everything is written in the entity's language and zone."""

    spelling: Spelling
    moment: Callable[[datetime], str]
    day: Callable[[date], str]
    entity_name: str
    address: str
    """The plan's address on the web, or what stands in place of it."""

    def say(self, message: str, **params: object) -> str:
        """A message with its parameters."""
        text = self.spelling.translate(message)
        return text % params if params else text
