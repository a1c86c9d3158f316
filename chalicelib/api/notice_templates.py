"""/v1/notice-templates: what notices say, by purpose and language, with a preview of each channel."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field, StringConstraints

from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.errors import NotFound
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.notice import PURPOSES, Purpose
from chalicelib.domain.notice_template import (
    LONGEST_SHORT,
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    LONGEST_VALUE,
    VARIABLES,
    NoticeTemplate,
    Variable,
)
from chalicelib.services.notice_templates import LANGUAGES
from chalicelib.services.people import check_everywhere

routes = Blueprint(__name__)
_MISSING = Localized(en="There is no such purpose or language.", zh="没有这种用途或语言。")
_CUT = Localized(en="This channel leaves out the end of the text.", zh="该渠道会截去文本的末尾。")
Value = Annotated[str, StringConstraints(max_length=LONGEST_VALUE)]


class PutTemplate(RequestModel):
    """A template: text with variables such as {candidate_name}. A line of which no variable has a value is left out."""

    subject: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_SUBJECT)]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT)]
    short: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_SHORT)] = ""


class PreviewTemplate(RequestModel):
    """A template to look at, the one that holds if there is none here, and values in place of the samples."""

    template: PutTemplate | None = None
    facts: dict[Variable, Value] = Field(default_factory=dict)


class TemplateView(ResponseModel):
    """A template."""

    purpose: Purpose
    language: Language
    subject: str
    text: str
    short: str = Field(description="For channels of short messages; SMS vendors send what they have approved")
    own: bool = Field(description="Whether it is the tenant's own or the shipped one")
    changed_at: AwareDatetime | None


class TemplateList(ResponseModel):
    """The template of every purpose in every language, and the variables that there are."""

    items: tuple[TemplateView, ...]
    variables: tuple[str, ...]


class ChannelPreview(ResponseModel):
    """What one channel would show."""

    channel: str
    text: str
    warning: str | None


class PreviewView(ResponseModel):
    """A message made of a template."""

    subject: str
    text: str
    short: str
    channels: tuple[ChannelPreview, ...]


def _view(template: NoticeTemplate, rev: int) -> TemplateView:
    return TemplateView(**template.model_dump(), own=rev > 0)


def _name(purpose: str, language: str) -> tuple[Purpose, Language]:
    """What a path names. Raises NotFound."""
    found = next((one for one in PURPOSES if one == purpose), None)
    spoken = next((one for one in LANGUAGES if one == language), None)
    if found is None or spoken is None:
        raise NotFound("template_not_found", _MISSING)
    return found, spoken


@endpoint(routes, "GET", "/v1/notice-templates", summary="List templates of notices", who="notices:read",
          response=TemplateList)  # fmt: skip
def list_notice_templates(request: Request) -> TemplateList:
    """What notices say, for every purpose in every language."""
    found = request.services.notice_templates.all()
    return TemplateList(items=tuple(_view(one.value, one.rev) for one in found), variables=VARIABLES)


@endpoint(routes, "GET", "/v1/notice-templates/{purpose}/{language}", summary="Read a template of notices",
          who="notices:read", response=TemplateView, versioned=True)  # fmt: skip
def read_notice_template(request: Request, purpose: str, language: str) -> Answer:
    """What notices of one purpose say in one language."""
    found = request.services.notice_templates.find(*_name(purpose, language))
    return Answer(_view(found.value, found.rev), found.rev)


@endpoint(routes, "PUT", "/v1/notice-templates/{purpose}/{language}", summary="Change a template of notices",
          who="notices:write", body=PutTemplate, response=TemplateView, versioned=True)  # fmt: skip
def put_notice_template(request: Request, body: PutTemplate, purpose: str, language: str) -> Answer:
    """Let notices say this. A variable that there is not, or a brace without its partner, is refused."""
    check_everywhere(request.access, "notices:write")
    named, spoken = _name(purpose, language)
    template = NoticeTemplate(purpose=named, language=spoken, **body.model_dump())
    kept = request.services.notice_templates.keep(template, request.expected)
    return Answer(_view(kept.value, kept.rev), kept.rev)


@endpoint(routes, "DELETE", "/v1/notice-templates/{purpose}/{language}", summary="Go back to the shipped template",
          who="notices:write", status=204, versioned=True)  # fmt: skip
def remove_notice_template(request: Request, purpose: str, language: str) -> None:
    """Forget the tenant's own template; the shipped one holds again."""
    check_everywhere(request.access, "notices:write")
    request.services.notice_templates.remove(*_name(purpose, language), request.expected)


@endpoint(routes, "POST", "/v1/notice-templates/{purpose}/{language}/previews", summary="Preview a notice",
          who="notices:read", body=PreviewTemplate, response=PreviewView)  # fmt: skip
def preview_notice_template(request: Request, body: PreviewTemplate, purpose: str, language: str) -> PreviewView:
    """The message with sample values or those given, and what each channel would show of it. Nothing is sent."""
    named, spoken = _name(purpose, language)
    service = request.services.notice_templates
    if body.template:
        template = NoticeTemplate(purpose=named, language=spoken, **body.template.model_dump())
    else:
        template = service.find(named, spoken).value
    message, shown = service.preview(template, {str(name): value for name, value in body.facts.items()})
    previews = tuple(
        ChannelPreview(channel=key, text=one.text, warning=_CUT.in_language(request.language) if one.cut else None)
        for key, one in shown.items()
    )
    return PreviewView(subject=message.subject, text=message.text, short=message.short, channels=previews)
