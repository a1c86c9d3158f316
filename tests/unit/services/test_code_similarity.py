"""Code answers are compared with those of other candidates as they are recorded."""

from datetime import timedelta

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.code_fingerprints import AnswerFingerprints
from chalicelib.bootstrap import Services
from chalicelib.domain.candidate import Candidate
from chalicelib.domain.code_result import CodeResult
from chalicelib.domain.plan import InterviewPlan
from chalicelib.domain.report import AnalysedAnswer
from chalicelib.domain.scorecard import AnswerResult
from chalicelib.services.candidate import CONSENT_VERSION
from tests.unit.conftest import DEVICE
from tests.unit.domain.code_answers import COPIED_PYTHON, HONEST_PYTHON
from tests.unit.samples import a_result, a_transcript, message_for, upload


@pytest.fixture
def interviews(services: Services, plan: InterviewPlan, candidate: Candidate) -> list[str]:
    """Two interviews of the job, each with its first answer received."""
    made = []
    for number in (1, 2):
        other = candidate.model_copy(update={"id": f"can{number}x", "email": f"{number}@candidates.example"})
        services.candidates.create(other.id, other)
        invited = services.invitations.invite(plan, other, f"int{number}", timedelta(days=7))
        services.invitations.open(invited.token, DEVICE)
        services.candidate.consent(invited.interview.id, CONSENT_VERSION)
        services.admission.admit(upload(services, invited.interview.id, "q1"))
        made.append(invited.interview.id)
    return made


def coded(source: str) -> AnswerResult:
    code = CodeResult(language="python", runtime="python 3.11", runner="code 1", source=source)
    return a_result("q1", "problem_solving", 80).model_copy(update={"code": code})


def record(services: Services, interview: str, result: AnswerResult) -> AnswerResult:
    """Record an answer, and read back what was kept."""
    services.analysis.record(message_for(services, interview, "q1"), a_transcript(), result)
    answer = services.interviews.require(interview).answer("q1")
    assert answer is not None
    assert answer.result_key is not None
    return AnalysedAnswer.model_validate_json(services.media.read(answer.result_key, 1_000_000)).result


def test_a_copied_answer_says_whose_it_resembles_and_scores_the_same(services: Services, interviews: list[str]) -> None:
    first = record(services, interviews[0], coded(HONEST_PYTHON[1]))
    second = record(services, interviews[1], coded(COPIED_PYTHON))
    assert first.code is not None
    assert first.code.similar is None
    assert second.code is not None
    assert second.code.similar is not None
    assert (second.code.similar.interview, second.code.similar.compared) == (interviews[0], 1)
    assert second.scores == first.scores


def test_an_answer_is_never_compared_with_itself(services: Services, interviews: list[str]) -> None:
    message = message_for(services, interviews[0], "q1")
    for _ in range(3):
        services.code_similarity.with_hint(message, coded(HONEST_PYTHON[1]))
    result = record(services, interviews[0], coded(HONEST_PYTHON[1]))
    assert result.code is not None
    assert result.code.similar is None


def test_other_tenants_and_other_questions_are_not_compared(services: Services, interviews: list[str]) -> None:
    record(services, interviews[0], coded(HONEST_PYTHON[1]))
    kept = services.table.page_of(keys.code_answers("acme", "job1", "qst1", "python"), "ANSWER#", None)
    assert [stored.read(AnswerFingerprints).interview for stored in kept.items] == [interviews[0]]
    assert not services.table.page_of(keys.code_answers("acme", "job1", "qst2", "python"), "ANSWER#", None).items
    assert not services.table.page_of(keys.code_answers("globex", "job1", "qst1", "python"), "ANSWER#", None).items


def test_what_is_kept_holds_nothing_of_the_code(services: Services, interviews: list[str]) -> None:
    record(services, interviews[0], coded("secret_of_mine = 'a phone number'\n" + HONEST_PYTHON[1]))
    (kept,) = services.table.page_of(keys.code_answers("acme", "job1", "qst1", "python"), "ANSWER#", None).items
    assert "secret" not in kept.doc
    assert "phone" not in kept.doc


def test_an_answer_is_recorded_even_where_it_cannot_be_compared(services: Services, interviews: list[str]) -> None:
    partition = keys.code_answers("acme", "job1", "qst1", "python")
    services.clients.dynamodb.put_item(
        TableName=services.settings.table_name, Item={"pk": {"S": partition}, "sk": {"S": "ANSWER#broken"}}
    )
    result = record(services, interviews[0], coded(HONEST_PYTHON[1]))
    assert result.code is not None
    assert result.code.similar is None


def test_only_the_newest_are_compared(services: Services) -> None:
    store = services.code_similarity._store
    at = services.clock.now()
    for number in range(7):
        store.keep("job1", "qst1", "python", f"old{number}", at + timedelta(seconds=number), frozenset({number}))
    assert list(store.newest("job1", "qst1", "python", "old6", 3)) == ["old5", "old4", "old3"]
