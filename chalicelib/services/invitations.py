"""Inviting candidates, and letting them in: one link each, bound to the device that opens it, one session at a time."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.candidates import application_indexes, application_key, applied_key, applied_row
from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.table import Table, Write
from chalicelib.domain.application import Application
from chalicelib.domain.candidate import Candidate
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import Conflict, NotFound, RetryableError, TooManyRequests, Unauthenticated
from chalicelib.domain.ids import SECRET_BYTES, Token, make_token
from chalicelib.domain.interview import Answer, Interview, Invitation, Invitee
from chalicelib.domain.language import Localized
from chalicelib.domain.plan import InterviewPlan

# Who began before the link expired may finish.
_SESSION_GRACE = timedelta(days=1)
_DAY_S = 86_400
_TRIES = 5
_NO_LINK = Localized(
    en="This invitation link is not valid. Ask the company for a new one.", zh="该邀请链接无效,请向公司索取新的链接。"
)
_EXPIRED = Localized(
    en="This invitation has expired. Ask the company for a new one.", zh="该邀请已过期,请向公司索取新的邀请。"
)
_NO_SESSION = Localized(
    en="Your session has ended or was opened elsewhere. Open the invitation link again.",
    zh="会话已结束或已在别处打开,请重新打开邀请链接。",
)
_OVER = Localized(en="This interview has been submitted.", zh="该面试已提交。")
_BOUND = Localized(
    en="This link was opened on another device. Go on there, or ask the company for a new link.",
    zh="该链接已在其他设备上打开。请在该设备上继续,或向公司索取新的链接。",
)
_INVITED = Localized(
    en="This candidate has an interview for this job already. An invitation that is not submitted can be withdrawn.",
    zh="该候选人已有此职位的面试;尚未提交的邀请可以撤回。",
)
_ANEW = Localized(
    en="The candidate has been invited anew since; give a new link for that invitation.",
    zh="该候选人已被重新邀请,请为新的邀请生成链接。",
)
_QUOTA = Localized(en="The quota of interviews for today is used up.", zh="今日的面试配额已用完。")
_BUSY = Localized(
    en="The candidate is being invited by somebody else; try again.", zh="该候选人正被他人邀请,请稍后重试。"
)


@dataclass(frozen=True)
class Invited:
    """A new interview with the token of its link, which is shown once."""

    interview: Interview
    token: Token


class InvitationService:
    """Invitations of one tenant."""

    def __init__(self, table: Table, interviews: Interviews, clock: Clock, tenant: str) -> None:
        self._table = table
        self._interviews = interviews
        self._clock = clock
        self._tenant = tenant

    def count(self, invitations: int, per_day: int) -> None:
        """Count invitations against today's quota. Raises TooManyRequests when they would go beyond it."""
        seconds = int(self._clock.now().timestamp())
        day = keys.rate(self._tenant, "interviews", seconds // _DAY_S)
        expires = self._clock.now() + timedelta(days=2)
        if invitations > per_day or self._table.count_up(day, invitations, per_day, expires) is None:
            raise TooManyRequests("interviews_quota", _QUOTA, _DAY_S - seconds % _DAY_S)

    def invite(self, plan: InterviewPlan, candidate: Candidate, interview_id: str, valid_for: timedelta) -> Invited:
        """Invite a candidate; an application is made where there is none.

        Done again with the same `interview_id`, as after a crash, it replaces the link. Raises Conflict when the
        candidate has another invitation for the job that is neither withdrawn nor expired.
        """
        now = self._clock.now()
        token = make_token("inv", self._tenant, interview_id, self._clock.entropy(SECRET_BYTES))
        interview = Interview(
            id=interview_id,
            job=plan.job,
            plan=plan.id,
            candidate=Invitee.model_validate(candidate.model_dump(include=set(Invitee.model_fields))),
            invitation=Invitation(digest=token.digest, expires_at=now + valid_for),
            answers=tuple(Answer(question=question.key) for question in plan.questions),
            created_at=now,
        )
        where = application_key(self._tenant, plan.job, candidate.id)
        for _ in range(_TRIES):
            stored = self._table.get(where)
            fresh = Application(job=plan.job, candidate=candidate.id, created_at=now)
            application = stored.read(Application) if stored else fresh
            if application.interview == interview_id:
                return Invited(self._relink(interview_id, token, now + valid_for), token)
            self._end_before(application, now)
            application = application.model_copy(update={"interview": interview_id, "invited_at": now})
            row = Write(
                where,
                application.model_dump_json(),
                stored.rev if stored else 0,
                application_indexes(self._tenant, application),
            )
            listed = stored or self._table.get(applied_key(self._tenant, plan.job, candidate.id))
            more = () if listed else applied_row(self._tenant, application)
            if self._interviews.create(interview, (row, *more)):
                return Invited(interview, token)
        raise RetryableError("candidate_busy", _BUSY)

    def renew(self, interview_id: str, valid_for: timedelta) -> Invited:
        """A new link, for whoever lost the first or its device; the link, binding and session before it end.

        Raises NotFound, and Conflict when the interview is submitted, or a later one has taken its place.
        """
        self.check_newest(self._interviews.require(interview_id))
        token = make_token("inv", self._tenant, interview_id, self._clock.entropy(SECRET_BYTES))
        return Invited(self._relink(interview_id, token, self._clock.now() + valid_for), token)

    def check_newest(self, interview: Interview) -> None:
        """Raises Conflict when the candidate was invited anew for the job since."""
        stored = self._table.get(application_key(self._tenant, interview.job, interview.candidate.id))
        if stored and stored.read(Application).interview != interview.id:
            raise Conflict("invited_anew", _ANEW)

    def mark_sent(self, interview_id: str) -> Interview:
        """Note that the link went out. Doing it again changes nothing."""
        now = self._clock.now()

        def note(interview: Interview) -> Interview:
            if interview.invitation.sent_at:
                return interview
            return interview.model_copy(update={"invitation": interview.invitation.model_copy(update={"sent_at": now})})

        return self._interviews.change(interview_id, now, note, record=True)[0]

    def preview(self, token: Token) -> Interview:
        """What the link leads to, without using it up. Raises NotFound for a link that is not valid."""
        interview = self._interviews.get(token.subject)
        if interview is None:
            raise NotFound("invitation_not_found", _NO_LINK)
        _check(interview, token, self._clock.now())
        return interview

    def open(self, token: Token, device_key: str) -> tuple[Interview, Token]:
        """Start a session on the device that made up `device_key`; a session that was open ends.

        The first opening binds the link to its device: the same device may open it again, no other. Raises NotFound,
        or Conflict when it is bound elsewhere or too late.
        """
        session = make_token("cs", self._tenant, token.subject, self._clock.entropy(SECRET_BYTES))
        device = hashlib.sha256(device_key.encode()).hexdigest()
        now = self._clock.now()

        def bind(interview: Interview) -> Interview:
            _check(interview, token, now)
            bound = interview.invitation.device_digest
            if bound is not None and not hmac.compare_digest(bound, device):
                raise Conflict("invitation_bound", _BOUND)
            if interview.submitted_at is not None:
                raise Conflict("already_submitted", _OVER)
            invitation = interview.invitation.model_copy(
                update={
                    "device_digest": device,
                    "session_digest": session.digest,
                    "opened_at": interview.invitation.opened_at or now,
                }
            )
            state = "opened" if interview.state == "invited" else interview.state
            return interview.model_copy(update={"invitation": invitation, "state": state})

        try:
            interview, _ = self._interviews.change(token.subject, now, bind, record=True)
        except NotFound as error:
            raise NotFound("invitation_not_found", _NO_LINK) from error
        return interview, session

    def check_session(self, session: Token) -> Interview:
        """The interview of a candidate's session. Raises Unauthenticated when it is not the current one."""
        interview = self._interviews.get(session.subject)
        digest = interview.invitation.session_digest if interview else None
        if interview is None or digest is None or not session.matches(digest) or interview.invitation.revoked:
            raise Unauthenticated("bad_session", _NO_SESSION)
        if self._clock.now() >= interview.invitation.expires_at + _SESSION_GRACE:
            raise Unauthenticated("bad_session", _NO_SESSION)
        return interview

    def revoke(self, interview_id: str) -> Interview:
        """Make the link and any open session useless at once."""

        def close(interview: Interview) -> Interview:
            invitation = interview.invitation.model_copy(update={"revoked": True, "session_digest": None})
            return interview.model_copy(update={"invitation": invitation})

        interview, _ = self._interviews.change(interview_id, self._clock.now(), close, record=True)
        return interview

    def _relink(self, interview_id: str, token: Token, expires_at: datetime) -> Interview:
        def relink(current: Interview) -> Interview:
            if current.submitted_at is not None:
                raise Conflict("already_submitted", _OVER)
            return current.model_copy(update={"invitation": Invitation(digest=token.digest, expires_at=expires_at)})

        return self._interviews.change(interview_id, self._clock.now(), relink, record=True)[0]

    def _end_before(self, application: Application, now: datetime) -> None:
        """See to it that an earlier invitation is of no use any more. Raises Conflict when it still holds."""
        before = self._interviews.get(application.interview) if application.interview else None
        state = before.invitation_state(now) if before else "withdrawn"
        if state not in {"withdrawn", "expired"}:
            raise Conflict("already_invited", _INVITED)
        if before and state == "expired":
            # Whoever opened it in time still has a session for a while.
            self.revoke(before.id)


def _check(interview: Interview, token: Token, now: datetime) -> None:
    invitation = interview.invitation
    if invitation.revoked or not token.matches(invitation.digest):
        raise NotFound("invitation_not_found", _NO_LINK)
    if now >= invitation.expires_at:
        raise Conflict("invitation_expired", _EXPIRED)
