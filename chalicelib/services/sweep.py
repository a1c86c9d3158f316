"""The sweeper: looks at what has stood still too long and sets it going again, or says that it cannot.

It finds uploads whose events were lost, answers whose message was lost, interviews whose execution was lost, and
deliveries whose time has come.
"""

from datetime import timedelta

from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.domain.clock import Clock
from chalicelib.domain.interview import Answer, Interview, Problem
from chalicelib.domain.language import Localized
from chalicelib.domain.media_key import RecordingKey
from chalicelib.observability import count, logger
from chalicelib.services.admission import AdmissionService
from chalicelib.services.events import EventService
from chalicelib.services.interview_results import InterviewResultService
from chalicelib.services.outcomes import OutcomeService
from chalicelib.services.result_start import ResultStart

MAX_REDRIVES = 20
MAX_REQUEUES = 10
_FAILED = Problem(
    code="analysis_failed",
    text=Localized(
        en="The recording could not be analysed, again and again; a person has to listen to it.",
        zh="该录音多次分析失败,需要人工听取。",
    ),
)
_EXPIRED = Problem(
    code="upload_expired",
    text=Localized(
        en="The upload did not arrive in time. Please upload the answer again.",
        zh="上传未在限期内到达,请重新上传该答案。",
    ),
)
_GRACE = timedelta(minutes=5)


class SweepService:
    """Interviews of one tenant that have stood still."""

    def __init__(
        self,
        interviews: Interviews,
        admission: AdmissionService,
        results: InterviewResultService,
        events: EventService,
        outcomes: OutcomeService,
        result_start: ResultStart,
        clock: Clock,
        tenant: str,
    ) -> None:
        self._interviews = interviews
        self._admission = admission
        self._results = results
        self._events = events
        self._outcomes = outcomes
        self._result_start = result_start
        self._clock = clock
        self._tenant = tenant

    def look_at(self, interview_id: str) -> None:
        """Set one interview going again, whatever it waits for."""
        # To the end of the line first: one that cannot be helped must not keep the others waiting.
        self._interviews.touch(interview_id, self._clock.now())
        interview = self._interviews.require(interview_id)
        for answer in interview.answers:
            if answer.state == "uploading":
                self._find_upload(interview, answer)
            elif answer.state == "received":
                self._requeue(interview, answer)
        if interview.settled and interview.closed_at is None and not self._result_start.running(interview):
            self._redrive(interview)

    def _find_upload(self, interview: Interview, answer: Answer) -> None:
        for upload in reversed(answer.uploads):
            key = RecordingKey(self._tenant, interview.id, answer.question, upload.id)
            if self._admission.admit(key) == "admitted":
                return
        last = answer.upload
        now = self._clock.now()
        if last is None or now < last.expires_at + _GRACE:
            return

        def give_up(current: Interview) -> Interview:
            present = current.answer(answer.question)
            if present is None or present.state != "uploading" or present.upload != last:
                return current
            return current.with_answer(present.model_copy(update={"state": "waiting", "problem": _EXPIRED}))

        self._interviews.change(interview.id, now, give_up)

    def _requeue(self, interview: Interview, answer: Answer) -> None:
        """Queue an answer whose message came to nothing; after some times, say that it cannot be analysed."""
        if answer.requeues >= MAX_REQUEUES and answer.awaits_rescoring:
            self._admission.let_stand(interview.id, interview.attempt, answer.question)
            return
        if answer.requeues >= MAX_REQUEUES and answer.upload:
            self._admission.refuse(interview.id, answer.question, answer.upload.id, _FAILED)
            return

        def again(current: Interview) -> Interview:
            present = current.answer(answer.question)
            if present != answer:
                return current
            return current.with_answer(answer.model_copy(update={"requeues": answer.requeues + 1}))

        changed, done = self._interviews.change(interview.id, self._clock.now(), again)
        if done:
            logger.info("queueing an answer again", extra={"question": answer.question})
            count("AnswerRequeued")
            self._admission.queue(changed, answer.question)

    def _redrive(self, interview: Interview) -> None:
        if interview.redrives_spent >= MAX_REDRIVES:
            self._results.flag(interview.id, interview.attempt, "redrives_exhausted")
            self._events.publish_about(interview.id, interview.attempt, "interview.needs_attention")
            self._outcomes.tell_team("needs_attention", interview.id, interview.attempt)
            self._results.close(interview.id, interview.attempt)
            return

        def next_try(current: Interview) -> Interview:
            return current.model_copy(update={"redrives": interview.redrives + 1})

        changed, _ = self._interviews.change(interview.id, self._clock.now(), next_try)
        logger.warning("starting a lost result again", extra={"redrive": changed.redrives})
        count("ResultRedriven")
        self._result_start.again(changed)
