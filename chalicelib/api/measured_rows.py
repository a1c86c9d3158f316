"""The measurements of an answer as rows for people: what was measured, the figure with its unit, and its percentile."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from chalicelib.domain.language import Language, Localized
from chalicelib.domain.measurements import SpeechMeasurements
from chalicelib.domain.percentiles import Percentile, Ranked
from chalicelib.domain.report import ReportedAnswer


class Row(NamedTuple):
    """One line: `percentile` is empty where there are too few answers to compare with."""

    name: str
    figure: str
    percentile: str


Figure = Callable[[SpeechMeasurements], Localized | None]


def measured_rows(answer: ReportedAnswer, language: Language) -> list[Row]:
    """Rows of all that could be told of an answer, compared with the tenant's other answers."""
    return _rows(answer.measurements, answer.percentiles, language)


def shared_rows(measured: SpeechMeasurements | None, language: Language) -> list[Row]:
    """Rows of what was measured, compared with nobody."""
    return _rows(measured, (), language)


def _rows(measured: SpeechMeasurements | None, percentiles: Sequence[Percentile], language: Language) -> list[Row]:
    if measured is None:
        return []
    ranks = {each.measurement: each for each in percentiles}
    rows: list[Row] = []
    for name, ranked, figure in _ROWS:
        if text := figure(measured):
            rank = ranks.get(ranked) if ranked else None
            compared = _compared(rank.percentile, rank.answers).in_language(language) if rank else ""
            rows.append(Row(name.in_language(language), text.in_language(language), compared))
    return rows


def _compared(percentile: int, answers: int) -> Localized:
    ending = "th" if 10 <= percentile % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(percentile % 10, "th")  # noqa: PLR2004 - English ordinals
    return Localized(
        en=f"{percentile}{ending} percentile of your company's {answers} answers in this language",
        zh=f"在贵公司该语言的 {answers} 个回答中处于第 {percentile} 百分位",
    )


def _rate(value: float | None, measured: SpeechMeasurements) -> Localized | None:
    if value is None:
        return None
    chinese = "字" if measured.unit == "characters" else "词"
    return Localized(en=f"{value:.0f} {measured.unit} a minute", zh=f"每分钟 {value:.0f} {chinese}")


def _tempo(measured: SpeechMeasurements) -> Localized | None:
    return _both(None if measured.tempo_variation is None else f"± {measured.tempo_variation * 100:.0f} %")


def _pauses(measured: SpeechMeasurements) -> Localized | None:
    pauses, rate = measured.pauses, measured.pauses_per_minute
    if pauses is None or rate is None:
        return None
    total, longest = pauses.total_ms / 1000, pauses.longest_ms / 1000
    inside, between = pauses.inside.count, pauses.between.count
    return Localized(
        en=f"{pauses.count} ({rate:.0f} a minute), {total:.1f} s in all, longest {longest:.1f} s;"
        f" {inside} inside clauses, {between} between",
        zh=f"{pauses.count} 次（每分钟 {rate:.0f} 次），共 {total:.1f} 秒，最长 {longest:.1f} 秒；"
        f"句内 {inside} 次，句间 {between} 次",
    )


def _fillers(measured: SpeechMeasurements) -> Localized | None:
    if measured.fillers is None or measured.fillers_per_minute is None:
        return None
    count, rate = measured.fillers, measured.fillers_per_minute
    return Localized(en=f"{count} ({rate:.1f} a minute)", zh=f"{count} 次（每分钟 {rate:.1f} 次）")


def _vocabulary(measured: SpeechMeasurements) -> Localized | None:
    if measured.distinct_content_words is None:
        return None
    count = measured.distinct_content_words
    variety = "" if measured.mattr is None else f" · MATTR {measured.mattr:.2f}"
    return Localized(en=f"{count} different content words{variety}", zh=f"{count} 个不同实词{variety}")


def _connectives(measured: SpeechMeasurements) -> Localized | None:
    if measured.connectives is None:
        return None
    counted = [(name, getattr(measured.connectives, kind)) for kind, name in _KINDS.items()]
    english = ", ".join(f"{name.en} {count}" for name, count in counted if count)
    chinese = "，".join(f"{name.zh} {count}" for name, count in counted if count)
    return Localized(en=english or "none", zh=chinese or "无")


def _keywords(measured: SpeechMeasurements) -> Localized | None:
    if measured.keywords is None:
        return None
    said, total = measured.keywords.said, measured.keywords.total
    return Localized(en=f"{said} of {total} were said", zh=f"提到 {total} 个中的 {said} 个")


def _pitch(measured: SpeechMeasurements) -> Localized | None:
    if measured.pitch_median_hz is None or measured.pitch_range_semitones is None:
        return None
    median, spread = measured.pitch_median_hz, measured.pitch_range_semitones
    return Localized(
        en=f"median {median:.0f} Hz, range {spread:.0f} semitones",
        zh=f"中位数 {median:.0f} Hz，范围 {spread:.0f} 个半音",
    )


def _both(text: str | None) -> Localized | None:
    return Localized(en=text, zh=text) if text is not None else None


_KINDS = {
    "cause": Localized(en="cause", zh="因果"),
    "sequence": Localized(en="sequence", zh="顺序"),
    "contrast": Localized(en="contrast", zh="转折"),
    "parallel": Localized(en="at the same time", zh="并列"),
    "condition": Localized(en="condition", zh="条件"),
    "example": Localized(en="example", zh="举例"),
}
_ROWS: tuple[tuple[Localized, Ranked | None, Figure], ...] = (
    (Localized(en="Speaking rate", zh="语速"), "speech_rate", lambda each: _rate(each.speech_rate, each)),
    (
        Localized(en="Rate without pauses", zh="去除停顿后的语速"),
        "articulation_rate",
        lambda each: _rate(each.articulation_rate, each),
    ),
    (Localized(en="Variation of tempo", zh="语速变化"), "tempo_variation", _tempo),
    (Localized(en="Pauses of 0.2 s and longer", zh="停顿（0.2 秒及以上）"), "pauses_per_minute", _pauses),
    (Localized(en="Fillers, as transcribed", zh="填充词（以文字记录为准）"), "fillers_per_minute", _fillers),
    (Localized(en="Vocabulary", zh="词汇"), "mattr", _vocabulary),
    (Localized(en="Connectives", zh="关联词"), None, _connectives),
    (Localized(en="Keywords of the question", zh="题目关键词"), None, _keywords),
    (
        Localized(en="Loudness of the recording", zh="录音响度"),
        None,
        lambda each: _both(None if each.loudness_lufs is None else f"{each.loudness_lufs:.0f} LUFS"),
    ),
    (Localized(en="Pitch", zh="音高"), None, _pitch),
)
