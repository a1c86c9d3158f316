"""What a recogniser made up is dropped, what a person said is kept.

Figures and texts of the readings are those of Whisper base, given noise and machines, or people over noise, as speech.
"""

import pytest

from chalicelib.domain.language import Language
from workers.transcription.clauses import SpokenWord
from workers.transcription.inventions import is_invented, said, without_loops


def spoken(text: str, probability: float = 0.9) -> list[SpokenWord]:
    pieces = [f" {word}" for word in text.split()] if text.isascii() else list(text)
    language: Language = "en" if text.isascii() else "zh"
    return [SpokenWord(piece, at * 300, at * 300 + 300, probability, language) for at, piece in enumerate(pieces)]


def text_of(words: list[SpokenWord]) -> str:
    return "".join(word.text for word in words).strip()


@pytest.mark.parametrize(
    ("source", "text", "log_probability", "no_speech"),
    [
        ("white noise", "I'll see you next time, bye!", -1.38, 0.58),
        ("old bell", "I'll see you in the next video.", -1.17, 0.47),
        ("dial tone", "I'll see you in the next video.", -1.17, 0.51),
        ("applause", "Thanks for watching and see you in the next video!", -1.07, 0.36),
        ("strings", "www.pictures.com", -1.38, 0.55),
        ("ringing phone", "BEEP BEEP BEEP BEEP", -0.82, 0.75),
        ("wind", "Music Music Music Music", -0.92, 0.74),
        ("rain", "吃饭", -1.46, 0.71),
    ],
)
def test_nothing_is_kept_of_what_noise_was_read_as(
    source: str, text: str, log_probability: float, no_speech: float
) -> None:
    assert said(spoken(text, 0.6), log_probability, no_speech) == [], source


@pytest.mark.parametrize(
    ("source", "log_probability", "no_speech"),
    [
        ("clean", -0.54, 0.22),
        ("music at 5 dB", -0.72, 0.44),
        ("pink noise at 10 dB", -0.94, 0.08),
        ("rain at 10 dB", -0.82, 0.34),
        ("rain at 5 dB, hardly understood", -1.21, 0.07),
        ("rain at 5 dB, understood well", -0.46, 0.43),
    ],
)
def test_people_over_noise_are_kept(source: str, log_probability: float, no_speech: float) -> None:
    text = "I asked the team what went wrong"
    assert text_of(said(spoken(text, 0.6), log_probability, no_speech)) == text, source


@pytest.mark.parametrize(
    "text",
    ["字幕由Amara.org社群提供", "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", "Subtitles by the Amara.org community"],
)
def test_subtitle_credits_are_never_speech(text: str) -> None:
    assert is_invented(text, probability=0.95, no_speech=0.0)


@pytest.mark.parametrize("text", ["[Music]", "(applause) (laughter)", "♪♪", "（掌声）", "*coughs*", "♪ la la la ♪"])
def test_notes_on_sounds_are_never_speech(text: str) -> None:
    assert is_invented(text, probability=0.95, no_speech=0.0)


@pytest.mark.parametrize(
    "text", [" Thank you.", "谢谢大家", " I'll see you in the next video.", "我们下期再见", " Music"]
)
def test_courtesies_are_dropped_only_when_the_model_doubts_them(text: str) -> None:
    assert is_invented(text, probability=0.3, no_speech=0.1)
    assert is_invented(text, probability=0.9, no_speech=0.8)
    assert not is_invented(text, probability=0.9, no_speech=0.1)


@pytest.mark.parametrize(
    "text",
    [
        " Thank you for asking about my project.",
        " See you and the customer was the point.",
        "谢谢大家给我这个机会来介绍项目",
        " I studied music (and maths) for a year.",
    ],
)
def test_what_only_resembles_a_courtesy_is_kept(text: str) -> None:
    assert not is_invented(text, probability=0.3, no_speech=0.6)


def test_words_that_the_model_held_to_be_nearly_impossible_are_dropped() -> None:
    assert said(spoken("pictures of the city", 0.1), -0.6, 0.2) == []


def test_a_loop_is_kept_once_with_what_stands_around_it() -> None:
    looped = "We shipped it. " + "I don't know what to say, but " * 5 + "it worked."
    assert text_of(without_loops(spoken(looped))) == "We shipped it. I don't know what to say, but it worked."
    assert text_of(without_loops(spoken("我们" * 5 + "上线了"))) == "我们上线了"


@pytest.mark.parametrize(
    "text",
    [
        "No, no, no, it was very, very, very hard.",
        "I think I think we should go",
        "step by step by step",
        "电话是88888888",
        "对对对，我们试试看看",
    ],
)
def test_a_speakers_own_repetitions_are_kept(text: str) -> None:
    assert text_of(without_loops(spoken(text))) == text
