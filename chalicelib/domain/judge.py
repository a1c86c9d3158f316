"""A second judge: the language model that a tenant has named, and what it said about one dimension of one answer.

Without calibration an opinion is only shown. It never turns an abstention into a score.
"""

import re
from decimal import Decimal
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints

from chalicelib.domain.language import Localized, fault
from chalicelib.domain.model import DomainModel

Omittable = Literal["temperature", "seed", "response_format"]
LengthField = Literal["max_tokens", "max_completion_tokens"]
KeyName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]
ModelName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$")]
Discard = Literal[
    "invalid_json",
    "unknown_level",
    "quote_not_found",
    "quote_too_short",
    "addresses_the_judge",
    "unreachable",
    "refused",
    "too_large",
    "timed_out",
]
NoOpinionCode = Literal["too_few_valid", "timed_out", "unreachable", "no_key", "resting", "too_long", "failed"]

DISAGREES_FROM = 2
"""Levels between the engine and the judge from which on a person is asked to look."""
_LONGEST_URL = 500
_HOST = re.compile(r"[A-Za-z0-9.\-\[\]:]{1,255}")
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def _base_url(text: str) -> str:
    """Only the form is checked here; which addresses may be reached is decided when the connection is made."""
    wrong = fault(
        "The address must be like https://host/v1, without user name, query or fragment.",
        "地址须形如 https://host/v1，且不得包含用户名、查询参数或片段。",
    )
    if len(text) > _LONGEST_URL or not text.isascii() or not text.isprintable() or " " in text:
        raise wrong
    try:
        url = urlsplit(text)
        host, _port = url.hostname, url.port
    except ValueError as error:
        raise wrong from error
    if not host or not _HOST.fullmatch(host) or "@" in url.netloc or "?" in text or "#" in text:
        raise wrong
    if url.scheme != "https" and not (url.scheme == "http" and host in _LOCAL):
        raise wrong
    return text.rstrip("/")


class OpenAiEndpoint(DomainModel):
    """Any endpoint with OpenAI's chat completions below `url`. Its key lies in Secrets Manager under `key_name`."""

    kind: Literal["openai"] = "openai"
    url: Annotated[str, AfterValidator(_base_url)]
    key_name: KeyName = "default"
    length_field: LengthField = "max_tokens"
    omits: tuple[Omittable, ...] = Field(default=(), max_length=3, description="What the endpoint does not take")


class BedrockEndpoint(DomainModel):
    """Amazon Bedrock in one region, called with the worker's own role."""

    kind: Literal["bedrock"] = "bedrock"
    region: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z]+){1,3}-\d$")]
    omits: tuple[Literal["temperature"], ...] = Field(default=(), max_length=1)


class TokenPrices(DomainModel):
    """What a million tokens cost."""

    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    input_per_million: Decimal = Field(ge=0, le=1_000_000, max_digits=16)
    output_per_million: Decimal = Field(ge=0, le=1_000_000, max_digits=16)

    def cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        """The exact price of so many tokens."""
        return (tokens_in * self.input_per_million + tokens_out * self.output_per_million) / 1_000_000


class JudgeCalibration(DomainModel):
    """From a level to points: `slope` x level + `intercept`, fitted on `rated` answers that people have scored.

    `weight` is the share of the judge's points in the blended score, before it is shrunk for few ratings.
    """

    slope: float = Field(ge=-100, le=100, allow_inf_nan=False)
    intercept: float = Field(ge=-500, le=500, allow_inf_nan=False)
    weight: float = Field(ge=0, le=0.5, allow_inf_nan=False)
    rated: int = Field(ge=1, le=10_000_000)


class JudgeSetting(DomainModel):
    """The second judge that a tenant wants; no tenant has one unless it is set."""

    endpoint: Annotated[OpenAiEndpoint | BedrockEndpoint, Field(discriminator="kind")]
    model: ModelName
    samples: int = Field(default=3, ge=3, le=7, description="How often each dimension of an answer is judged")
    within_s: int = Field(default=20, ge=2, le=60, description="Seconds after which the answer goes on without")
    prices: TokenPrices | None = None
    calibration: JudgeCalibration | None = Field(default=None, description="Without it an opinion is only shown")


class JudgeQuote(DomainModel):
    """Words of the transcript, exactly as they stand there, and when they were said."""

    text: str = Field(min_length=1)
    start_ms: int = Field(ge=0)
    end_ms: int = Field(ge=0)


class Discarded(DomainModel):
    """How many samples were left out for one reason."""

    why: Discard
    count: int = Field(ge=1)


class NoOpinion(DomainModel):
    """Why the judge has no opinion."""

    code: NoOpinionCode
    text: Localized


class ScoreInterval(DomainModel):
    """Where a score may lie, in points."""

    low: float = Field(ge=0, le=100)
    high: float = Field(ge=0, le=100)


class JudgeOpinion(DomainModel):
    """What the second judge made of one dimension of one answer: a level, or the reason why there is none.

    `level` is set exactly when `no_opinion` is not.
    """

    model: str
    prompt: str = Field(description="Version of the instructions")
    asked: int = Field(ge=0, description="How many samples were asked for")
    levels: tuple[int, ...] = Field(default=(), description="Levels of the valid samples, in the order of asking")
    level: int | None = Field(default=None, ge=1, le=5, description="Their median, the lower of two in the middle")
    spread: int | None = Field(default=None, ge=0, le=4, description="Highest less lowest level of the samples")
    engine_level: int = Field(ge=1, le=5)
    engine_score: float = Field(ge=0, le=100, description="The score before the judge's share, if it has any")
    difference: int | None = Field(default=None, ge=-4, le=4, description="The judge's level less the engine's")
    interval: ScoreInterval | None = Field(default=None, description="Where the score may lie, with this opinion")
    weight: float = Field(default=0, ge=0, le=0.5, description="The judge's share of the score; 0 when only shown")
    ask_person: bool = Field(default=False, description="They are two levels or more apart: a person should look")
    quotes: tuple[JudgeQuote, ...] = ()
    reason: str | None = Field(default=None, description="The model's words, in the language of the job")
    discarded: tuple[Discarded, ...] = ()
    no_opinion: NoOpinion | None = None
    tokens_in: int = Field(default=0, ge=0)
    tokens_out: int = Field(default=0, ge=0)
    unmetered: int = Field(default=0, ge=0, description="Samples whose use of tokens is not known")
    cost: str | None = Field(default=None, description="Exact price of the known tokens; absent without prices")
    currency: str | None = None
    latency_ms: int = Field(ge=0)

    @property
    def agrees(self) -> bool:
        """Whether judge and engine are less than two levels apart."""
        return self.difference is not None and abs(self.difference) < DISAGREES_FROM
