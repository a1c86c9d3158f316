"""Answers that can be told apart: a message with a number, and a recording whose length says the same number."""

import io
import wave

from chalicelib.domain.messages import AnalyseAnswer

_RATE = 8000
_SHORTEST_MS = 1000
_STEP_MS = 5


def message(number: int) -> str:
    """The body of a queue's message."""
    return AnalyseAnswer(
        tenant=f"t{number % 3}",
        interview=str(number),
        attempt=1,
        question="q1",
        upload="u1",
        key="k",
        size=10_000,
        content_type="audio/wav",
    ).model_dump_json()


def recording(number: int) -> bytes:
    """A soft hum of `length_ms(number)`."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(_RATE)
        sound.writeframes(bytes(128 + at % 20 for at in range(length_ms(number) * _RATE // 1000)))
    return out.getvalue()


def length_ms(number: int) -> int:
    """What a right transcript of the answer's recording says of its length."""
    return _SHORTEST_MS + _STEP_MS * number
