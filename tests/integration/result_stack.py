"""The whole backend on a MiniStack of its own, and interviews brought to where the state machine takes over.

An hour of review takes a second, and waits of the state machine a tenth of their time.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import boto3
import pytest

from chalicelib import bootstrap
from chalicelib.adapters.system_clock import SystemClock
from chalicelib.bootstrap import Clients, Services
from chalicelib.domain.access import PERMISSIONS, Access, Actor, Grant
from chalicelib.domain.clock import new_id
from chalicelib.domain.event import Event
from chalicelib.domain.interview import Interview
from chalicelib.domain.job import TeamMember
from chalicelib.domain.language import Language
from chalicelib.domain.media_key import result_key
from chalicelib.domain.plan import RoutingRules
from chalicelib.domain.report import AnalysedAnswer
from chalicelib.domain.review import Review
from chalicelib.domain.tenant import Course
from chalicelib.services.tenants import create_tenant
from chalicelib.settings import settings
from infra.local import credentials, processes
from infra.local.deploy import deploy
from infra.local.supervisor import Supervisor
from infra.package import package
from tests.integration.conftest import PROJECT, MiniStack, free_port
from tests.unit.samples import a_candidate, a_flow, a_job, a_model, a_result, a_transcript

FIRST_SECONDS = 400
TENANT = "acme"
DIMENSIONS = {"q1": "problem_solving", "q2": "teamwork"}
PATIENT = RoutingRules(advance_at=70, thank_below=20, review_hours=1440, reminder_hours=720)
IMPATIENT = PATIENT.model_copy(update={"review_hours": 7, "reminder_hours": 3})
_EVERYTHING = Access(
    actor=Actor(kind="api_key", id="key1"), grants=(Grant(permissions=frozenset(PERMISSIONS), everywhere=True),)
)
_SETTINGS = {
    "table_name": "TableName",
    "media_bucket": "MediaBucketName",
    "analysis_queue_url": "AnalysisQueueUrl",
    "rescoring_queue_url": "RescoringQueueUrl",
    "deliveries_queue_url": "DeliveriesQueueUrl",
    "notices_queue_url": "NoticesQueueUrl",
    "preparation_queue_url": "PreparationQueueUrl",
    "audit_queue_url": "AuditQueueUrl",
    "state_machine_arn": "StateMachineArn",
    "data_key_id": "DataKeyId",
    "audit_bucket": "AuditBucketName",
    "audit_key_id": "AuditKeyId",
}
Found = TypeVar("Found")


@dataclass
class ResultStack:
    """The stack, and one tenant's services on it."""

    services: Services
    ministack: MiniStack
    jobs: dict[str, str]

    def interview(self, score: float, rules: RoutingRules = PATIENT, language: Language = "en") -> Interview:
        """An interview of two analysed answers, as it is right before its result is started."""
        services = self.services
        job = services.jobs.require(self._job(rules), _EVERYTHING).value
        now = services.clock.now()
        candidate = a_candidate().model_copy(
            update={
                "id": new_id(services.clock, "can"),
                "email": f"{new_id(services.clock, 'x')}@candidates.example",
                "external_id": new_id(services.clock, "ext"),
                "language": language,
            }
        )
        services.candidates.create(candidate.id, candidate)
        invited = services.invitations.invite(
            services.plans.freeze(job, "en"), candidate, new_id(services.clock, "int"), timedelta(days=7)
        ).interview
        self.score(invited, 1, score)

        def handed_in(current: Interview) -> Interview:
            answers = tuple(
                answer.model_copy(
                    update={
                        "state": "analysed",
                        "settled_at": now,
                        "received_at": now,
                        "result_key": result_key(TENANT, invited.id, 1, answer.question, "up1"),
                    }
                )
                for answer in current.answers
            )
            update = {"answers": answers, "state": "submitted", "submitted_at": now}
            return current.model_copy(update=update)

        return services.interviews.change(invited.id, now, handed_in)[0]

    def score(self, interview: Interview, attempt: int, score: float) -> None:
        """Leave in the bucket what the worker leaves there."""
        for question, dimension in DIMENSIONS.items():
            analysed = AnalysedAnswer(transcript=a_transcript(), result=a_result(question, dimension, score))
            key = result_key(TENANT, interview.id, attempt, question, "up1")
            self.services.media.write_json(key, analysed.model_dump_json())

    def start(self, interview: Interview) -> Interview:
        """Start the result, as the last answer does."""
        self.services._result_start.if_settled(interview)
        return interview

    def begun(self, score: float, rules: RoutingRules = PATIENT) -> Interview:
        """An interview whose result is under way."""
        return self.start(self.interview(score, rules))

    def closed(self, interview: Interview, seconds: float = 180) -> Interview:
        """The interview once its result has come to its end."""

        def look() -> Interview | None:
            current = self.services.interviews.require(interview.id)
            return current if current.closed_at else None

        return self.wait(look, seconds, lambda: self.history(interview))

    def asked(self, interview: Interview, attempt: int = 1) -> Review:
        """The review once an execution waits for it."""

        def look() -> Review | None:
            review = self.services.reviews._reviews.find(interview.id, attempt)
            return review if review and review.token else None

        return self.wait(look, 180, lambda: self.history(interview))

    def overdue(self, interview: Interview) -> Review:
        """The review once it is overdue."""

        def look() -> Review | None:
            review = self.services.reviews._reviews.find(interview.id, 1)
            return review if review and review.overdue else None

        return self.wait(look, 120, lambda: self.history(interview))

    def decide(self, interview: Interview, outcome: Any, attempt: int = 1) -> None:
        """A person's decision."""
        last = self.services.results.decision(interview.id, attempt)
        assert last is not None
        self.services.decisions.decide(interview.id, attempt, outcome, "Spoke with her.", False, "usr1", last.number)

    def executions(self, interview: Interview) -> dict[str, str]:
        """Names of the interview's executions and how they stand."""
        listed = self.machine.list_executions(stateMachineArn=self.services.settings.state_machine_arn)["executions"]
        return {one["name"]: one["status"] for one in listed if one["name"].startswith(interview.id)}

    def execution_arn(self, name: str) -> str:
        """The execution of this name."""
        return f"{self.services.settings.state_machine_arn.replace(':stateMachine:', ':execution:')}:{name}"

    def history(self, interview: Interview) -> str:
        """What went on, for a person who has to find out."""
        told = []
        for name in self.executions(interview):
            for event in self.machine.get_execution_history(executionArn=self.execution_arn(name))["events"]:
                details: Any = next((value for key, value in event.items() if key.endswith("EventDetails")), {})
                told.append(f"{name} {event['type']} {str(details)[:300]}")
        return "\n".join(told)

    @property
    def machine(self) -> Any:
        """The client of Step Functions."""
        return self.services.clients.stepfunctions

    def events(self, interview: Interview) -> list[Event]:
        """Every event about the interview, as the store has them."""
        table = self.services.clients.dynamodb
        pages = table.get_paginator("scan").paginate(
            TableName=self.services.settings.table_name,
            FilterExpression="sk = :event AND contains(doc, :interview)",
            ExpressionAttributeValues={":event": {"S": "EVENT"}, ":interview": {"S": interview.id}},
        )
        found = [
            Event.model_validate_json(item["doc"]["S"], extra="ignore") for page in pages for item in page["Items"]
        ]
        return [one for one in found if one.data.get("interview_id") == interview.id]

    def event_types(self, interview: Interview) -> list[str]:
        """Types of those events, sorted; one that happened twice is there twice."""
        return sorted(event.type for event in self.events(interview))

    def notices(self, interview: Interview) -> list[str]:
        """Purposes of all notices about the interview, sorted, one for each recipient."""
        found, _ = self.services.notices.page(None, 100, interview=interview.id)
        return sorted(notice.purpose for notice in found)

    def wait(self, look: Callable[[], Found | None], seconds: float, why: Callable[[], str] = str) -> Found:
        """What `look` finds, within so many seconds."""
        deadline = time.monotonic() + seconds
        while (found := look()) is None:
            assert time.monotonic() < deadline, why()
            time.sleep(0.2)
        return found

    def _job(self, rules: RoutingRules) -> str:
        key = rules.model_dump_json()
        if key not in self.jobs:
            services = self.services
            team = (TeamMember(user_id="usr1", role="owner"), TeamMember(user_id="usr2", role="hiring_manager"))
            job = a_job().model_copy(
                update={"id": f"job{len(self.jobs) + 1}", "rules": rules, "external_id": "REQ-1", "team": team}
            )
            self.jobs[key] = services.jobs.create(job, _EVERYTHING).value.id
        return self.jobs[key]


@contextmanager
def result_stack(home: Path) -> Iterator[ResultStack]:
    """Everything up, with a tenant, its model and its flow."""
    endpoint = f"http://127.0.0.1:{(port := free_port())}"
    admin = credentials.admin_environment(home, endpoint)
    supervisor = Supervisor(home, say=print)
    process = processes.ministack(PROJECT, home, port, admin)
    supervisor.start(replace(process, environment={**process.environment, "SFN_WAIT_SCALE": "0.1"}))
    ministack = MiniStack(endpoint, home, admin, supervisor)
    patched = pytest.MonkeyPatch()
    try:
        ministack.wait_until_ready()
        packaged = package(PROJECT, home / "package", local=True, cache=PROJECT / ".local" / "package")
        parameters = {
            "PublicUrl": "http://127.0.0.1:9",
            "LoopbackWebhooks": "true",
            "StallSeconds": "3600",
            "ReviewSecondsPerHour": "1",
        }
        outputs = deploy(ministack.session, endpoint, "candor", packaged, parameters)
        own = {"PUBLIC_URL": parameters["PublicUrl"], "LOOPBACK_WEBHOOKS": "true", "REVIEW_SECONDS_PER_HOUR": "1"}
        named = {name.upper(): outputs[output] for name, output in _SETTINGS.items() if output in outputs}
        for name, value in {**admin, **own, **named}.items():
            patched.setenv(name, value)
        boto3.setup_default_session()
        _forget()
        services = Services(TENANT, settings(), Clients(), SystemClock())
        _furnish(services)
        stack = ResultStack(services, ministack, {})
        # Every Lambda starts for the first time, which takes seconds each.
        stack.closed(stack.begun(80), FIRST_SECONDS)
        yield stack
    finally:
        patched.undo()
        boto3.setup_default_session()
        _forget()
        supervisor.stop()


def _forget() -> None:
    """Have the process read its settings anew."""
    for cached in (settings, bootstrap._clients, bootstrap.table, bootstrap._digest_key):
        cached.cache_clear()


def _furnish(services: Services) -> None:
    create_tenant(services.tenants, services.clock, TENANT, "Acme", "en", "hr@acme.example")
    course = Course(dimension="teamwork", title="Working together", url="https://learn.acme.example/teamwork")
    services.tenants.change(
        TENANT, lambda tenant: tenant.model_copy(update={"automatic_thanks": True, "courses": (course,)}), None
    )
    services.clients.sesv2.create_email_identity(EmailIdentity=services.settings.sender_email)
    model, flow = a_model(), a_flow()
    services.table.commit(
        [
            services.model_versions.write(model.id, model.version, model),
            services.flow_versions.write(flow.id, flow.version, flow),
        ]
    )
