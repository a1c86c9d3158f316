"""What a candidate does: consent, ask for signed uploads, report them complete, submit."""

from datetime import timedelta

from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.adapters.s3 import Media
from chalicelib.domain.clock import Clock, new_id
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound
from chalicelib.domain.interview import MAX_UPLOADS, Answer, Consent, Interview, Upload
from chalicelib.domain.language import Localized
from chalicelib.domain.media_key import RecordingKey
from chalicelib.services.admission import AdmissionService
from chalicelib.services.result_start import ResultStart

CONSENT_VERSION = "2026-11-1"
CONSENT_TEXT = Localized(
    en=(
        "Your recorded answers are transcribed and scored by software against the job's published criteria. Every "
        "score shows the words that led to it, people at the company decide, and nobody is turned down by software "
        "alone. Your face and your feelings are not analysed. You may ask for a person instead, for an explanation, "
        "a copy or deletion."
    ),
    zh=(
        "您的录音答案将由软件转写,并依据该职位公布的标准评分。每项评分都附有作为依据的原话,最终由公司人员决定,"
        "不会仅凭软件淘汰任何人。我们不分析您的面部或情绪。您可以要求改由人工面试,也可以要求解释、副本或删除。"
    ),
)
_WRITTEN = Localized(
    en="This question is answered in writing, not by a recording.", zh="该问题须以文字或代码作答,不能提交录音。"
)
CONTENT_TYPES = frozenset(
    {"audio/webm", "video/webm", "audio/mp4", "video/mp4", "audio/m4a", "audio/x-m4a", "audio/ogg", "audio/wav",
     "audio/x-wav", "audio/mpeg"}
)  # fmt: skip


class CandidateService:
    """One tenant's candidates at work on their interviews."""

    def __init__(
        self,
        interviews: Interviews,
        jobs: Jobs,
        media: Media,
        admission: AdmissionService,
        result_start: ResultStart,
        clock: Clock,
        tenant: str,
        *,
        upload_expiry: timedelta,
        max_upload_bytes: int,
    ) -> None:
        self._interviews = interviews
        self._jobs = jobs
        self._media = media
        self._admission = admission
        self._result_start = result_start
        self._clock = clock
        self._tenant = tenant
        self._expiry = upload_expiry
        self._max_bytes = max_upload_bytes

    def consent(self, interview_id: str, text_version: str) -> Interview:
        """Record consent to the text that is in force. Raises Conflict for another version."""
        if text_version != CONSENT_VERSION:
            text = Localized(en="The notice has changed; please read it again.", zh="告知内容已更新,请重新阅读。")
            raise Conflict("consent_outdated", text)
        now = self._clock.now()

        def agree(interview: Interview) -> Interview:
            if interview.consent:
                return interview
            consent = Consent(text_version=text_version, at=now)
            return interview.model_copy(update={"consent": consent, "state": "started"})

        return self._interviews.change(interview_id, now, agree, record=True)[0]

    def ask_upload(
        self, interview_id: str, question: str, content_type: str, size: int, sha256: str
    ) -> tuple[Upload, str, dict[str, str]]:
        """A signed upload: (upload, address, headers to send). Raises Conflict, NotFound, InvalidInput."""
        if size > self._max_bytes:
            megabytes = self._max_bytes // 1_000_000
            text = Localized(en=f"The file may have {megabytes} MB at most.", zh=f"文件不得超过 {megabytes} MB。")
            raise InvalidInput("file_too_large", text, (("/size", text),))
        interview = self._interviews.require(interview_id)
        asked = self._jobs.require_plan(interview.job, interview.plan).question(question)
        if asked is not None and asked.is_written:
            raise Conflict("writing_expected", _WRITTEN)
        now = self._clock.now()
        upload_id = new_id(self._clock, "")
        upload = Upload(
            id=upload_id,
            key=str(RecordingKey(self._tenant, interview_id, question, upload_id)),
            content_type=content_type,
            size=size,
            sha256=sha256,
            expires_at=now + self._expiry,
        )

        def expect(interview: Interview) -> Interview:
            answer = open_answer(interview, question)
            changed = answer.model_copy(
                update={"state": "uploading", "upload": upload, "uploads": (*answer.uploads, upload), "problem": None}
            )
            return interview.with_answer(changed)

        self._interviews.change(interview_id, now, expect)
        url, headers = self._media.sign_upload(upload, int(self._expiry.total_seconds()))
        return upload, url, headers

    def complete(self, interview_id: str, question: str, upload_id: str) -> Interview:
        """The candidate says that the file is there. Raises Conflict while it is not, NotFound for unknown uploads."""
        answer = self._interviews.require(interview_id).answer(question)
        if answer is None or answer.asked_for(upload_id) is None:
            raise NotFound("upload_not_found", Localized(en="There is no such upload.", zh="没有这个上传。"))
        key = RecordingKey(self._tenant, interview_id, question, upload_id)
        if self._admission.admit(key) == "missing":
            text = Localized(en="The file has not arrived yet. Upload it again.", zh="文件尚未到达,请重新上传。")
            raise Conflict("upload_missing", text)
        return self._interviews.require(interview_id)

    def submit(self, interview_id: str, *, leave_out: bool) -> Interview:
        """Hand the interview in. Raises Conflict when answers are missing, unless `leave_out` says so on purpose."""
        for answer in self._interviews.require(interview_id).answers:
            if answer.state == "uploading" and answer.upload:
                self._admission.admit(RecordingKey(self._tenant, interview_id, answer.question, answer.upload.id))
        now = self._clock.now()

        def hand_in(interview: Interview) -> Interview:
            if interview.submitted_at:
                return interview
            _check_started(interview)
            missing = [answer.question for answer in interview.answers if answer.state in {"waiting", "uploading"}]
            if missing and not leave_out:
                listed = ", ".join(missing)
                text = Localized(en=f"These questions have no answer yet: {listed}.", zh=f"以下问题尚未作答:{listed}。")
                raise Conflict("answers_missing", text)
            for answer in interview.answers:
                if answer.question in missing:
                    interview = interview.with_answer(answer.model_copy(update={"state": "unanswered"}))
            return interview.model_copy(update={"state": "submitted", "submitted_at": now})

        interview, _ = self._interviews.change(interview_id, now, hand_in, record=True)
        self._result_start.if_settled(interview)
        return interview


def _check_started(interview: Interview) -> None:
    if interview.consent is None:
        text = Localized(en="Consent has to be recorded first.", zh="请先确认同意。")
        raise Conflict("consent_missing", text)


def open_answer(interview: Interview, question: str) -> Answer:
    """The answer, if it may still be given. Raises Conflict, NotFound."""
    _check_started(interview)
    answer = interview.answer(question)
    if answer is None:
        raise NotFound("question_not_found", Localized(en="There is no such question.", zh="没有这个问题。"))
    if interview.submitted_at is not None or answer.state in {"received", "analysed"}:
        text = Localized(en="This answer has been handed in and stays as it is.", zh="该答案已提交,不能再修改。")
        raise Conflict("answer_final", text)
    if len(answer.uploads) >= MAX_UPLOADS:
        text = Localized(
            en="This answer was uploaded too many times. Ask the company for help.",
            zh="该答案上传次数过多,请联系公司。",
        )
        raise Conflict("too_many_uploads", text)
    return answer
