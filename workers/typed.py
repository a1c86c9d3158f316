"""Makes a transcript of what was typed, so that it is scored and quoted as speech is.

There is no recording: every time is 0, there are no words with times, and nothing is doubtful. Clauses are the text's
own pieces between marks and line breaks, verbatim.
"""

import re
from typing import Final

from chalicelib.domain.language import Language
from chalicelib.domain.transcript import Clause, Transcript

TYPED: Final = "typed 1"
# A mark within a number or an address has no blank behind it; Chinese marks need none, nor do others in Chinese text.
_ENDS: Final = re.compile(
    r"(?<=[.?!;:,…])[^\S\n]+|(?<=[。？！；：，…])[^\S\n]*|(?<=[\u3400-\u9fff][.?!;:,])(?=[\u3400-\u9fff])|\s*\n\s*"
)
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD: Final = re.compile(r"[A-Za-z]+")


def transcript_of(text: str) -> Transcript:
    """The transcript of a text answer, which has something to read in it."""
    return _transcript([piece for piece in _ENDS.split(text.strip()) if piece.strip()], _language(text))


def transcript_of_code(source: str, language: Language) -> Transcript:
    """The lines of a code answer that are not blank, with their indentation; `language` is the interview's."""
    return _transcript([line.rstrip() for line in source.splitlines() if line.strip()], language)


def _transcript(pieces: list[str], language: Language) -> Transcript:
    clauses = tuple(
        Clause(text=piece, start_ms=0, end_ms=0, language=_language(piece, language), probability=1) for piece in pieces
    )
    return Transcript(language=language, duration_ms=0, speech_ms=0, clauses=clauses, recogniser=TYPED)


def _language(text: str, otherwise: Language = "en") -> Language:
    """The language that more is written in, a Chinese character counting as a word."""
    han, latin = len(_HAN.findall(text)), len(_LATIN_WORD.findall(text))
    return otherwise if han == latin else "zh" if han > latin else "en"
