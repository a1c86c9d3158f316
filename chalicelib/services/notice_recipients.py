"""Who a notice is for: names of audiences become people with the ways in which they can be reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chalicelib.adapters.dynamodb.collection import Collection
from chalicelib.domain.candidate import Candidate
from chalicelib.domain.channel import Contact
from chalicelib.domain.interview import Interview
from chalicelib.domain.job import Job, TeamRole
from chalicelib.domain.language import Language
from chalicelib.domain.notice import Audience, Notice
from chalicelib.domain.people import User
from chalicelib.domain.tenant import Tenant
from chalicelib.services.channels import ChannelService

_TEAM: frozenset[TeamRole] = frozenset({"owner", "recruiter"})
_HIRING_MANAGERS: frozenset[TeamRole] = frozenset({"hiring_manager"})


@dataclass(frozen=True)
class Recipient:
    """One person, or the tenant as such."""

    kind: Literal["candidate", "user", "tenant"]
    id: str
    language: Language
    contact: Contact


class NoticeRecipients:
    """The people that one tenant's notices go to."""

    def __init__(
        self,
        tenants: Collection[Tenant],
        jobs: Collection[Job],
        users: Collection[User],
        candidates: Collection[Candidate],
        channels: ChannelService,
        tenant: str,
    ) -> None:
        self._tenants = tenants
        self._jobs = jobs
        self._users = users
        self._candidates = candidates
        self._channels = channels
        self._tenant = tenant

    def tenant(self) -> Tenant:
        """The tenant itself."""
        return self._tenants.require(self._tenant).value

    def job(self, job_id: str | None) -> Job | None:
        """The job that a notice is about."""
        found = self._jobs.find(job_id) if job_id else None
        return found.value if found else None

    def of(self, audience: Audience, interview: Interview | None, job: Job | None) -> tuple[Recipient, ...]:
        """The people of an audience. The tenant's contact stands in for colleagues of whom nobody can be reached."""
        if audience == "candidate":
            return (self._candidate(interview),) if interview else ()
        if audience != "tenant" and job:
            wanted = _TEAM if audience == "team" else _HIRING_MANAGERS
            members = [member.user_id for member in job.team if member.role in wanted]
            people = [self._user(user) for user in self._active(members)]
            if any(self._channels.reaches(one.contact, candidate=False) for one in people):
                return tuple(people)
        return (self._contact_of_tenant(),)

    def again(self, notice: Notice, interview: Interview | None) -> Contact:
        """How the recipient of a notice can be reached now."""
        if notice.recipient_kind == "candidate":
            if interview:
                return self._candidate(interview).contact
            return self._with_chat("candidate", notice.recipient, Contact())
        if notice.recipient_kind == "user":
            found = self._active([notice.recipient])
            return self._user(found[0]).contact if found else Contact()
        return self._contact_of_tenant().contact

    def _active(self, ids: Sequence[str]) -> list[User]:
        found = self._users.find_many(list(dict.fromkeys(ids)))
        return [one.value for one in found.values() if one.value.state == "active"]

    def _user(self, user: User) -> Recipient:
        contact = self._with_chat("user", user.id, Contact(email=user.email, work_email=user.email))
        return Recipient("user", user.id, user.language, contact)

    def _candidate(self, interview: Interview) -> Recipient:
        invitee = interview.candidate
        found = self._candidates.find(invitee.id)
        own = found.value if found else None
        contact = Contact(email=(own.email if own else None) or invitee.email, phone=own.phone if own else None)
        return Recipient("candidate", invitee.id, invitee.language, self._with_chat("candidate", invitee.id, contact))

    def _contact_of_tenant(self) -> Recipient:
        tenant = self.tenant()
        language = self._channels.notice_settings().value.language or tenant.language
        return Recipient("tenant", tenant.id, language, Contact(email=tenant.contact_email))

    def _with_chat(self, kind: Literal["user", "candidate"], subject: str, contact: Contact) -> Contact:
        chat = self._channels.chat_addresses(kind, subject).value
        return contact.model_copy(
            update={
                "phone": chat.phone or contact.phone,
                "dingtalk_user_id": chat.dingtalk_user_id,
                "wecom_user_id": chat.wecom_user_id,
                "feishu_open_id": chat.feishu_open_id,
            }
        )
