"""An answer with word times, the scores that the engine gave it, and a judge that asks a server about it."""

import asyncio
import os
import time
from typing import Any

from chalicelib.domain.judge import JudgeOpinion, JudgeSetting
from chalicelib.domain.language import Localized
from chalicelib.domain.plan import Anchor, CompetencyModel, InterviewPlan, Question, RoutingRules, WeightedDimension
from chalicelib.domain.scorecard import AnswerResult, DimensionScore, Evidence
from chalicelib.domain.transcript import Clause, Transcript, Word
from tests.workers.judging.chat_server import KEY, ChatServer
from workers.judging.openai import OpenAi
from workers.judging.second_judge import SecondJudge

CLAUSES = (
    "The line stopped twice a night,",
    "so I measured every station for a week",
    "and moved the slow test to the morning.",
    "After that we lost 12 minutes and not 90.",
)
CHINESE = ("那条产线每晚停两次，", "我就花了一周测量每个工位，", "把GPU 测试挪到了早上。")
QUOTE = "I measured every station for a week"
WORD_MS, PAUSE_MS = 300, 200


def spoken(*clauses: str, language: Any = "en") -> Transcript:
    """A transcript: each word (each character in Chinese) takes 300 ms, each pause between clauses 200 ms."""
    words, made, now = [], [], 0
    for clause in clauses:
        begin = now
        for word in clause.split() if language == "en" else clause:
            words.append(Word(text=word, start_ms=now, end_ms=now + WORD_MS, probability=0.9))
            now += WORD_MS
        made.append(Clause(text=clause, start_ms=begin, end_ms=now, language=language, probability=0.9))
        now += PAUSE_MS
    return Transcript(
        language=language, duration_ms=now, speech_ms=now, clauses=tuple(made), words=tuple(words), recogniser="test 1"
    )


def a_question(*dimensions: str) -> Question:
    return Question(
        key="q1",
        text="Tell us of a problem that you solved.",
        dimensions=dimensions or ("problem_solving",),
        key_points=("Found the cause by measuring", "Named the result"),
    )


def a_plan(question: Question, language: Any = "en") -> InterviewPlan:
    keys = question.dimensions
    weights = [round(1 / len(keys), 2)] * (len(keys) - 1)
    weights.append(round(1 - sum(weights), 2))
    return InterviewPlan(
        id="plan-id-secret",
        job="job-id-secret",
        title="Title of the job",
        description="Description of the job",
        language=language,
        scenario="campus",
        competency_model=CompetencyModel(
            dimensions=tuple(
                WeightedDimension(key=key, weight=weight, anchors=(Anchor(level=5, text=f"Best of {key}"),))
                for key, weight in zip(keys, weights, strict=True)
            )
        ),
        questions=(question,),
        rules=RoutingRules(),
    )


def scored(question: Question, score: float | None = 61.0, confidence: float = 0.8) -> AnswerResult:
    evidence = Evidence(question="q1", quote=CLAUSES[1], start_ms=0, end_ms=1, criterion="x", met=True, similarity=0.5)
    return AnswerResult(
        question=question.key,
        scores=tuple(
            DimensionScore(
                dimension=key,
                score=score,
                confidence=confidence if score is not None else 0,
                evidence=(evidence,) if score is not None else (),
                reason=Localized(en="Met 1 of 2.", zh="满足1个。"),
                abstained=None if score is not None else "gaming",
            )
            for key in question.dimensions
        ),
        duration_ms=1,
        speech_ms=1,
        words=1,
    )


def a_setting(url: str = "https://judge.example/v1", /, **more: Any) -> JudgeSetting:
    endpoint = {"kind": "openai", "url": url, **more.pop("endpoint", {})}
    if region := more.pop("bedrock", None):
        endpoint = {"kind": "bedrock", "region": region}
    return JudgeSetting.model_validate({"model": "judge-1", **more, "endpoint": endpoint})


def a_judge(key: str = KEY, *, loopback: bool = True) -> SecondJudge:
    def open_endpoint(_tenant: str, setting: JudgeSetting) -> OpenAi:
        assert setting.endpoint.kind == "openai"
        return OpenAi(setting.endpoint, setting.model, key, loopback=loopback)

    return SecondJudge(open_endpoint, os.urandom)


class Asked:
    """One answer, asked about; `took_s` includes everything."""

    def __init__(
        self,
        server: ChatServer | str,
        transcript: Transcript | None = None,
        *,
        dimensions: tuple[str, ...] = ("problem_solving",),
        language: Any = "en",
        score: float | None = 61.0,
        judge: SecondJudge | None = None,
        **setting: Any,
    ) -> None:
        question = a_question(*dimensions)
        self.before = scored(question, score)
        url = server if isinstance(server, str) else server.url
        made = a_setting(url, **setting)
        started = time.monotonic()
        self.after = asyncio.run(
            (judge or a_judge()).opine(
                transcript or spoken(*CLAUSES), a_plan(question, language), question, self.before, made, "acme"
            )
        )
        self.took_s = time.monotonic() - started

    @property
    def score(self) -> DimensionScore:
        return self.after.scores[0]

    @property
    def opinion(self) -> JudgeOpinion:
        assert self.score.judge is not None
        return self.score.judge

    @property
    def discarded(self) -> dict[str, int]:
        return {each.why: each.count for each in self.opinion.discarded}

    @property
    def code(self) -> str | None:
        return self.opinion.no_opinion.code if self.opinion.no_opinion else None
