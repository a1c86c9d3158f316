"""A tenant with a given number of rows in every list, and what is needed to read all of them."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice

from chalicelib.adapters.dynamodb.table import MOST_WRITTEN, Table, Write
from chalicelib.bootstrap import Services
from chalicelib.domain.decision import Decision
from chalicelib.domain.ids import SECRET_BYTES, make_token
from chalicelib.domain.media_key import report_key
from chalicelib.domain.plan import RoutingRules
from chalicelib.domain.report import Report
from chalicelib.domain.scorecard import Scorecard
from chalicelib.domain.tenant import PLAN_QUOTAS
from chalicelib.services.tenants import create_tenant
from load_tests import scale_rows as rows
from load_tests.plain_ministack import say
from load_tests.scale_calibrations import calibrations, keep_answer

MOST_OF_FEW = 500
"""Of what a tenant has a few hundred at most, however large it is: people, branches, keys, questions, models, flows."""
_THREADS = 6
IDS = {
    "branch_id": rows.numbered("brn"),
    "calibration_id": rows.numbered("cal"),
    "candidate_id": rows.numbered("can"),
    "endpoint_id": rows.numbered("whe"),
    "flow_id": rows.numbered("flw"),
    "import_id": rows.numbered("imp"),
    "interview_id": rows.numbered("int"),
    "job_id": rows.numbered("job"),
    "key_id": rows.numbered("key"),
    "model_id": rows.numbered("mod"),
    "number": "1",
    "proposal_id": rows.numbered("prp"),
    "provider_id": rows.numbered("idp"),
    "question_id": rows.numbered("qst"),
    "run_id": rows.numbered("mtr"),
    "sequence": "1",
    "user_id": rows.numbered("usr"),
}
"""What every tenant has, by the parameters of paths."""
TOKENS = ("/v1/invitations/{token}", "/v1/report-pages/{token}")
Kind = Callable[[Services, int], Iterator[Write]]


@dataclass(frozen=True)
class LoadedTenant:
    """What opens a tenant's doors; `tokens` are those in the paths of TOKENS."""

    services: Services
    api_key: str
    session: str
    tokens: dict[str, str]


def load_tenant(services: Services, table: Table, count: int) -> LoadedTenant:
    """Make the tenant, with `count` rows of everything that grows."""
    clock, tenant = services.clock, services.tenant
    quotas = PLAN_QUOTAS["enterprise"]
    create_tenant(services.tenants, clock, tenant, "Bench", "en", "hr@bench.example", plan="enterprise", quotas=quotas)
    few: tuple[Kind, ...] = (rows.questions, rows.models, rows.flows, rows.people, rows.preparation)
    for kind in few:
        _put(table, kind(services, min(count, MOST_OF_FEW)))
    plan = services.plans.freeze(rows.a_job(), "en")
    _put(table, calibrations(services, min(count, MOST_OF_FEW), plan))
    keep_answer(services, plan)
    link, session, page = (
        make_token(kind, tenant, rows.numbered("int"), clock.entropy(SECRET_BYTES)) for kind in ("inv", "cs", "rp")
    )
    questions = tuple(question.key for question in plan.questions)
    first = rows.an_interview(plan.id, questions, link.digest, session.digest)
    interviews = partial(rows.interviews, first=first)
    many: tuple[Kind, ...] = (
        rows.jobs,
        rows.candidates,
        rows.applications,
        interviews,
        rows.audit_entries,
        rows.deliveries,
    )
    for number, kind in enumerate(many, start=1):
        _put(table, kind(services, count))
        say(f"tenant {tenant}: {number} of {len(many)} kinds with {count} rows each")
    _keep_report(services)
    services.results.add_report_page(rows.numbered("int"), page.digest, clock.now() + timedelta(days=1))
    tokens = dict(zip(TOKENS, (str(link), str(page)), strict=True))
    _, api_key = services.api_keys.create("bench", "Bench")
    return LoadedTenant(services, str(api_key), str(session), tokens)


def _put(table: Table, writes: Iterable[Write]) -> None:
    with ThreadPoolExecutor(_THREADS) as pool:
        for _ in pool.map(table.put_many, _portions(writes)):
            pass


def _portions(writes: Iterable[Write]) -> Iterator[list[Write]]:
    left = iter(writes)
    while portion := list(islice(left, MOST_WRITTEN)):
        yield portion


def _keep_report(services: Services) -> None:
    """A report of the first interview, as short as one can be."""
    rules = RoutingRules()
    interview = rows.numbered("int")
    services.results.keep_decision(
        interview, 1, Decision(outcome="human_review", reasons=(), rules=rules, decided_at=rows.AT)
    )
    report = Report(
        interview=interview,
        attempt=1,
        job=rows.numbered("job"),
        job_title="Operations trainee",
        candidate_name="Wei Chen",
        language="en",
        scorecard=Scorecard(total=None, judged_weight=0, dimensions=()),
        answers=(),
        last_received_at=None,
        made_at=rows.AT,
    )
    services.media.write_json(report_key(services.tenant, interview, 1), report.model_dump_json())
