"""What people are told: one notice for each recipient, made once, sent by the queue, sent again when somebody asks."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from chalicelib.adapters.dynamodb.notices import Notices
from chalicelib.adapters.kms import Sealer
from chalicelib.adapters.sqs import Queues
from chalicelib.channels import channels
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.ids import parse_token
from chalicelib.domain.interview import Interview
from chalicelib.domain.job import Job
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.messages import SendNotice
from chalicelib.domain.notice import Address, Audience, Notice, Purpose, notice_id
from chalicelib.domain.notice_template import VARIABLES, one_line, render
from chalicelib.services.channels import ChannelService
from chalicelib.services.notice_delivery import URL_PLACE, NoticeDelivery
from chalicelib.services.notice_recipients import NoticeRecipients, Recipient
from chalicelib.services.notice_templates import NoticeTemplateService

MOST_RESENT = 200
_OUTCOMES: Mapping[str, Localized] = {
    "advance": Localized(en="next round", zh="进入下一轮"),
    "human_review": Localized(en="a person is to decide", zh="等待人工决定"),
    "thank_you": Localized(en="not continued, with thanks", zh="感谢参与"),
    "retest": Localized(en="to be taken again", zh="重测"),
}
_MISSING = Localized(en="There is no such notice.", zh="没有这条通知。")
_UNDER_WAY = Localized(en="This notice is still on its way.", zh="该通知仍在发送中。")
_READ = Localized(en="This notice was read.", zh="该通知已读。")
_CANNOT_TELL = Localized(
    en="Its channel does not say who has read it. Ask with `unread_only` false to send it again all the same.",
    zh="该渠道无法得知是否已读；如仍需重发，请将 unread_only 设为 false。",
)


class _Said(NamedTuple):
    """What a notice says."""

    subject: str
    text: str
    short: str


class NoticeService:
    """Notices of one tenant."""

    def __init__(
        self,
        notices: Notices,
        recipients: NoticeRecipients,
        templates: NoticeTemplateService,
        channel_service: ChannelService,
        delivery: NoticeDelivery,
        queues: Queues,
        sealer: Sealer,
        clock: Clock,
        tenant: str,
    ) -> None:
        self._notices = notices
        self._recipients = recipients
        self._templates = templates
        self._channels = channel_service
        self._delivery = delivery
        self._queues = queues
        self._sealer = sealer
        self._clock = clock
        self._tenant = tenant

    def request(
        self,
        purpose: Purpose,
        about: str,
        audience: Audience,
        *,
        interview: Interview | None = None,
        job: str | None = None,
        facts: Mapping[str, str] | None = None,
    ) -> tuple[str, ...]:
        """Make a notice for every recipient and queue it; done again, it makes no second one. Returns their ids.

        `facts` are values of the templates' variables; the names of candidate, job and company are put in here.
        Somebody whom no channel reaches has a notice that says so.
        """
        of_job = self._recipients.job(job or (interview.job if interview else None))
        made = []
        for recipient in self._recipients.of(audience, interview, of_job):
            subject = notice_id(self._tenant, purpose, about, f"{recipient.kind}/{recipient.id}")
            found = self._notices.find(subject)
            if found is None:
                fresh = self._made(subject, purpose, about, recipient, interview, of_job, facts or {})
                found = fresh if self._notices.create(fresh) else self._notices.find(subject)
            if found and found.state == "queued":
                self._queue(found)
            made.append(subject)
        return tuple(made)

    def test(self, about: str, address: Address, language: Language) -> Notice:
        """Queue a test of a channel to one address, at once and past quiet hours."""
        tenant = self._recipients.tenant()
        subject = notice_id(self._tenant, "test", about, f"{address.channel}/{address.address}")
        values = {"company": tenant.name}
        said = self._said("test", language, values)
        fresh = Notice(
            id=subject,
            purpose="test",
            about=about,
            recipient_kind="tenant",
            recipient=tenant.id,
            language=language,
            subject=said.subject,
            text=said.text,
            short=said.short,
            created_at=self._clock.now(),
            next_at=self._clock.now(),
            facts=values,
            pinned=address,
        )
        kept = fresh if self._notices.create(fresh) else self.require(subject)
        if kept.state == "queued":
            self._queue(kept)
        return kept

    def require(self, subject: str) -> Notice:
        """One notice. Raises NotFound."""
        if found := self._notices.find(subject):
            return found
        raise NotFound("notice_not_found", _MISSING)

    def page(
        self,
        after: str | None,
        limit: int,
        *,
        interview: str | None = None,
        candidate: str | None = None,
        job: str | None = None,
    ) -> tuple[tuple[Notice, ...], str | None]:
        """Notices of an interview, a candidate, a job, or all of the tenant, newest first."""
        if interview:
            return self._notices.of_interview(interview, after, limit)
        if candidate:
            return self._notices.of_candidate(candidate, after, limit)
        return self._notices.of_job(job, after, limit) if job else self._notices.page(after, limit)

    def run_due(self, subject: str) -> None:
        """Do what is due about a notice: send it, or ask what became of it."""
        self._delivery.run_due(subject)

    def resend(self, subject: str, resend: str, *, unread_only: bool) -> Notice:
        """Send a notice again. `resend` names this wish: made twice, it has one effect.

        Raises NotFound, and Conflict where it was read, is still on its way, or, with `unread_only`, nobody can tell.
        """
        notice = self.require(subject)
        if notice.resend != resend:
            if (why_not := self._why_not(notice, unread_only=unread_only)) is not None:
                raise Conflict("cannot_resend", why_not)
            notice = self._again(notice, resend)
        if notice.state == "queued":
            self._queue(notice)
        return notice

    def resend_of_job(
        self, job: str, purpose: Purpose, resend: str, after: str | None, *, unread_only: bool
    ) -> tuple[int, int, str | None]:
        """Send a job's notices of one purpose again: how many were, how many were not, and where to go on."""
        sent = left = 0
        found, following = self._notices.of_job(job, after, MOST_RESENT)
        for notice in found:
            if notice.purpose != purpose:
                continue
            if notice.resend != resend and self._why_not(notice, unread_only=unread_only) is not None:
                left += 1
                continue
            again = notice if notice.resend == resend else self._again(notice, resend)
            self._queue(again)
            sent += 1
        return sent, left, following

    def _why_not(self, notice: Notice, *, unread_only: bool) -> Localized | None:
        if notice.state in {"failed", "suppressed"}:
            return None
        if notice.state == "read":
            return _READ
        if notice.state not in {"accepted", "delivered", "unknown"}:
            return _UNDER_WAY
        channel = channels().get(notice.tried[-1].channel) if notice.tried else None
        tells = notice.state != "unknown" and channel is not None and channel.tells_read
        return None if tells or not unread_only else _CANNOT_TELL

    def _again(self, notice: Notice, resend: str) -> Notice:
        now = self._clock.now()

        def change(known: Notice) -> Notice | None:
            if known.resend == resend or known.begun != notice.begun:
                return None
            return known.model_copy(
                update={
                    "state": "queued",
                    "next_at": now,
                    "round_from": len(known.tried),
                    "resends": known.resends + 1,
                    "resend": resend,
                    "reason": "",
                }
            )

        return self._notices.change(notice.id, change) or self.require(notice.id)

    def _queue(self, notice: Notice) -> None:
        self._queues.send_notice(SendNotice(tenant=self._tenant, notice=notice.id))

    def _made(
        self,
        subject: str,
        purpose: Purpose,
        about: str,
        recipient: Recipient,
        interview: Interview | None,
        job: Job | None,
        facts: Mapping[str, str],
    ) -> Notice:
        language, now = recipient.language, self._clock.now()
        values: dict[str, str] = {
            "candidate_name": interview.candidate.name if interview else "",
            "job_title": job.title if job else "",
            "company": self._recipients.tenant().name,
            "interview_id": interview.id if interview else "",
            **{name: value for name, value in facts.items() if name in VARIABLES},
        }
        if outcome := _OUTCOMES.get(values.get("outcome", "")):
            values["outcome"] = outcome.in_language(language)
        if due_at := _moment(values.get("due_at", "")):
            values["due_at"] = self._channels.notice_settings().value.local(due_at).strftime("%Y-%m-%d %H:%M (%Z)")
        sealed_url = None
        if _opens_something(values.get("url", "")):
            sealed_url = self._sealer.seal(values["url"])
            values["url"] = URL_PLACE
        said = self._said(purpose, language, values)
        return Notice(
            id=subject,
            purpose=purpose,
            about=about,
            interview=interview.id if interview else None,
            job=job.id if job else None,
            candidate=recipient.id if recipient.kind == "candidate" else None,
            recipient_kind=recipient.kind,
            recipient=recipient.id,
            language=language,
            subject=said.subject,
            text=said.text,
            short=said.short,
            created_at=now,
            next_at=now,
            facts=values,
            sealed_url=sealed_url,
        )

    def _said(self, purpose: Purpose, language: Language, values: Mapping[str, str]) -> _Said:
        template = self._templates.find(purpose, language).value
        return _Said(
            one_line(render(template.subject, values)), render(template.text, values), render(template.short, values)
        )


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _opens_something(url: str) -> bool:
    """Whether a link holds one of our tokens: whoever has it may come in."""
    return any(parse_token(part) for part in re.split(r"[/?#=&]", url))
