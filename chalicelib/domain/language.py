"""The languages that people may use, and text that exists in each of them."""

from typing import Literal

from pydantic_core import PydanticCustomError

from chalicelib.domain.model import DomainModel

Language = Literal["en", "zh"]


class Localized(DomainModel):
    """The same text in English and in Simplified Chinese."""

    en: str
    zh: str

    def in_language(self, language: Language) -> str:
        """The text in `language`."""
        return self.zh if language == "zh" else self.en


def fault(en: str, zh: str) -> PydanticCustomError:
    """What a validator raises: a sentence that is shown to people, in their language."""
    return PydanticCustomError("said", "{en}", {"en": en, "zh": zh})
