"""Score one answer: for each dimension its question shows, a number with the words that earned it, or an abstention.

Where the constants come from
    `matching.LEXICAL` and `RECALL` were chosen by grid on human-scored short answers, one setting for English (Short
    Answer Feedback, SciEntsBank and Beetle) and Chinese (ADS, LE) alike.
    `prior.json` was fitted on human-scored short answers; where key points are what a full answer says, half of what
    they earn comes from it.
    `matching.MET_AT`, `WIDTH`, cues, concreteness, hedges and links, `LOW`, `HIGH` and `BEND` have no ratings behind
    them yet. They were set by hand on the demo interviews, and checked on answers written for this, so that a full
    answer with facts lands near 85, a plain but honest one near 50 and an evasive one below 30. Ratings of real answers
    are what should replace them.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from chalicelib.domain.scorecard import AnswerResult, DimensionScore, Evidence, Versions
from workers.scoring import features, quality_gate
from workers.scoring.dimension import KEY_POINTS_ALONE, dimensions
from workers.scoring.explanation import explain, level
from workers.scoring.matching import LINK_FROM, Flags, Matcher
from workers.scoring.prior import shipped
from workers.scoring.units import units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.domain.plan import InterviewPlan, Question
    from chalicelib.domain.transcript import Transcript
    from workers.scoring.dimension import Dimension
    from workers.scoring.encoder import TextEncoder
    from workers.scoring.matching import Target
    from workers.scoring.quality_gate import Refusal
    from workers.scoring.units import Unit

ENGINE: Final = "2"
MET: Final = 0.5
RECALL: Final = 0.5
"""What saying all the key points' own words adds to the share of key points met."""
OWN: Final = 2.0
"""A key point that is about a behaviour of the dimension counts this many times as much there."""
LOW, HIGH, BEND = 0.03, 0.93, 0.6
"""Weighted sums of the parts that become 0 and 100, and the power between: even good answers rarely show everything."""
ENOUGH_SPEECH: Final = 60
"""Words or characters from which on more speech makes a score no surer."""
UNKNOWN_DIMENSION: Final = 0.85
"""What is left of the confidence when a dimension has no behaviours of its own."""
MOST_BEHAVIOURS: Final = 2
"""Behaviours quoted besides the key points."""


def score_answer(transcript: Transcript, plan: InterviewPlan, question: Question, encoder: TextEncoder) -> AnswerResult:
    """Scores of one answer. The same arguments give the same result, bit for bit."""
    said = units(transcript)
    refusal = quality_gate.before_meaning(transcript, said, plan, question)
    versions = [_versions(key, transcript, plan, encoder) for key in question.dimensions]
    if refusal is None:
        matcher = Matcher(encoder, said, question)
        refusal = quality_gate.on_topic(matcher.relevance())
    if refusal is None:
        judge = _Judge(matcher, said, plan, question)
        scores = [judge.score(*one) for one in zip(question.dimensions, versions, strict=True)]
    else:
        scores = [_abstention(refusal, *one) for one in zip(question.dimensions, versions, strict=True)]
    return AnswerResult(
        question=question.key,
        scores=tuple(scores),
        duration_ms=transcript.duration_ms,
        speech_ms=transcript.speech_ms,
        words=features.size(transcript.text),
    )


class _Judge:
    """Scores the dimensions of one answer that passed the gates."""

    def __init__(self, matcher: Matcher, said: Sequence[Unit], plan: InterviewPlan, question: Question) -> None:
        text = " ".join(unit.plain for unit in said)
        self._matcher = matcher
        self._said = said
        self._plan = plan
        self._question = question
        self._points = matcher.key_points()
        self._links = matcher.links()
        told = " ".join(unit.plain for unit in said if not unit.listed)
        self._recall = features.overlap(" ".join(question.key_points), told, question.text)
        self._told = told
        self._style = features.style([unit.quote for unit in said if not unit.evasive])
        heard = sum(unit.probability for unit in said) / len(said)
        self._surety = heard * (0.5 + 0.5 * min(features.size(text) / ENOUGH_SPEECH, 1))

    @cached_property
    def _covered(self) -> float:
        """How far the key points are covered; only dimensions of knowledge ask."""
        return shipped().gain(self._matcher.coverage(self._told))

    def score(self, key: str, versions: Versions) -> DimensionScore:
        """Score of the dimension called `key`, which may be one that only the tenant knows."""
        dimension = dimensions().get(key)
        parts = dimension.parts if dimension else KEY_POINTS_ALONE
        own = self._matcher.of(key)
        shown = [self._matcher.behaviours[i] for i in own]
        degrees = np.array([point.degree for point in self._points])
        related: Flags = self._links[:, own] >= LINK_FROM
        coverage = float(np.average(degrees, weights=np.where(related.any(axis=1), OWN, 1.0)))
        best = sorted((behaviour.degree for behaviour in shown), reverse=True)[: dimension.enough if dimension else 0]
        points = min(coverage + RECALL * self._recall, 1)
        if dimension is None or dimension.knowledge:
            points = (points + self._covered) / 2
        raw = (
            parts.key_points * points
            + parts.behaviours * (sum(best) / dimension.enough if dimension else 0)
            + parts.specificity * self._style.specificity
            + parts.structure * self._style.structure
        )
        score = round(100 * min(max((raw - LOW) / (HIGH - LOW), 0), 1) ** BEND, 1)
        margin = float(np.abs(2 * degrees - 1).mean())
        confidence = (0.4 + 0.6 * margin) * self._surety * (1 if dimension else UNKNOWN_DIMENSION)
        met = degrees >= MET
        return DimensionScore(
            dimension=key,
            score=score,
            level=level(score),
            confidence=round(min(confidence, 1), 3),
            evidence=self._evidence(dimension, shown, met, related),
            reason=explain(self._plan, self._question, key, met.tolist(), score),
            versions=versions,
        )

    def _evidence(
        self, dimension: Dimension | None, shown: Sequence[Target], met: Flags, related: Flags
    ) -> tuple[Evidence, ...]:
        """Quotes for the key points met and for what the dimension showed besides; else the closest words there are."""
        points = self._question.key_points
        found = [
            self._quote(target, text, met=True)
            for target, text, is_met in zip(self._points, points, met, strict=True)
            if is_met
        ]
        if dimension:
            told = np.asarray((related & met[:, None]).any(axis=0))
            extra = [i for i, target in enumerate(shown) if target.degree >= MET and not told[i]]
            extra = sorted(sorted(extra, key=lambda i: -shown[i].degree)[:MOST_BEHAVIOURS])
            found += [
                self._quote(shown[i], dimension.behaviours[i].text.in_language(self._plan.language), met=True)
                for i in extra
            ]
        if not found:
            closest = max(range(len(points)), key=lambda i: self._points[i].degree)
            found = [self._quote(self._points[closest], points[closest], met=False)]
        return tuple(found)

    def _quote(self, target: Target, criterion: str, *, met: bool) -> Evidence:
        unit = self._said[target.best]
        return Evidence(
            question=self._question.key,
            quote=unit.quote,
            start_ms=unit.start_ms,
            end_ms=unit.end_ms,
            criterion=criterion,
            met=met,
            similarity=round(min(max(float(target.cosine[target.best]), -1), 1), 3),
        )


def _abstention(refusal: Refusal, key: str, versions: Versions) -> DimensionScore:
    return DimensionScore(dimension=key, confidence=0, reason=refusal.text, abstained=refusal.reason, versions=versions)


def _versions(key: str, transcript: Transcript, plan: InterviewPlan, encoder: TextEncoder) -> Versions:
    dimension = dimensions().get(key)
    return Versions(
        engine=ENGINE,
        dimension=f"{key}@{dimension.version if dimension else 0}",
        encoder=f"{encoder.name}@{encoder.version}",
        recogniser=transcript.recogniser,
        competency_model=plan.competency_model.version,
    )
