"""Score one answer: for each dimension its question shows, a number with the words that earned it, or an abstention.

Where the constants come from
    `matching.LEXICAL` and `RECALL` were chosen by grid on human-scored short answers, one setting for English (Short
    Answer Feedback, SciEntsBank and Beetle) and Chinese (ADS, LE) alike.
    `prior.json` was fitted on human-scored short answers; where key points are what a full answer says, half of what
    they earn comes from it. How wide a score's interval is was measured there as well, for all dimensions alike.
    `matching.MET_AT`, `WIDTH`, cues, concreteness, hedges and links, `LOW`, `HIGH` and `BEND` have no ratings behind
    them yet. They were set by hand on the demo interviews, and checked on answers written for this, so that a full
    answer with facts lands near 85, a plain but honest one near 50 and an evasive one below 30. Ratings of real answers
    are what should replace them.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from chalicelib.domain.scorecard import AnswerResult, DimensionScore, Evidence, Interval, level_of
from workers.scoring import features, quality_gate
from workers.scoring.dimension import KEY_POINTS_ALONE, dimensions
from workers.scoring.explanation import Change, explain
from workers.scoring.fitted import Fitted, whole
from workers.scoring.matching import LINK_FROM, Flags, Matcher
from workers.scoring.prior import shipped
from workers.scoring.units import units
from workers.scoring.versions import made_with, versions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from chalicelib.domain.plan import InterviewPlan, Question
    from chalicelib.domain.scorecard import Versions
    from chalicelib.domain.scoring_version import QuestionFit
    from chalicelib.domain.transcript import Transcript
    from workers.scoring.calibration import Floats
    from workers.scoring.coverage import Coverage
    from workers.scoring.encoder import TextEncoder
    from workers.scoring.matching import Target
    from workers.scoring.quality_gate import Refusal
    from workers.scoring.units import Unit

MET: Final = 0.5
RECALL: Final = 0.5
"""What saying all the key points' own words adds to the share of key points met."""
OWN: Final = 2.0
"""A key point that is about a behaviour of the dimension counts this many times as much there."""
LOW, HIGH, BEND = 0.03, 0.93, 0.6
"""Weighted sums of the parts that become 0 and 100, and the power between: even good answers rarely show everything."""
SUBSTANCE: Final = 0.06
"""What key points and behaviours must earn for figures and structure to count in full: order alone says nothing."""
ENOUGH_SPEECH: Final = 60
"""Words or characters from which on more speech makes a score no surer."""
UNKNOWN_DIMENSION: Final = 0.85
"""What is left of the confidence when a dimension has no behaviours of its own."""
MOST_BEHAVIOURS: Final = 2
"""Behaviours quoted besides the key points."""
MOST_MISSED: Final = 2
"""Key points missed whose closest words are quoted."""
NEAR: Final = 2.0
"""Deviations above everyday clauses from which being closest means anything: one clause in forty is there by chance."""


def score_answer(
    transcript: Transcript,
    plan: InterviewPlan,
    question: Question,
    encoder: TextEncoder,
    fit: QuestionFit | None = None,
    calibration: str | None = None,
) -> AnswerResult:
    """Scores of one answer. The same arguments give the same result, bit for bit.

    `fit` is what people's ratings made of this question's scoring, and `calibration` names it. One that was made for
    another engine, encoder or question is not used, and the score says so.
    """
    found = judge_of(transcript, plan, question, encoder)
    versions = [versions_of(key, transcript, plan, question, encoder) for key in question.dimensions]
    if isinstance(found, Judge):
        holds = fit is not None and fit.made_with == made_with(encoder, question)
        own = _Own(Fitted(fit) if fit and holds else None, calibration, outdated=fit is not None and not holds)
        scores = [found.score(*one, own) for one in zip(question.dimensions, versions, strict=True)]
    else:
        scores = [_abstention(found, question, *one) for one in zip(question.dimensions, versions, strict=True)]
    return AnswerResult(
        question=question.key,
        scores=tuple(scores),
        duration_ms=transcript.duration_ms,
        speech_ms=transcript.speech_ms,
        words=features.size(transcript.text),
    )


def judge_of(transcript: Transcript, plan: InterviewPlan, question: Question, encoder: TextEncoder) -> Judge | Refusal:
    """What scores one answer, or why there is no score."""
    said = units(transcript)
    refusal = quality_gate.before_meaning(transcript, said, plan, question)
    if refusal is None:
        matcher = Matcher(encoder, said, question)
        refusal = quality_gate.on_topic(matcher.relevance())
    return refusal or Judge(matcher, said, plan, question, lambda: whole(encoder, transcript))


class _Own(NamedTuple):
    """A job's own calibration of a question; without one, all of it is empty."""

    fitted: Fitted | None
    name: str | None
    outdated: bool


class Judge:
    """Scores the dimensions of one answer that passed the gates. `meaning` gives that of all of it, as one vector."""

    def __init__(
        self,
        matcher: Matcher,
        said: Sequence[Unit],
        plan: InterviewPlan,
        question: Question,
        meaning: Callable[[], Floats],
    ) -> None:
        self._meaning = meaning
        text = " ".join(unit.plain for unit in said)
        self._matcher = matcher
        self._said = said
        self._plan = plan
        self._question = question
        self._points = matcher.key_points()
        self._degrees = np.array([point.degree for point in self._points])
        self._links = matcher.links()
        told = matcher.told
        self._recall = features.overlap(" ".join(question.key_points), told, question.text)
        self._told = told
        self._style = features.style([unit.quote for unit in said if not unit.evasive])
        heard = sum(unit.probability for unit in said) / len(said)
        self._surety = heard * (0.5 + 0.5 * min(features.size(text) / ENOUGH_SPEECH, 1))

    @cached_property
    def vector(self) -> Floats:
        """The meaning of the whole answer; only calibrated dimensions ask."""
        return self._meaning()

    @cached_property
    def coverage(self) -> Coverage:
        """How far the key points are covered; only dimensions of knowledge and calibrated ones ask."""
        return self._matcher.coverage(self._told)

    def uncalibrated(self, key: str) -> float:
        """The shipped score, 0 to 100, of the dimension called `key`, which may be one that only the tenant knows."""
        dimension = dimensions().get(key)
        parts = dimension.parts if dimension else KEY_POINTS_ALONE
        shown = self._shown(key)
        weights = np.where(self._related(key).any(axis=1), OWN, 1.0)
        best = sorted((behaviour.degree for behaviour in shown), reverse=True)[: dimension.enough if dimension else 0]
        points = min(float(np.average(self._degrees, weights=weights)) + RECALL * self._recall, 1)
        if dimension is None or dimension.knowledge:
            points = (points + shipped().gain(self.coverage)) / 2
        substance = parts.key_points * points + parts.behaviours * (sum(best) / dimension.enough if dimension else 0)
        style = parts.specificity * self._style.specificity + parts.structure * self._style.structure
        raw = substance + min(substance / SUBSTANCE, 1) * style
        share = min(max((float(raw) - LOW) / (HIGH - LOW), 0.0), 1.0)
        return round(100 * float(share**BEND), 1)

    def score(self, key: str, versions: Versions, own: _Own) -> DimensionScore:
        """The dimension called `key` with its evidence, calibrated where the job's own fit knows it."""
        before = self.uncalibrated(key)
        moved = own.fitted.moved(key, before, self.vector, self.coverage.vector()) if own.fitted else None
        score = moved.score if moved else before
        half = 100 * shipped().half_width
        known = key in dimensions()
        margin = float(np.abs(2 * self._degrees - 1).mean())
        confidence = (0.4 + 0.6 * margin) * self._surety * (1 if known else UNKNOWN_DIMENSION)
        met = (self._degrees >= MET).tolist()
        change = Change(before, moved.rated if moved else 0, outdated=own.outdated)
        return DimensionScore(
            dimension=key,
            score=score,
            level=level_of(score),
            interval=moved.interval if moved else Interval.around(score, half, half),
            uncalibrated=before if moved else None,
            confidence=round(min(confidence, 1), 3),
            evidence=self._evidence(key),
            reason=explain(self._plan, self._question, key, met, score, change),
            versions=versions.model_copy(update={"calibration": own.name}) if moved else versions,
        )

    def _shown(self, key: str) -> list[Target]:
        return [self._matcher.behaviours[i] for i in self._matcher.of(key)]

    def _related(self, key: str) -> Flags:
        """Which behaviours of a dimension stand in for which key points."""
        related: Flags = self._links[:, self._matcher.of(key)] >= LINK_FROM
        return related

    def _evidence(self, key: str) -> tuple[Evidence, ...]:
        """Quotes for the key points met and for what the dimension showed besides; then what came closest to others."""
        points = self._question.key_points
        met = self._degrees >= MET
        found = [
            self._quote(target, text, met=True)
            for target, text, is_met in zip(self._points, points, met, strict=True)
            if is_met
        ]
        dimension, shown = dimensions().get(key), self._shown(key)
        if dimension:
            told = np.asarray((self._related(key) & met[:, None]).any(axis=0))
            extra = [i for i, target in enumerate(shown) if target.degree >= MET and not told[i]]
            extra = sorted(sorted(extra, key=lambda i: -shown[i].degree)[:MOST_BEHAVIOURS])
            found += [
                self._quote(shown[i], dimension.behaviours[i].text.in_language(self._plan.language), met=True)
                for i in extra
            ]
        closest = sorted(np.flatnonzero(~met).tolist(), key=lambda i: -self._points[i].strength.max())
        near = [i for i in closest[:MOST_MISSED] if self._points[i].strength.max() >= NEAR]
        if not found and not near:
            # A score has evidence, however little there is.
            near = closest[:1]
        return (*found, *(self._quote(self._points[i], points[i], met=False) for i in sorted(near)))

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


def _abstention(refusal: Refusal, question: Question, key: str, versions: Versions) -> DimensionScore:
    reason = refusal.text_for(question)
    return DimensionScore(dimension=key, confidence=0, reason=reason, abstained=refusal.reason, versions=versions)
