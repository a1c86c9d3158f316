"""Answers that are typed: kept like an upload, and admitted like one.

An answer's upload is named by its content, so that sending it again changes nothing, wherever the first time broke off:
before the interview knew of it, before it was in the store, before it was admitted.
"""

import base64
import hashlib
from datetime import timedelta

from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.s3 import Media
from chalicelib.domain.clock import Clock
from chalicelib.domain.code_task import CodeLanguage
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound
from chalicelib.domain.interview import Interview, Upload
from chalicelib.domain.language import Localized
from chalicelib.domain.media_key import RecordingKey
from chalicelib.domain.plan import Question
from chalicelib.domain.typed_answer import content_type, encoded
from chalicelib.services.admission import AdmissionService
from chalicelib.services.candidate import open_answer

_NO_QUESTION = Localized(en="There is no such question.", zh="没有这个问题。")
_RECORDED = Localized(
    en="This question is answered by a recording, not in writing.", zh="该问题须以录音或录像作答,不能提交文字。"
)
_NO_LANGUAGE = Localized(en="A text answer has no programming language.", zh="文字答案无须指定编程语言。")
_MISSING = Localized(en="The answer has not arrived yet. Send it again.", zh="答案尚未到达,请重新提交。")


class TypedAnswerService:
    """One tenant's candidates who write."""

    def __init__(
        self, interviews: Interviews, jobs: Jobs, media: Media, admission: AdmissionService, clock: Clock, tenant: str,
        *, expiry: timedelta,
    ) -> None:  # fmt: skip
        self._interviews = interviews
        self._jobs = jobs
        self._media = media
        self._admission = admission
        self._clock = clock
        self._tenant = tenant
        self._expiry = expiry

    def submit(self, interview_id: str, question_key: str, text: str, language: CodeLanguage | None) -> Interview:
        """Hand in a typed answer; the same one again changes nothing. Raises InvalidInput, Conflict, NotFound."""
        interview = self._interviews.require(interview_id)
        question = self._jobs.require_plan(interview.job, interview.plan).question(question_key)
        if question is None:
            raise NotFound("question_not_found", _NO_QUESTION)
        _check_kind(question, language)
        content = encoded(text)
        upload = self._upload(interview, question_key, content, content_type(language))
        now = self._clock.now()

        def expect(current: Interview) -> Interview:
            answer = current.answer(question_key)
            if answer and answer.asked_for(upload.id) and upload.id not in answer.refused and answer.upload == upload:
                return current
            answer = open_answer(current, question_key)
            uploads = answer.uploads if answer.asked_for(upload.id) else (*answer.uploads, upload)
            update = {"state": "uploading", "upload": upload, "uploads": uploads, "problem": None}
            return current.with_answer(answer.model_copy(update=update))

        self._interviews.change(interview_id, now, expect)
        self._media.write_answer(upload, content)
        if self._admission.admit(RecordingKey(self._tenant, interview_id, question_key, upload.id)) == "missing":
            raise Conflict("upload_missing", _MISSING)
        return self._interviews.require(interview_id)

    def _upload(self, interview: Interview, question: str, content: bytes, kind: str) -> Upload:
        """The upload that this content is, or was: one that was refused is not taken again, its text may be."""
        answer = interview.answer(question)
        refused = len(answer.refused) if answer else 0
        digest = hashlib.sha256(f"{kind}\n{refused}\n".encode() + content).hexdigest()
        upload_id = f"typed{digest[:32]}"
        if answer and (known := answer.asked_for(upload_id)):
            return known
        return Upload(
            id=upload_id,
            key=str(RecordingKey(self._tenant, interview.id, question, upload_id)),
            content_type=kind,
            size=len(content),
            sha256=base64.b64encode(hashlib.sha256(content).digest()).decode(),
            expires_at=self._clock.now() + self._expiry,
        )


def _check_kind(question: Question, language: CodeLanguage | None) -> None:
    if not question.is_written:
        raise Conflict("recording_expected", _RECORDED)
    if question.answer_kind == "text":
        if language is not None:
            raise InvalidInput("language_unexpected", _NO_LANGUAGE, (("/language", _NO_LANGUAGE),))
    elif language not in question.code_languages:
        listed = ", ".join(question.code_languages)
        text = Localized(en=f"Name the language of the code: {listed}.", zh=f"请指定代码所用的语言:{listed}。")
        raise InvalidInput("language_required", text, (("/language", text),))
