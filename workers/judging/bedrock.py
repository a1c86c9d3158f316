"""Amazon Bedrock's Converse API, called with the worker's own role."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, ReadTimeoutError

from workers.judging.asking import LONGEST_OUTPUT, TEMPERATURE, Sample, SampleFailed, tokens

if TYPE_CHECKING:
    from chalicelib.domain.judge import BedrockEndpoint
    from workers.judging.prompt import Prompt

_REFUSED: Final = frozenset({"AccessDeniedException", "ResourceNotFoundException", "ValidationException"})


@cache
def client(region: str, within_s: int) -> Any:
    """A client of one region that gives up after `within_s` seconds and repeats a call once at most."""
    config = Config(
        connect_timeout=min(5, within_s),
        read_timeout=within_s,
        retries={"mode": "standard", "total_max_attempts": 2},
    )
    # A session of its own: the default one is not to be used by several threads at once.
    return boto3.session.Session().client("bedrock-runtime", region_name=region, config=config)


class Bedrock:
    """One tenant's model."""

    def __init__(self, endpoint: BedrockEndpoint, model: str, runtime: Any) -> None:
        """`runtime` is a client of `bedrock-runtime`."""
        self._endpoint = endpoint
        self._model = model
        self._runtime = runtime

    def ask(self, prompt: Prompt, seed: int, within_s: float) -> Sample:
        """One sample. Converse takes no seed; the client was made with the bound on time."""
        del seed, within_s
        inference: dict[str, Any] = {"maxTokens": LONGEST_OUTPUT}
        if "temperature" not in self._endpoint.omits:
            inference["temperature"] = TEMPERATURE
        try:
            answer = self._runtime.converse(
                modelId=self._model,
                system=[{"text": prompt.system}],
                messages=[{"role": "user", "content": [{"text": prompt.user}]}],
                inferenceConfig=inference,
            )
        except (ReadTimeoutError, ConnectTimeoutError):
            raise SampleFailed("timed_out") from None
        except ClientError as error:
            refused = error.response["Error"]["Code"] in _REFUSED
            raise SampleFailed("refused" if refused else "unreachable") from None
        except BotoCoreError:
            raise SampleFailed("unreachable") from None
        content = answer.get("output", {}).get("message", {}).get("content", [])
        usage = answer.get("usage", {})
        text = "".join(block["text"] for block in content if isinstance(block.get("text"), str))
        return Sample(text, tokens(usage.get("inputTokens")), tokens(usage.get("outputTokens")))
