"""An answer's measurements on their way into the report, and into the tenant's histogram: once."""

from concurrent.futures import ThreadPoolExecutor

from chalicelib.adapters.dynamodb import keys
from chalicelib.bootstrap import Services
from chalicelib.domain.interview import Interview
from chalicelib.domain.measurements import SpeechMeasurements
from chalicelib.domain.report import Report
from chalicelib.domain.scorecard import AnswerResult
from tests.unit.samples import a_result, a_transcript, message_for
from tests.unit.services.test_interview_results import DIMENSION, hand_in


def measured(speech_rate: float = 150) -> SpeechMeasurements:
    return SpeechMeasurements(unit="words", units=100, speaking_ms=40_000, speech_rate=speech_rate)


def result(question: str, measurements: SpeechMeasurements | None) -> AnswerResult:
    return a_result(question, DIMENSION[question], 80).model_copy(update={"measurements": measurements})


def answers(services: Services) -> int:
    return sum(services.histograms.of("en").counts.get("speech_rate", {}).values())


def report_of(services: Services, interview: Interview) -> Report:
    services.interview_results.finalise(interview.id, 1)
    services.interview_results.decide(interview.id, 1)
    return services.reports.read(interview.id).report


def test_a_report_shows_what_was_measured(services: Services, started: Interview) -> None:
    hand_in(services, started)
    for question, measurements in (("q1", measured()), ("q2", None)):
        message = message_for(services, started.id, question)
        services.analysis.record(message, a_transcript(), result(question, measurements))
    first, second = report_of(services, started).answers
    assert (first.measurements, first.percentiles) == (measured(), ())
    assert (second.measurements, second.percentiles) == (None, ())


def test_from_fifty_answers_on_a_report_shows_where_an_answer_lies(services: Services, started: Interview) -> None:
    for number in range(48):
        services.histograms.count("earlier", 1, f"q{number}", measured(100 if number < 36 else 200))
    hand_in(services, started)
    for question in DIMENSION:
        message = message_for(services, started.id, question)
        services.analysis.record(message, a_transcript(), result(question, measured()))
    (percentile,) = report_of(services, started).answers[0].percentiles
    assert (percentile.measurement, percentile.answers, percentile.percentile) == ("speech_rate", 50, 74)


def test_an_answer_that_is_recorded_again_counts_once(services: Services, started: Interview) -> None:
    hand_in(services, started)
    message = message_for(services, started.id, "q1")
    for _ in range(3):
        services.analysis.record(message, a_transcript(), result("q1", measured()))
    assert answers(services) == 1
    assert not services.histograms.count(started.id, 1, "q1", measured(300))
    assert answers(services) == 1


def test_languages_and_tenants_are_counted_apart(services: Services) -> None:
    services.histograms.count("int1", 1, "q1", measured())
    services.histograms.count("int1", 1, "q2", measured().model_copy(update={"unit": "characters"}))
    assert answers(services) == 1
    assert services.histograms.of("zh").counts.keys() == {"speech_rate"}
    other = Services("globex", services.settings, services.clients, services.clock)
    assert other.histograms.of("en").counts == {}


def test_answers_that_are_counted_at_the_same_moment_are_all_counted(services: Services) -> None:
    def count(number: int) -> bool:
        return services.histograms.count(f"int{number}", 1, "q1", measured(100 + number))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(count, range(24)))
    assert answers(services) == 24


def test_an_answer_is_recorded_even_where_it_cannot_be_counted(services: Services, started: Interview) -> None:
    hand_in(services, started)
    message = message_for(services, started.id, "q1")
    for part in range(4):
        blocked = keys.histogram_part(services.tenant, "en", part)
        services.clients.dynamodb.put_item(
            TableName=services.settings.table_name, Item={"pk": {"S": blocked.pk}, "sk": {"S": blocked.sk}}
        )
    services.analysis.record(message, a_transcript(), result("q1", measured()))
    answer = services.interviews.require(started.id).answer("q1")
    assert answer is not None
    assert answer.state == "analysed"


def test_a_result_from_before_there_were_measurements_can_still_be_read() -> None:
    old = result("q1", None).model_dump(exclude={"measurements"})
    assert AnswerResult.model_validate(old).measurements is None
