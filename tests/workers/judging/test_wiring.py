"""From a tenant's setting and its key in Secrets Manager to an opinion in the pipeline's result."""

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import numpy as np
import pytest

from chalicelib import bootstrap
from chalicelib.domain.judge import JudgeSetting
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.domain.transcript import Transcript
from chalicelib.services.analysis import AnalysisTask
from chalicelib.settings import settings
from tests.workers.judging.answers import CLAUSES, QUOTE, a_plan, a_question, a_setting, scored, spoken
from tests.workers.judging.chat_server import KEY, completion, serving, vote
from workers.decode import Decoded
from workers.deployments import Pipeline
from workers.judging.endpoints import second_judge

SECRETS = {"candor/acme/judge/default": KEY, "candor/globex/judge/default": "sk-of-another-tenant"}


@pytest.fixture(autouse=True)
def secrets_manager(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Secrets Manager's GetSecretValue on loopback, and the environment of a worker."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["X-Amz-Target"] == "secretsmanager.GetSecretValue"
            name = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["SecretId"]
            found = {"Name": name, "SecretString": SECRETS[name]} if name in SECRETS else None
            body = json.dumps(found or {"__type": "ResourceNotFoundException", "Message": "no"}).encode()
            self.send_response(200 if found else 400)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    environment = {
        "AWS_ENDPOINT_URL_SECRETS_MANAGER": f"http://127.0.0.1:{server.server_address[1]}",
        "AWS_ACCESS_KEY_ID": "k",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_DEFAULT_REGION": "us-east-1",
        "TABLE_NAME": "candor",
        "MEDIA_BUCKET": "media",
        "PUBLIC_URL": "http://127.0.0.1",
        "LOOPBACK_WEBHOOKS": "true",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    bootstrap._clients.cache_clear()
    yield
    settings.cache_clear()
    bootstrap._clients.cache_clear()
    server.shutdown()
    server.server_close()
    thread.join(5)


class Stage:
    """A stage of the pipeline as its handle is called."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    async def remote(self, *_arguments: Any) -> Any:
        return self._answer


def analysed(setting: JudgeSetting | None, tenant: str = "acme") -> tuple[Transcript, AnswerResult]:
    question = a_question("problem_solving")
    pipeline: Any = Pipeline.__new__(Pipeline)
    # Without Ray there are no handles of stages; the rest is the pipeline's own.
    pipeline._transcriber, pipeline._scorer = Stage(spoken(*CLAUSES)), Stage(scored(question))
    pipeline._second_judge = second_judge()
    task = AnalysisTask(a_plan(question), question, judge=setting)
    decoded = Decoded(samples=np.zeros(16, np.float32), truncated=False)
    made: tuple[Transcript, AnswerResult] = asyncio.run(pipeline.analyse(decoded, task, tenant))
    return made


def test_an_answer_of_a_tenant_with_a_judge_gets_an_opinion_with_that_tenants_key() -> None:
    with serving(lambda _request, _number: completion(vote(4, QUOTE))) as server:
        _, result = analysed(a_setting(server.url))
        analysed(a_setting(server.url), "globex")
    opinion = result.scores[0].judge
    assert opinion is not None
    assert (opinion.level, opinion.levels) == (4, (4, 4, 4))
    keys = [request["headers"]["Authorization"] for request in server.requests]
    assert keys == [f"Bearer {KEY}"] * 3 + ["Bearer sk-of-another-tenant"] * 3


def test_a_tenant_without_a_judge_asks_nobody() -> None:
    _, result = analysed(None)
    assert result == scored(a_question("problem_solving"))


def test_a_missing_key_is_said_and_costs_no_answer() -> None:
    with serving(lambda _request, _number: completion(vote(4, QUOTE))) as server:
        _, result = analysed(a_setting(server.url, endpoint={"key_name": "other"}))
    opinion = result.scores[0].judge
    assert opinion is not None
    assert opinion.no_opinion is not None
    assert opinion.no_opinion.code == "no_key"
    assert (result.scores[0].score, server.requests) == (61.0, [])
