"""What notices say: the tenant's own templates, and the shipped ones where it has none."""

from collections.abc import Mapping

from chalicelib import starter
from chalicelib.adapters.dynamodb.collection import Collection, Versioned
from chalicelib.channels import channels
from chalicelib.domain.channel import Message, Shown
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.notice import PURPOSES, Purpose
from chalicelib.domain.notice_template import NoticeTemplate, faults, one_line, render

LANGUAGES: tuple[Language, ...] = ("en", "zh")
_WRONG = Localized(en="The template has faults.", zh="模板有误。")
SAMPLE: dict[Language, dict[str, str]] = {
    "en": {
        "candidate_name": "Wei Li",
        "job_title": "Operations trainee",
        "company": "Acme",
        "interview_id": "int_example",
        "url": "https://candor.example/r/example",
        "outcome": "next round",
        "due_at": "2027-01-31 18:00",
        "reason": "The total of 68.0 is below 70.",
        "courses": "Teamwork: https://courses.example/teamwork",
    },
    "zh": {
        "candidate_name": "李伟",
        "job_title": "运营管培生",
        "company": "示例公司",
        "interview_id": "int_example",
        "url": "https://candor.example/r/example",
        "outcome": "进入下一轮",
        "due_at": "2027-01-31 18:00",
        "reason": "总分 68.0 低于 70。",
        "courses": "团队协作：https://courses.example/teamwork",
    },
}
"""What a preview shows where no facts are given."""


class NoticeTemplateService:
    """The templates of one tenant."""

    def __init__(self, documents: Collection[NoticeTemplate], clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    def all(self) -> tuple[Versioned[NoticeTemplate], ...]:
        """The template of every purpose in every language; a shipped one has revision 0."""
        names = [(purpose, language) for purpose in PURPOSES for language in LANGUAGES]
        own = self._documents.find_many([_key(*name) for name in names])
        return tuple(own.get(_key(*name)) or _shipped(*name) for name in names)

    def find(self, purpose: Purpose, language: Language) -> Versioned[NoticeTemplate]:
        """The template that holds; a shipped one has revision 0."""
        return self._documents.find(_key(purpose, language)) or _shipped(purpose, language)

    def keep(self, template: NoticeTemplate, expected: int | None) -> Versioned[NoticeTemplate]:
        """Put a template in the place of the one that holds. Raises InvalidInput, LostUpdate."""
        check(template)
        key = _key(template.purpose, template.language)
        after = template.model_copy(update={"changed_at": self._clock.now()})
        if not expected and (made := self._documents.create(key, after)):
            return made
        return self._documents.change(key, lambda _before: after, expected)

    def remove(self, purpose: Purpose, language: Language, expected: int | None) -> None:
        """Go back to the shipped template. Raises NotFound where the tenant has none of its own."""
        self._documents.remove(_key(purpose, language), expected)

    def preview(self, template: NoticeTemplate, values: Mapping[str, str]) -> tuple[Message, dict[str, Shown]]:
        """A message made of a template, and what each channel would show of it. Raises InvalidInput."""
        check(template)
        now = self._clock.now()
        filled = {**SAMPLE[template.language], **values}
        message = Message(
            key="preview000000",
            tenant="",
            notice="",
            purpose=template.purpose,
            language=template.language,
            address="",
            subject=one_line(render(template.subject, filled)),
            text=render(template.text, filled),
            short=render(template.short, filled),
            url=filled.get("url", "") if "{url}" in template.text else "",
            facts=filled,
            stamp=now.strftime("%H:%M"),
            at=now,
        )
        return message, {key: channel.shown(message) for key, channel in channels().items()}


def check(template: NoticeTemplate) -> None:
    """Raises InvalidInput that says which field has which unknown variable or stray brace."""
    found = [
        (f"/{field}", fault)
        for field in ("subject", "text", "short")
        for fault in faults(str(getattr(template, field)))
    ]
    if found:
        raise InvalidInput(found[0][1].code, _WRONG, tuple((pointer, fault.text) for pointer, fault in found))


def _key(purpose: Purpose, language: Language) -> str:
    return f"{purpose}.{language}"


def _shipped(purpose: Purpose, language: Language) -> Versioned[NoticeTemplate]:
    return Versioned(starter.notices(language)[purpose], 0)
