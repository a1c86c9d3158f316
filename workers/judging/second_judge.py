"""Asks a tenant's second judge about a scored answer, within a bound of time; whatever fails, the score goes on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, NamedTuple

from chalicelib.domain.judge import Discard
from chalicelib.observability import logger
from workers.judging.asking import Endpoint, NoKey, SampleFailed
from workers.judging.opinions import Ballot, opinion, with_opinion, without_opinion
from workers.judging.prompt import NONCE_BYTES, Prompt, prompt
from workers.judging.quotes import Said
from workers.judging.rest import Rest
from workers.judging.votes import Vote, read_vote

if TYPE_CHECKING:
    from chalicelib.domain.judge import JudgeSetting, NoOpinionCode
    from chalicelib.domain.plan import InterviewPlan, Question
    from chalicelib.domain.scorecard import AnswerResult, DimensionScore
    from chalicelib.domain.transcript import Transcript

AT_ONCE: Final = 8
"""Samples of one answer that are asked for at the same time."""
LONGEST_TRANSCRIPT: Final = 40_000
"""Characters; a quarter of an hour of speech has half as many."""

OpenEndpoint = Callable[[str, "JudgeSetting"], Endpoint]
"""From a tenant's id and setting to its endpoint. Raises NoKey."""


class _Outcome(NamedTuple):
    """One sample, judged, and what it took."""

    vote: Vote | Discard
    tokens_in: int | None
    tokens_out: int | None
    done_at: float


class SecondJudge:
    """The second judges of all tenants, as one worker asks them."""

    def __init__(self, open_endpoint: OpenEndpoint, entropy: Callable[[int], bytes]) -> None:
        """`entropy` gives so many unpredictable bytes: the fence around the candidate's words is made of them."""
        self._open = open_endpoint
        self._entropy = entropy
        self._rest = Rest()

    async def opine(
        self,
        transcript: Transcript,
        plan: InterviewPlan,
        question: Question,
        result: AnswerResult,
        setting: JudgeSetting,
        tenant: str,
    ) -> AnswerResult:
        """The result with an opinion, or why there is none, beside each score. Takes `within_s` seconds at most.

        What the engine abstained from is not asked about: a judge cannot turn an abstention into a score.
        """
        scores = [score for score in result.scores if score.score is not None]
        if not scores:
            return result
        ballots = {score.dimension: Ballot(asked=0) for score in scores}
        code: NoOpinionCode | None = None
        if self._rest.is_resting(tenant):
            code = "resting"
        elif sum(len(clause.text) for clause in transcript.clauses) > LONGEST_TRANSCRIPT:
            code = "too_long"
        else:
            ballots = {score.dimension: Ballot(asked=setting.samples) for score in scores}
            code = await self._fill(ballots, transcript, plan, question, setting, tenant)
        return result.model_copy(
            update={"scores": tuple(_judged(score, setting, ballots, code) for score in result.scores)}
        )

    async def _fill(
        self,
        ballots: dict[str, Ballot],
        transcript: Transcript,
        plan: InterviewPlan,
        question: Question,
        setting: JudgeSetting,
        tenant: str,
    ) -> NoOpinionCode | None:
        """Collects the samples; why there cannot be any, if so."""
        started = time.monotonic()
        # Threads of this answer alone: one tenant's slow endpoint keeps no other tenant's judge waiting.
        pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="judge")
        code: NoOpinionCode | None = None
        try:
            async with asyncio.timeout(setting.within_s):
                loop = asyncio.get_running_loop()
                endpoint = await loop.run_in_executor(pool, self._open, tenant, setting)
            nonce = self._entropy(NONCE_BYTES).hex()

            def prepare() -> tuple[Said, dict[str, Prompt]]:
                return Said(transcript), {key: prompt(transcript, plan, question, key, nonce) for key in ballots}

            said, prompts = await loop.run_in_executor(pool, prepare)

            def ask(key: str, number: int) -> _Outcome:
                left = started + setting.within_s - time.monotonic()
                return _ask(endpoint, prompts[key], number, left, said, plan)

            await _collect(ballots, pool, ask, started, setting)
        except NoKey:
            code = "no_key"
        except TimeoutError:
            code = "timed_out"
        except Exception as error:  # noqa: BLE001 - a judge's failure never costs an answer
            # Not the error itself: it may repeat what was sent.
            logger.error("the second judge failed", extra={"tenant": tenant, "error": type(error).__name__})
            code = "failed"
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        took_ms = round((time.monotonic() - started) * 1000)
        for ballot in ballots.values():
            ballot.latency_ms = ballot.latency_ms or took_ms
        answered = any(ballot.votes or ballot.tokens_out for ballot in ballots.values())
        self._rest.note(tenant, answered=answered)
        logger.info("second judge asked", extra={"tenant": tenant, "took_ms": took_ms, **_counts(ballots, code)})
        return code


async def _collect(
    ballots: dict[str, Ballot],
    pool: ThreadPoolExecutor,
    ask: Callable[[str, int], _Outcome],
    started: float,
    setting: JudgeSetting,
) -> None:
    """Every dimension gets its first samples before any gets its last; what is not there in time is left out."""
    loop = asyncio.get_running_loop()
    waiting = {
        loop.run_in_executor(pool, ask, key, number): (key, number)
        for number in range(1, setting.samples + 1)
        for key in ballots
    }
    left = max(started + setting.within_s - time.monotonic(), 0)
    done, late = await asyncio.wait(waiting, timeout=left)
    for future in done:
        key, number = waiting[future]
        _count_in(ballots[key], number, future.result(), started)
    for future in late:
        ballot = ballots[waiting[future][0]]
        ballot.discarded["timed_out"] += 1
        ballot.unmetered += 1
        ballot.latency_ms = setting.within_s * 1000
        future.cancel()


def _ask(endpoint: Endpoint, wanted: Prompt, number: int, left: float, said: Said, plan: InterviewPlan) -> _Outcome:
    """Ask and read one sample, in a thread. The seed is the sample's number: the same in every answer."""
    if left <= 0:
        return _Outcome("timed_out", None, None, time.monotonic())
    try:
        sample = endpoint.ask(wanted, number, left)
    except SampleFailed as failure:
        return _Outcome(failure.why, None, None, time.monotonic())
    vote = read_vote(sample.text, said, plan.language)
    return _Outcome(vote, sample.tokens_in, sample.tokens_out, time.monotonic())


def _count_in(ballot: Ballot, number: int, outcome: _Outcome, started: float) -> None:
    if isinstance(outcome.vote, Vote):
        ballot.votes[number] = outcome.vote
    else:
        ballot.discarded[outcome.vote] += 1
    if outcome.tokens_in is None or outcome.tokens_out is None:
        ballot.unmetered += 1
    ballot.tokens_in += outcome.tokens_in or 0
    ballot.tokens_out += outcome.tokens_out or 0
    ballot.latency_ms = max(ballot.latency_ms, round((outcome.done_at - started) * 1000))


def _judged(
    score: DimensionScore, setting: JudgeSetting, ballots: dict[str, Ballot], code: NoOpinionCode | None
) -> DimensionScore:
    if score.score is None:
        return score
    ballot = ballots[score.dimension]
    found = without_opinion(score, setting, code, ballot) if code else opinion(score, setting, ballot)
    return with_opinion(score, setting, found)


def _counts(ballots: dict[str, Ballot], code: NoOpinionCode | None) -> dict[str, object]:
    discarded: dict[str, int] = {}
    for ballot in ballots.values():
        for why, count in ballot.discarded.items():
            discarded[why] = discarded.get(why, 0) + count
    return {"valid": sum(len(ballot.votes) for ballot in ballots.values()), "discarded": discarded, "code": code or ""}
