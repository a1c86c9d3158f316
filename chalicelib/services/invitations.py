"""Inviting candidates, and letting them in: one link each, bound to one session at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import Conflict, NotFound, Unauthenticated
from chalicelib.domain.ids import SECRET_BYTES, Token, make_token
from chalicelib.domain.interview import Answer, Candidate, Interview, Invitation
from chalicelib.domain.job import Job
from chalicelib.domain.language import Localized

# Who began before the link expired may finish.
_SESSION_GRACE = timedelta(days=1)
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


@dataclass(frozen=True)
class Invited:
    """A new interview with the token of its link, which is shown once."""

    interview: Interview
    token: Token


class InvitationService:
    """Invitations of one tenant."""

    def __init__(self, interviews: Interviews, clock: Clock, tenant: str) -> None:
        self._interviews = interviews
        self._clock = clock
        self._tenant = tenant

    def invite(
        self, job: Job, candidate: Candidate, interview_id: str, entropy: bytes, valid_for: timedelta
    ) -> Invited:
        """Invite a candidate. Done again with the same `interview_id`, as after a crash, it replaces the link."""
        now = self._clock.now()
        token = make_token("inv", self._tenant, interview_id, entropy)
        interview = Interview(
            id=interview_id,
            job=job.id,
            candidate=candidate,
            invitation=Invitation(digest=token.digest, expires_at=now + valid_for),
            answers=tuple(Answer(question=question.key) for question in job.questions),
            created_at=now,
        )
        if self._interviews.create(interview):
            return Invited(interview, token)

        def relink(current: Interview) -> Interview:
            return current.model_copy(update={"invitation": interview.invitation})

        return Invited(self._interviews.change(interview_id, now, relink)[0], token)

    def preview(self, token: Token) -> Interview:
        """What the link leads to, without using it up. Raises NotFound for a link that is not valid."""
        interview = self._interviews.get(token.subject)
        if interview is None:
            raise NotFound("invitation_not_found", _NO_LINK)
        _check(interview, token, self._clock.now())
        return interview

    def open(self, token: Token) -> tuple[Interview, Token]:
        """Start a session; a session that was open ends. Raises NotFound, or Conflict when it is too late."""
        session = make_token("cs", self._tenant, token.subject, self._clock.entropy(SECRET_BYTES))
        now = self._clock.now()

        def bind(interview: Interview) -> Interview:
            _check(interview, token, now)
            if interview.submitted_at is not None:
                raise Conflict("already_submitted", _OVER)
            invitation = interview.invitation.model_copy(update={"session_digest": session.digest})
            state = "opened" if interview.state == "invited" else interview.state
            return interview.model_copy(update={"invitation": invitation, "state": state})

        try:
            interview, _ = self._interviews.change(token.subject, now, bind)
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

        interview, _ = self._interviews.change(interview_id, self._clock.now(), close)
        return interview


def _check(interview: Interview, token: Token, now: datetime) -> None:
    invitation = interview.invitation
    if invitation.revoked or not token.matches(invitation.digest):
        raise NotFound("invitation_not_found", _NO_LINK)
    if now >= invitation.expires_at:
        raise Conflict("invitation_expired", _EXPIRED)
