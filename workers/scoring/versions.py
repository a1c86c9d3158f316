"""Name everything that makes a score, so that it can be made again and a fit is used only where it holds."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from chalicelib.domain.scorecard import Versions
from workers.scoring.dimension import dimensions
from workers.scoring.prior import shipped

if TYPE_CHECKING:
    from chalicelib.domain.plan import InterviewPlan, Question
    from chalicelib.domain.transcript import Transcript
    from workers.scoring.encoder import TextEncoder

ENGINE: Final = "4"
_DIGITS: Final = 12


def versions_of(
    key: str, transcript: Transcript, plan: InterviewPlan, question: Question, encoder: TextEncoder
) -> Versions:
    """What makes the shipped score of the dimension called `key`."""
    dimension = dimensions().get(key)
    return Versions(
        engine=ENGINE,
        dimension=_dimension(key),
        encoder=_encoder(encoder),
        recogniser=transcript.recogniser,
        competency_model=plan.competency_model.version,
        question=question.version,
        prior=shipped().version if dimension is None or dimension.knowledge else "",
    )


def made_with(encoder: TextEncoder, question: Question) -> str:
    """What a fit holds for: of the question what scores are made from, not its time limit, say."""
    shown = " ".join(_dimension(key) for key in question.dimensions)
    asked = _digest(question.model_dump_json(include={"text", "key_points"}))
    return f"engine {ENGINE}, prior {shipped().version}, {_encoder(encoder)}, {question.key}@{asked}, {shown}"


def _digest(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:_DIGITS]


def _dimension(key: str) -> str:
    dimension = dimensions().get(key)
    return f"{key}@{dimension.version if dimension else 0}"


def _encoder(encoder: TextEncoder) -> str:
    return f"{encoder.name}@{encoder.version}"
