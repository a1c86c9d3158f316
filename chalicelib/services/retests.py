"""Interviews that are taken again: a new attempt with a new link, beside the reports of the attempts before it.

The candidate is told here, where the link is known: only its hash is kept, so that nobody can tell of it later. The
state machine has nothing to send for the outcome `retest`.
"""

from datetime import timedelta

from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.rescorings import Rescorings
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import SECRET_BYTES, Token, make_token
from chalicelib.domain.interview import Answer, Interview, Invitation
from chalicelib.domain.language import Localized
from chalicelib.services.events import EventService
from chalicelib.services.invitations import InvitationService, Invited
from chalicelib.services.notices import NoticeService

VALID_FOR = timedelta(days=7)
_NOT_OVER = Localized(
    en="Only an interview that was handed in, and whose result is known, can be taken again.",
    zh="只有已提交且结果已知的面试才能重测。",
)


class RetestService:
    """Retests of one tenant."""

    def __init__(
        self,
        interviews: Interviews,
        invitations: InvitationService,
        rescorings: Rescorings,
        events: EventService,
        notices: NoticeService,
        clock: Clock,
        tenant: str,
        public_url: str,
    ) -> None:
        self._interviews = interviews
        self._invitations = invitations
        self._rescorings = rescorings
        self._events = events
        self._notices = notices
        self._clock = clock
        self._tenant = tenant
        self._public_url = public_url

    def check(self, interview: Interview) -> None:
        """Raises Conflict for an interview that cannot be taken again."""
        if interview.submitted_at is None or interview.state not in {"reported", "needs_attention"}:
            raise Conflict("interview_not_over", _NOT_OVER)
        self._invitations.check_newest(interview)

    def start(self, interview_id: str, attempt: int, valid_for: timedelta = VALID_FOR) -> Invited:
        """Let the interview be taken again after this attempt, and send the candidate the link.

        Done again, as after a crash, it starts no second attempt; the link is another, and the one before is of no use
        any more. Raises NotFound, Conflict.
        """
        now = self._clock.now()
        token = make_token("inv", self._tenant, interview_id, self._clock.entropy(SECRET_BYTES))
        invitation = Invitation(digest=token.digest, expires_at=now + valid_for)

        def again(current: Interview) -> Interview:
            if _started(current, attempt):
                return current.model_copy(update={"invitation": invitation})
            self.check(current)
            return _afresh(current, invitation)

        # What a rescoring is still at comes to its end here: its attempt gives way to the new one.
        interview, _ = self._interviews.change(
            interview_id, now, again, record=True, also=lambda before: self._rescorings.finishing(before, now)
        )
        self._tell(interview, token)
        return Invited(interview, token)

    def _tell(self, interview: Interview, token: Token) -> None:
        about = f"{interview.id}/{interview.attempt}"
        facts = {
            "url": f"{self._public_url}/v1/invitations/{token}",
            "due_at": interview.invitation.expires_at.isoformat(),
        }
        # With part of the link's hash: where another link took its place, the candidate has to be told of that one.
        self._notices.request(
            "retest", f"{about}/{token.digest[:12]}", "candidate", interview=interview, job=interview.job, facts=facts
        )
        self._events.publish("interview.retest_started", about, self._events.facts(interview, interview.attempt))


def _started(interview: Interview, attempt: int) -> bool:
    """Whether the retest after this attempt has begun."""
    later = interview.attempt > attempt and not interview.rescored(interview.attempt)
    return later and interview.submitted_at is None


def _afresh(interview: Interview, invitation: Invitation) -> Interview:
    """The interview as its candidate finds it when it is taken again."""
    return interview.model_copy(
        update={
            "attempt": interview.attempt + 1,
            "state": "invited",
            "answers": tuple(Answer(question=answer.question) for answer in interview.answers),
            "invitation": invitation,
            "consent": None,
            "submitted_at": None,
            "reported_at": None,
            "closed_at": None,
            "redrives": 0,
            "problem": None,
        }
    )
