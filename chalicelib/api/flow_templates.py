"""/v1/flow-templates: ordered, timed stages with their questions, drafted and published in versions."""

from typing import Annotated, Any, Literal

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field, StringConstraints, ValidationError

from chalicelib import starter
from chalicelib.api.endpoint import endpoint
from chalicelib.api.faults import invalid
from chalicelib.api.flow_preview import FlowPreview, flow_preview
from chalicelib.api.models import Answer, Page, PageQuery, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.api.version_number import DiffQuery, version_number
from chalicelib.domain.flow import FlowStage, FlowTemplateDraft, PublishedFlow
from chalicelib.domain.language import Language
from chalicelib.domain.library_diff import FlowDiff
from chalicelib.domain.question import BankQuestion, Scenario

routes = Blueprint(__name__)
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class CreateFlow(RequestModel):
    """A new flow template. `publish` publishes version 1 at once, or creates nothing when that cannot be."""

    name: _Name
    description: _Description = ""
    stages: tuple[FlowStage, ...] = Field(default=(), max_length=20)
    publish: bool = False


class ChangeFlow(RequestModel):
    """What is to change in the draft; fields that are left out stay as they are."""

    name: _Name | None = None
    description: _Description | None = None
    stages: tuple[FlowStage, ...] | None = Field(default=None, max_length=20)


class CloneFlow(RequestModel):
    """What is copied: the draft, or a published `version`. `publish` publishes the copy's version 1 at once."""

    name: _Name | None = None
    version: int | None = Field(default=None, ge=1)
    publish: bool = False


class FlowView(ResponseModel):
    """A flow template as it is worked on. `published` counts its versions; the last one has that number."""

    id: str
    name: str
    description: str
    stages: tuple[FlowStage, ...]
    published: int
    origin: Literal["starter", "tenant"]
    cloned_from: str | None
    created_at: AwareDatetime


class FlowVersionView(ResponseModel):
    """A published version with its questions as they were then. It never changes."""

    id: str
    version: int
    name: str
    description: str
    stages: tuple[FlowStage, ...]
    questions: tuple[BankQuestion, ...]
    published_at: AwareDatetime
    published_by: str


class FlowVersionSummary(ResponseModel):
    """A published version in a list."""

    version: int
    name: str
    published_at: AwareDatetime
    published_by: str


class FlowChanges(ResponseModel):
    """What changed between two versions, or since a version; `after` is none for the draft."""

    before: int
    after: int | None
    changes: FlowDiff


class FlowQuery(PageQuery):
    """Whose templates."""

    origin: Literal["tenant", "starter"] = "tenant"


class PreviewQuery(RequestModel):
    """For candidates of which scenario and language, and of which version; the draft if none is named."""

    scenario: Scenario
    language: Language
    version: int | None = Field(default=None, ge=1, le=9999)


def _view(draft: FlowTemplateDraft) -> FlowView:
    origin = "starter" if draft.id.startswith(starter.PREFIX) else "tenant"
    return FlowView.model_validate({**dict(draft), "origin": origin})


def _version_view(published: PublishedFlow) -> FlowVersionView:
    return FlowVersionView.model_validate(dict(published))


def _made(draft: FlowTemplateDraft, rev: int | None) -> Answer:
    return Answer(_view(draft), rev, location=f"/v1/flow-templates/{draft.id}")


@endpoint(routes, "POST", "/v1/flow-templates", summary="Create a flow template", who="library:write",
          body=CreateFlow, response=FlowView, status=201, creates=True, versioned=True)  # fmt: skip
def create_flow_template(request: Request, body: CreateFlow) -> Answer:
    """Create a draft, which may be incomplete, or with `publish` a template that jobs can use."""
    fields = {name: value for name, value in dict(body).items() if name != "publish"}
    try:
        draft = FlowTemplateDraft(id=request.new_id("flw"), created_at=request.services.clock.now(), **fields)
    except ValidationError as error:
        raise invalid(error) from error
    return _made(*request.services.flow_templates.create(draft, publish=body.publish))


@endpoint(routes, "GET", "/v1/flow-templates", summary="List flow templates", who="library:read", query=FlowQuery,
          response=Page[FlowView])  # fmt: skip
def list_flow_templates(request: Request, query: FlowQuery) -> Page[FlowView]:
    """The tenant's own templates, newest first, or the shipped ones, which are there to be cloned."""
    after = request.after(query)
    if query.origin == "starter":
        shipped, next_after = starter.page(starter.flows(request.language), after, query.limit)
        return Page(items=tuple(_view(draft) for draft in shipped), next_cursor=request.cursor(next_after))
    found = request.services.flow_templates.page(after, query.limit)
    items = tuple(_view(draft.value) for draft in found.items)
    return Page(items=items, next_cursor=request.cursor(found.next_after))


@endpoint(routes, "GET", "/v1/flow-templates/{flow_id}", summary="Read a flow template", who="library:read",
          response=FlowView, versioned=True)  # fmt: skip
def read_flow_template(request: Request, flow_id: str) -> Answer:
    """The draft, and how many versions of it are published."""
    draft, rev = request.services.flow_templates.require(flow_id, request.language)
    return Answer(_view(draft), rev)


@endpoint(routes, "PATCH", "/v1/flow-templates/{flow_id}", summary="Change a flow template", who="library:write",
          body=ChangeFlow, response=FlowView, versioned=True)  # fmt: skip
def change_flow_template(request: Request, body: ChangeFlow, flow_id: str) -> Answer:
    """Change the draft. Published versions, and the jobs that use them, stay as they are."""
    fields: dict[str, Any] = {name: value for name, value in dict(body).items() if value is not None}

    def change(draft: FlowTemplateDraft) -> FlowTemplateDraft:
        try:
            return FlowTemplateDraft.model_validate({**dict(draft), **fields})
        except ValidationError as error:
            raise invalid(error) from error

    draft, rev = request.services.flow_templates.change(flow_id, change, request.expected)
    return Answer(_view(draft), rev)


@endpoint(routes, "POST", "/v1/flow-templates/{flow_id}/clones", summary="Clone a flow template",
          who="library:write", body=CloneFlow, response=FlowView, status=201, creates=True,
          versioned=True)  # fmt: skip
def clone_flow_template(request: Request, body: CloneFlow, flow_id: str) -> Answer:
    """A template of the tenant's own with the same stages, which has its own versions from then on."""
    new_id = request.new_id("flw")
    flows = request.services.flow_templates
    return _made(*flows.clone(flow_id, body.version, new_id, body.name, request.language, publish=body.publish))


@endpoint(routes, "POST", "/v1/flow-templates/{flow_id}/versions", summary="Publish a flow template",
          who="library:write", response=FlowVersionView, status=201, creates=True, versioned=True)  # fmt: skip
def publish_flow_template(request: Request, flow_id: str) -> Answer:
    """Publish the draft, with its questions as they are now, as the next version.

    Without a change of either since the last one, that one is given again. ETag and If-Match are the draft's. What
    keeps the draft from being published is pointed to in it.
    """
    published, rev = request.services.flow_templates.publish(flow_id, request.expected)
    return Answer(_version_view(published), rev, location=f"/v1/flow-templates/{flow_id}/versions/{published.version}")


@endpoint(routes, "GET", "/v1/flow-templates/{flow_id}/versions", summary="List a flow template's versions",
          who="library:read", query=PageQuery, response=Page[FlowVersionSummary])  # fmt: skip
def list_flow_template_versions(request: Request, query: PageQuery, flow_id: str) -> Page[FlowVersionSummary]:
    """Published versions, newest first."""
    found, after = request.services.flow_templates.versions(flow_id, request.after(query), query.limit)
    items = tuple(FlowVersionSummary.model_validate(dict(version)) for version in found)
    return Page(items=items, next_cursor=request.cursor(after))


@endpoint(routes, "GET", "/v1/flow-templates/{flow_id}/versions/{number}", who="library:read",
          summary="Read a version of a flow template", response=FlowVersionView)  # fmt: skip
def read_flow_template_version(request: Request, flow_id: str, number: str) -> FlowVersionView:
    """A published version as it will always be."""
    return _version_view(request.services.flow_templates.version(flow_id, version_number(number)))


@endpoint(routes, "GET", "/v1/flow-templates/{flow_id}/diff", summary="Compare versions of a flow template",
          who="library:read", query=DiffQuery, response=FlowChanges)  # fmt: skip
def compare_flow_template_versions(request: Request, query: DiffQuery, flow_id: str) -> FlowChanges:
    """What changed from one version to another, or to the draft, in the stages and in what their questions say."""
    changes = request.services.flow_templates.diff(flow_id, query.before, query.after)
    return FlowChanges(before=query.before, after=query.after, changes=changes)


@endpoint(routes, "GET", "/v1/flow-templates/{flow_id}/preview", summary="Look at a flow as candidates meet it",
          who="library:read", query=PreviewQuery, response=FlowPreview)  # fmt: skip
def preview_flow_template(request: Request, query: PreviewQuery, flow_id: str) -> FlowPreview:
    """The stages for one scenario in their order, with what is asked in one language and how long it takes at most."""
    content = request.services.flow_templates.content(flow_id, query.version, request.language)
    return flow_preview(content, query.scenario, query.language, request.language)
