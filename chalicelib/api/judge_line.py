"""What the report says of the second judge: one line for each dimension of an answer."""

from chalicelib.domain.judge import JudgeOpinion
from chalicelib.domain.language import Language, Localized


def judge_line(opinion: JudgeOpinion, language: Language) -> str:
    """The level with its samples and whether it agrees with the engine, or why there is no opinion."""
    return _line(opinion).in_language(language)


def _line(opinion: JudgeOpinion) -> Localized:
    english, chinese = f"Second judge ({opinion.model}): ", f"第二评委（{opinion.model}）："
    if opinion.no_opinion is not None:
        text = opinion.no_opinion.text
        return Localized(en=f"{english}no opinion. {text.en}", zh=f"{chinese}无意见。{text.zh}")
    samples = "/".join(map(str, opinion.levels))
    english += f"level {opinion.level} of 5, samples {samples}, {'agrees' if opinion.agrees else 'disagrees'}"
    chinese += f"5 级中的第 {opinion.level} 级，采样 {samples}，{'一致' if opinion.agrees else '不一致'}"
    if opinion.ask_person:
        english, chinese = f"{english}: please have a person look", f"{chinese}，请人工查看"
    if opinion.weight > 0:
        return Localized(
            en=f"{english}. Share of the score: {opinion.weight:.2f}.", zh=f"{chinese}。占评分的 {opinion.weight:.2f}。"
        )
    return Localized(en=f"{english}. Not part of the score.", zh=f"{chinese}。不计入评分。")
