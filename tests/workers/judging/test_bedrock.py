"""Bedrock's Converse API, by botocore's own model of it."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from chalicelib.domain.judge import BedrockEndpoint, JudgeSetting
from tests.workers.judging.answers import QUOTE, Asked
from tests.workers.judging.chat_server import vote
from workers.judging.asking import SampleFailed
from workers.judging.bedrock import Bedrock, client
from workers.judging.prompt import Prompt
from workers.judging.second_judge import SecondJudge

MODEL = "anthropic.claude-x-v1:0"
PROMPT = Prompt("rules", "data")
EXPECTED = {
    "modelId": MODEL,
    "system": [{"text": "rules"}],
    "messages": [{"role": "user", "content": [{"text": "data"}]}],
    "inferenceConfig": {"maxTokens": 1500, "temperature": 0.7},
}


@pytest.fixture
def runtime() -> Any:
    return boto3.session.Session("k", "s").client("bedrock-runtime", region_name="eu-central-1")


@pytest.fixture
def stubber(runtime: Any) -> Iterator[Stubber]:
    with Stubber(runtime) as stubbed:
        yield stubbed


def answered(*texts: str, tokens_in: int = 900, tokens_out: int = 80) -> dict[str, Any]:
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": text} for text in texts]}},
        "stopReason": "end_turn",
        "usage": {"inputTokens": tokens_in, "outputTokens": tokens_out, "totalTokens": tokens_in + tokens_out},
        "metrics": {"latencyMs": 5},
    }


def test_a_sample_is_asked_for_and_read(runtime: Any, stubber: Stubber) -> None:
    stubber.add_response("converse", answered('{"level"', ": 4}"), EXPECTED)
    sample = Bedrock(BedrockEndpoint(region="eu-central-1"), MODEL, runtime).ask(PROMPT, 1, 5)
    assert (sample.text, sample.tokens_in, sample.tokens_out) == ('{"level": 4}', 900, 80)
    stubber.assert_no_pending_responses()


def test_a_model_that_takes_no_temperature_gets_none(runtime: Any, stubber: Stubber) -> None:
    stubber.add_response("converse", answered("x"), {**EXPECTED, "inferenceConfig": {"maxTokens": 1500}})
    endpoint = BedrockEndpoint(region="eu-central-1", omits=("temperature",))
    assert Bedrock(endpoint, MODEL, runtime).ask(PROMPT, 1, 5).text == "x"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("AccessDeniedException", "refused"),
        ("ResourceNotFoundException", "refused"),
        ("ThrottlingException", "unreachable"),
        ("ModelTimeoutException", "unreachable"),
    ],
)
def test_what_bedrock_refuses_is_told_apart_from_what_fails(
    runtime: Any, stubber: Stubber, code: str, why: str
) -> None:
    stubber.add_client_error("converse", code, "the transcript repeated", 400)
    with pytest.raises(SampleFailed) as failed:
        Bedrock(BedrockEndpoint(region="eu-central-1"), MODEL, runtime).ask(PROMPT, 1, 5)
    assert failed.value.why == why
    assert "repeated" not in str(failed.value)


def test_three_samples_make_an_opinion_with_their_cost(runtime: Any, stubber: Stubber) -> None:
    for _ in range(3):
        wanted = {**EXPECTED, "system": ANY, "messages": ANY}
        stubber.add_response("converse", answered(vote(4, QUOTE)), wanted)

    def open_endpoint(_tenant: str, setting: JudgeSetting) -> Bedrock:
        assert isinstance(setting.endpoint, BedrockEndpoint)
        return Bedrock(setting.endpoint, setting.model, runtime)

    asked = Asked(
        "",
        judge=SecondJudge(open_endpoint, bytes),
        model=MODEL,
        bedrock="eu-central-1",
        prices={"currency": "USD", "input_per_million": "3", "output_per_million": "15"},
    )
    assert (asked.opinion.levels, asked.opinion.model) == ((4, 4, 4), MODEL)
    assert (asked.opinion.cost, asked.opinion.currency) == ("0.0117", "USD")


def test_a_client_repeats_once_at_most_and_gives_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "k")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    made = client("eu-central-1", 7)
    assert made is client("eu-central-1", 7)
    assert made.meta.region_name == "eu-central-1"
    assert made.meta.config.read_timeout == 7
    assert made.meta.config.retries["total_max_attempts"] == 2


@pytest.mark.parametrize("region", ["", "eu-central-1.evil.example", "EU-CENTRAL-1", "eu-central-1/x", "../x"])
def test_a_region_is_no_host(region: str) -> None:
    with pytest.raises(ValueError, match="region"):
        BedrockEndpoint(region=region)
