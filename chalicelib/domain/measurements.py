"""What was measured of the speech of an answer: described, never judged, and without weight in any score."""

from typing import Final, Literal

from pydantic import Field

from chalicelib.domain.language import Language
from chalicelib.domain.model import DomainModel

METHOD: Final = "1"
"""Changes whenever the same recording and transcript would give other figures."""
PAUSE_MS: Final = 200
"""Shorter breaks belong to how sounds are made; De Jong and Bosker (2013) find 250 ms, the field uses 200 to 250."""


class PauseFigures(DomainModel):
    """Pauses of one kind, of 200 ms and longer."""

    count: int = Field(ge=0)
    total_ms: int = Field(ge=0)
    longest_ms: int = Field(ge=0, description="0 when there is none")


class Pauses(DomainModel):
    """Pauses of 200 ms and longer between the first word and the last."""

    inside: PauseFigures = Field(description="Between two words of one clause: where speakers search for words")
    between: PauseFigures = Field(description="Where a clause ends")
    found_in: Literal["sound", "word_times"] = Field(
        description="Where they were measured: in the sound, or, where that is too noisy, between the times of words"
    )

    @property
    def count(self) -> int:
        """All pauses."""
        return self.inside.count + self.between.count

    @property
    def total_ms(self) -> int:
        """Their length together."""
        return self.inside.total_ms + self.between.total_ms

    @property
    def longest_ms(self) -> int:
        """The longest of them."""
        return max(self.inside.longest_ms, self.between.longest_ms)


class Connectives(DomainModel):
    """How often words that link thoughts were said, by kind."""

    cause: int = Field(ge=0, description="because, therefore; 因为, 所以")
    sequence: int = Field(ge=0, description="first, then; 首先, 然后")
    contrast: int = Field(ge=0, description="but, although; 但是, 虽然")
    parallel: int = Field(ge=0, description="meanwhile; 同时")
    condition: int = Field(ge=0, description="if, unless; 如果, 万一")
    example: int = Field(ge=0, description="for example; 比如")

    @property
    def count(self) -> int:
        """All of them."""
        return self.cause + self.sequence + self.contrast + self.parallel + self.condition + self.example


class KeywordUse(DomainModel):
    """How many of the different content words of the question's key points were said."""

    said: int = Field(ge=0)
    total: int = Field(ge=1)


class SpeechMeasurements(DomainModel):
    """Measurements of one answer; each is null where it cannot be told, from too little speech, say.

    They describe and do not judge: nothing here enters a score, and nothing here is about feelings.
    """

    method: str = Field(default=METHOD, description="Version of the way they were measured")
    unit: Literal["words", "characters"] = Field(description="What is counted: words in English, characters in Chinese")
    units: int = Field(ge=0, description="Words or characters said")
    speaking_ms: int = Field(ge=0, description="From the start of the first word to the end of the last")
    speech_rate: float | None = Field(
        default=None, ge=0, description="Words or characters a minute, pauses included (De Jong and Wempe 2009)"
    )
    articulation_rate: float | None = Field(
        default=None, ge=0, description="Words or characters a minute, pauses left out (De Jong and Wempe 2009)"
    )
    tempo_variation: float | None = Field(
        default=None,
        ge=0,
        description="Coefficient of variation of the articulation rate over the runs between pauses; 0 is even",
    )
    pauses: Pauses | None = None
    fillers: int | None = Field(
        default=None,
        ge=0,
        description="um, like, 那个, 就是 and such, where repeated or beside a pause; as transcribed",
    )
    fillers_per_minute: float | None = Field(default=None, ge=0)
    distinct_content_words: int | None = Field(default=None, ge=0, description="Different words that carry content")
    mattr: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Moving-average type-token ratio over 50 words (Covington and McFall 2010): 1 repeats no word",
    )
    connectives: Connectives | None = None
    keywords: KeywordUse | None = None
    loudness_lufs: float | None = Field(
        default=None, le=20, description="Integrated loudness of the recording in LUFS (ITU-R BS.1770, EBU R 128)"
    )
    pitch_median_hz: float | None = Field(default=None, ge=0, description="Median fundamental frequency in Hz")
    pitch_range_semitones: float | None = Field(
        default=None, ge=0, description="From the 5th to the 95th percentile of the fundamental frequency, in semitones"
    )

    @property
    def language(self) -> Language:
        """Whose rates these are: what is counted differs."""
        return "zh" if self.unit == "characters" else "en"

    @property
    def pauses_per_minute(self) -> float | None:
        """Pauses a minute of speaking time."""
        return _a_minute(self.pauses.count, self.speaking_ms) if self.pauses else None


def _a_minute(count: int, milliseconds: int) -> float | None:
    return count * 60_000 / milliseconds if milliseconds else None
