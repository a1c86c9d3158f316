"""Admission: an object that appeared in the media bucket becomes an answer to analyse.

The candidate's `complete` call and the store's own event both lead here, in any order and any number of times; the one
that comes first wins. What was promised about the file is checked before anything is queued.
"""

from datetime import timedelta
from typing import Literal

from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.s3 import Media, ObjectFacts
from chalicelib.adapters.sqs import Queues
from chalicelib.domain.clock import Clock
from chalicelib.domain.interview import SETTLED, Answer, Interview, Problem, Upload
from chalicelib.domain.language import Localized
from chalicelib.domain.media_key import RecordingKey
from chalicelib.domain.messages import AnalyseAnswer
from chalicelib.observability import count, logger
from chalicelib.services.result_start import ResultStart

Admission = Literal["admitted", "refused", "already", "late", "missing", "unknown"]

_EMPTY = Problem(
    code="empty_file",
    text=Localized(en="The file is empty. Please record the answer again.", zh="文件为空,请重新录制该答案。"),
)
_DIFFERS = Problem(
    code="upload_differs",
    text=Localized(
        en="The file that arrived is not the one announced. Please upload the answer again.",
        zh="收到的文件与声明的不一致,请重新上传该答案。",
    ),
)
_LATE = Problem(
    code="late_upload",
    text=Localized(
        en="A recording arrived after the interview was handed in; it was kept but not scored.",
        zh="面试提交之后才收到录音;录音已保存,但未评分。",
    ),
)

# A second word about an upload comes within seconds, unless whoever got the first was cut off before sending.
_MESSAGE_SENT_WITHIN = timedelta(seconds=60)


class AdmissionService:
    """Admits the uploads of one tenant."""

    def __init__(
        self, interviews: Interviews, media: Media, queues: Queues, result_start: ResultStart, clock: Clock, tenant: str
    ) -> None:
        self._interviews = interviews
        self._media = media
        self._queues = queues
        self._result_start = result_start
        self._clock = clock
        self._tenant = tenant

    def admit(self, key: RecordingKey) -> Admission:
        """Admit one upload: mark its answer received and queue its analysis, once. Never raises for a bad file."""
        interview = self._interviews.get(key.interview)
        answer = interview.answer(key.question) if interview else None
        upload = answer.asked_for(key.upload) if answer else None
        if interview is None or answer is None or upload is None:
            logger.warning("an object appeared that nobody asked for", extra={"question": key.question})
            return "unknown"
        if earlier := _earlier(interview, answer, upload):
            if earlier == "late":
                self._note_late(interview, answer)
            elif self._message_may_be_lost(answer):
                self.queue(interview, key.question)
            return earlier
        facts = self._media.facts(upload.key)
        if facts is None:
            return "missing"
        if problem := _fault(upload, facts):
            self.refuse(interview.id, key.question, upload.id, problem)
            return "refused"
        now = self._clock.now()

        def take(current: Interview) -> Interview:
            present = current.answer(key.question)
            if present is None or _earlier(current, present, upload):
                return current
            update = {"state": "received", "upload": upload, "problem": None, "received_at": now, "requeues": 0}
            return current.with_answer(present.model_copy(update=update))

        after, changed = self._interviews.change(interview.id, now, take)
        taken = after.answer(key.question)
        # A write whose answer was lost on the way is found done when it is repeated: the time tells that it was ours.
        if not changed and (taken is None or taken.received_at != now):
            return "already"
        self.queue(after, key.question)
        count("UploadAdmitted")
        return "admitted"

    def refuse(self, interview_id: str, question: str, upload_id: str, problem: Problem) -> Interview:
        """Put on the answer why this upload of it is of no use, for the candidate and HR to read; only once.

        Where another upload of the same answer has arrived, that one is taken in its place.
        """
        now = self._clock.now()
        other = self._other_arrival(interview_id, question, upload_id)

        def turn_away(current: Interview) -> Interview:
            answer = current.answer(question)
            upload = answer.asked_for(upload_id) if answer else None
            if answer is None or upload is None or upload_id in answer.refused or answer.state == "analysed":
                return current
            update: dict[str, object] = {"refused": (*answer.refused, upload_id)}
            if answer.state == "received" and answer.upload and answer.upload.id != upload_id:
                # Another upload was taken while this one was looked at: that one stands.
                return current.with_answer(answer.model_copy(update=update))
            if other and other.id not in answer.refused:
                update |= {"state": "received", "upload": other, "problem": None, "received_at": now, "requeues": 0}
            else:
                update |= {"state": "rejected", "upload": upload, "problem": problem, "settled_at": now}
            return current.with_answer(answer.model_copy(update=update))

        interview, changed = self._interviews.change(interview_id, now, turn_away)
        if changed:
            count("UploadRefused")
            answer = interview.answer(question)
            if answer and answer.state == "received":
                self.queue(interview, question)
        self._result_start.if_settled(interview)
        return interview

    def let_stand(self, interview_id: str, attempt: int, question: str) -> None:
        """Settle an answer that cannot be scored again: its earlier result stands, and the report says so."""
        now = self._clock.now()

        def keep(current: Interview) -> Interview:
            answer = current.answer(question)
            if answer is None or not answer.awaits_rescoring or current.attempt != attempt:
                return current
            update = {"state": "analysed", "result_key": answer.scored_from, "settled_at": now}
            return current.with_answer(answer.model_copy(update=update))

        interview, changed = self._interviews.change(interview_id, now, keep)
        if changed:
            count("RescoringFailed")
        self._result_start.if_settled(interview)

    def _other_arrival(self, interview_id: str, question: str, upload_id: str) -> Upload | None:
        interview = self._interviews.get(interview_id)
        answer = interview.answer(question) if interview else None
        for upload in reversed(answer.uploads if answer else ()):
            if answer and upload.id != upload_id and upload.id not in answer.refused:
                facts = self._media.facts(upload.key)
                if facts and _fault(upload, facts) is None:
                    return upload
        return None

    def _message_may_be_lost(self, answer: Answer) -> bool:
        """Whether a received answer's message should have led to something by now, if it was ever sent."""
        if answer.state != "received" or answer.received_at is None or answer.awaits_rescoring:
            return False
        return self._clock.now() - answer.received_at > _MESSAGE_SENT_WITHIN

    def _note_late(self, interview: Interview, answer: Answer) -> None:
        """Leave word on a question that was handed in unanswered: a person can see that something came after all."""
        if answer.state != "unanswered" or answer.problem == _LATE:
            return

        def note(current: Interview) -> Interview:
            present = current.answer(answer.question)
            if present is None or present.state != "unanswered":
                return current
            return current.with_answer(present.model_copy(update={"problem": _LATE}))

        self._interviews.change(interview.id, self._clock.now(), note)

    def queue(self, interview: Interview, question: str) -> None:
        """Queue the analysis of a received answer; doing it again is harmless."""
        answer = interview.answer(question)
        if answer is None or answer.upload is None:
            return
        send = self._queues.send_rescoring if answer.awaits_rescoring else self._queues.send_analysis
        send(
            AnalyseAnswer(
                tenant=self._tenant,
                interview=interview.id,
                attempt=interview.attempt,
                question=question,
                upload=answer.upload.id,
                key=answer.upload.key,
                size=answer.upload.size,
                content_type=answer.upload.content_type,
            )
        )


def _earlier(interview: Interview, answer: Answer, upload: Upload) -> Admission | None:
    """What has already been decided about this upload, if anything."""
    if upload.id in answer.refused:
        return "already"
    if answer.state in {"received", "analysed"}:
        return "already" if answer.upload and answer.upload.id == upload.id else "late"
    handed_in = interview.submitted_at is not None and answer.state in SETTLED
    return "late" if handed_in else None


def _fault(upload: Upload, facts: ObjectFacts) -> Problem | None:
    if facts.size == 0:
        return _EMPTY
    # A store that keeps no checksum has checked it against the signed header when the file came in.
    if facts.size != upload.size or facts.sha256 not in {None, upload.sha256}:
        return _DIFFERS
    return None
