"""Admission: an object that appeared in the media bucket becomes an answer to analyse.

The candidate's `complete` call and the store's own event both lead here, in any order and any number of times; the one
that comes first wins. What was promised about the file is checked before anything is queued.
"""

from datetime import datetime
from typing import Literal

from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.s3 import Media, ObjectFacts
from chalicelib.adapters.sqs import Queues
from chalicelib.domain.clock import Clock
from chalicelib.domain.interview import Answer, Interview, Problem, Upload
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
        if earlier := _earlier(answer, upload):
            if earlier == "late":
                self._note_late(interview, answer)
            return earlier
        facts = self._media.facts(upload.key)
        if facts is None:
            return "missing"
        problem = _fault(upload, facts)
        now = self._clock.now()

        def take(current: Interview) -> Interview:
            present = current.answer(key.question)
            if present is None or _earlier(present, upload):
                return current
            if problem:
                return current.with_answer(refuse(present, upload, problem, now))
            update = {"state": "received", "upload": upload, "problem": None, "received_at": now}
            return current.with_answer(present.model_copy(update=update))

        after, changed = self._interviews.change(interview.id, now, take)
        if not changed:
            return "already"
        if problem:
            count("UploadRefused")
            self._result_start.if_settled(after)
            return "refused"
        self.queue(after, key.question)
        count("UploadAdmitted")
        return "admitted"

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
        self._queues.send_analysis(
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


def refuse(answer: Answer, upload: Upload, problem: Problem, at: datetime) -> Answer:
    """The answer once this upload of it was looked at and found unusable."""
    return answer.model_copy(
        update={
            "state": "rejected",
            "upload": upload,
            "problem": problem,
            "settled_at": at,
            "refused": (*answer.refused, upload.id),
        }
    )


def _earlier(answer: Answer, upload: Upload) -> Admission | None:
    """What has already been decided about this upload, if anything."""
    if upload.id in answer.refused:
        return "already"
    if answer.state in {"received", "analysed"}:
        return "already" if answer.upload and answer.upload.id == upload.id else "late"
    return "late" if answer.state == "unanswered" else None


def _fault(upload: Upload, facts: ObjectFacts) -> Problem | None:
    if facts.size == 0:
        return _EMPTY
    # A store that keeps no checksum has checked it against the signed header when the file came in.
    if facts.size != upload.size or facts.sha256 not in {None, upload.sha256}:
        return _DIFFERS
    return None
