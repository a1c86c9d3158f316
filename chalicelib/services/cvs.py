"""CVs: uploaded for a candidate, read by the worker, their facts filed with the candidate."""

from collections.abc import Sequence
from datetime import timedelta

from chalicelib.adapters.dynamodb.collection import Collection, Versioned
from chalicelib.adapters.s3 import Media
from chalicelib.adapters.sqs import Queues
from chalicelib.domain.candidate import Candidate, Cv, CvProblem, Profile
from chalicelib.domain.clock import Clock
from chalicelib.domain.cv import CvFacts
from chalicelib.domain.errors import CandorError, Conflict, InvalidInput, NotFound, PermanentError
from chalicelib.domain.interview import Upload
from chalicelib.domain.language import Localized
from chalicelib.domain.media_key import cv_key, cv_text_key
from chalicelib.domain.messages import Prepare
from chalicelib.domain.model import DomainModel

CONTENT_TYPES = frozenset(
    {"application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
)
MAX_BYTES = 10 << 20
_EXCERPT = 6000
_PLAYBACK_S = 900
_NO_CV = Localized(en="There is no such CV.", zh="没有这份简历。")
_MISSING = Localized(en="The file has not arrived yet. Upload it again.", zh="文件尚未到达,请重新上传。")
_DIFFERS = Localized(
    en="The file is not the one that was announced. Upload it again.", zh="文件与声明的不一致,请重新上传。"
)
_UNREAD = Localized(
    en="The CV could not be read. Upload it again, or fill the profile in by hand.",
    zh="无法读取该简历,请重新上传,或手工填写候选人信息。",
)
_TOO_LARGE = Localized(en="A CV may have 10 MB at most.", zh="简历不得超过 10 MB。")


class CvText(DomainModel):
    """What is kept of a CV's content, without what must not be looked at."""

    text: str
    pages: int
    truncated: bool
    facts: CvFacts


class CvService:
    """The CVs of one tenant's candidates."""

    def __init__(
        self,
        candidates: Collection[Candidate],
        media: Media,
        queues: Queues,
        clock: Clock,
        tenant: str,
        expiry: timedelta,
    ) -> None:
        self._candidates = candidates
        self._media = media
        self._queues = queues
        self._clock = clock
        self._tenant = tenant
        self._expiry = expiry

    def ask_upload(
        self, candidate_id: str, upload_id: str, content_type: str, size: int, sha256: str
    ) -> tuple[Upload, str, dict[str, str]]:
        """A signed upload: (upload, address, headers to send). Raises NotFound, InvalidInput."""
        if size > MAX_BYTES:
            raise InvalidInput("file_too_large", _TOO_LARGE, (("/size", _TOO_LARGE),))
        upload = Upload(
            id=upload_id,
            key=cv_key(self._tenant, candidate_id, upload_id),
            content_type=content_type,
            size=size,
            sha256=sha256,
            expires_at=self._clock.now() + self._expiry,
        )
        cv = Cv(id=upload_id, key=upload.key, content_type=content_type, size=size, sha256=sha256)
        self._candidates.change(candidate_id, lambda known: known.model_copy(update={"cv_upload": cv}), None)
        url, headers = self._media.sign_upload(upload, int(self._expiry.total_seconds()))
        return upload, url, headers

    def complete(self, candidate_id: str, upload_id: str) -> Versioned[Candidate]:
        """The file is there: have it read. Raises NotFound, Conflict while it is not, or when it is another one."""
        candidate = self._candidates.require(candidate_id)
        if candidate.value.cv and candidate.value.cv.id == upload_id:
            self._tell_worker(candidate.value.cv, candidate_id)
            return candidate
        cv = candidate.value.cv_upload
        if cv is None or cv.id != upload_id:
            raise NotFound("cv_not_found", _NO_CV)
        facts = self._media.facts(cv.key)
        if facts is None:
            raise Conflict("upload_missing", _MISSING)
        if facts.size != cv.size or (facts.sha256 is not None and facts.sha256 != cv.sha256):
            raise Conflict("upload_differs", _DIFFERS)

        def receive(candidate: Candidate) -> Candidate:
            if candidate.cv_upload is None or candidate.cv_upload.id != upload_id:
                return candidate
            received = candidate.cv_upload.model_copy(update={"state": "received"})
            return candidate.model_copy(update={"cv": received, "cv_upload": None})

        changed = self._candidates.change(candidate_id, receive, None)
        if changed.value.cv and changed.value.cv.id == upload_id:
            self._tell_worker(changed.value.cv, candidate_id)
        return changed

    def address(self, candidate: Candidate) -> str:
        """Where the CV can be read for a quarter of an hour. Raises NotFound."""
        if candidate.cv is None or candidate.cv.state == "waiting":
            raise NotFound("cv_not_found", _NO_CV)
        return self._media.sign_playback(candidate.cv.key, _PLAYBACK_S)

    def begin(self, message: Prepare) -> bytes | None:
        """The CV's bytes; None when nothing is left to do."""
        found = self._candidates.find(message.subject)
        cv = found.value.cv if found else None
        if cv is None or cv.id != message.id or cv.state != "received":
            return None
        return self._media.read(cv.key, MAX_BYTES)

    def keep(self, message: Prepare, read: CvText) -> Candidate:
        """File the text and put the facts into the profile: what was stated otherwise stands, lists grow."""
        key = cv_text_key(self._tenant, message.subject, message.id)
        self._media.write_json(key, read.model_dump_json())
        now = self._clock.now()

        def file(candidate: Candidate) -> Candidate:
            if candidate.cv is None or candidate.cv.id != message.id:
                return candidate
            update = {"state": "parsed", "text_key": key, "excerpt": read.text[:_EXCERPT], "parsed_at": now}
            profile = together(candidate.profile, read.facts.profile)
            return candidate.model_copy(update={"cv": candidate.cv.model_copy(update=update), "profile": profile})

        return self._candidates.change(message.subject, file, None).value

    def refuse(self, message: Prepare, error: CandorError) -> None:
        """Put on the candidate why the CV cannot be used."""
        problem = CvProblem(code=error.code, text=error.text)

        def mark(candidate: Candidate) -> Candidate:
            if candidate.cv is None or candidate.cv.id != message.id or candidate.cv.state != "received":
                return candidate
            refused = candidate.cv.model_copy(update={"state": "refused", "problem": problem})
            return candidate.model_copy(update={"cv": refused})

        self._candidates.change(message.subject, mark, None)

    def give_up(self, message: Prepare) -> None:
        """Put on the candidate that the CV could not be read for a reason of ours."""
        self.refuse(message, PermanentError("cv_unread", _UNREAD))

    def _tell_worker(self, cv: Cv, candidate_id: str) -> None:
        if cv.state == "received":
            self._queues.send_preparation(Prepare(tenant=self._tenant, task="cv", subject=candidate_id, id=cv.id))


def together(stated: Profile, found: Profile) -> Profile:
    """A profile with the CV's facts where nothing was stated, and with both sides' lists."""
    update: dict[str, object] = {}
    for name, field in Profile.model_fields.items():
        one, other = getattr(stated, name), getattr(found, name)
        if isinstance(one, tuple):
            most = next((mark.max_length for mark in field.metadata if hasattr(mark, "max_length")), None)
            update[name] = _union(one, other)[:most]
        else:
            update[name] = other if one is None else one
    return Profile.model_validate(update)


def _union(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for entry in (*one, *other):
        found.setdefault(entry.casefold(), entry)
    return tuple(found.values())
