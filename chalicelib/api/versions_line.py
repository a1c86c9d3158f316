"""What made a score, in one line of the report: enough to make it again."""

from chalicelib.domain.language import Language, Localized
from chalicelib.domain.scorecard import Versions

_NAMES = {
    "engine": Localized(en="engine", zh="引擎"),
    "dimension": Localized(en="dimension", zh="维度"),
    "encoder": Localized(en="encoder", zh="编码器"),
    "recogniser": Localized(en="recogniser", zh="识别器"),
    "prior": Localized(en="prior", zh="先验"),
    "question": Localized(en="question", zh="问题"),
    "calibration": Localized(en="calibration", zh="校准"),
    "competency_model": Localized(en="competency model", zh="胜任力模型"),
}


def versions_line(versions: Versions, language: Language) -> str:
    """All versions with what they are of; those that had no part are left out."""
    values = versions.model_dump() | {"competency_model": f"v{versions.competency_model}"}
    return " · ".join(f"{name.in_language(language)} {values[key]}" for key, name in _NAMES.items() if values[key])
