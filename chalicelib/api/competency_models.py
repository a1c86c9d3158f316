"""/v1/competency-models: weighted dimensions with anchored levels, drafted and published in versions."""

from typing import Annotated, Any, Literal

from chalice.app import Blueprint
from pydantic import AwareDatetime, Field, StringConstraints, ValidationError

from chalicelib import starter
from chalicelib.api.endpoint import endpoint
from chalicelib.api.faults import invalid
from chalicelib.api.models import Answer, Page, PageQuery, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.api.version_number import DiffQuery, version_number
from chalicelib.domain.competency import CompetencyModelDraft, ModelDimension, PublishedModel
from chalicelib.domain.library_diff import ModelDiff

routes = Blueprint(__name__)
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class CreateModel(RequestModel):
    """A new competency model. `publish` publishes version 1 at once, or creates nothing when that cannot be."""

    name: _Name
    description: _Description = ""
    dimensions: tuple[ModelDimension, ...] = Field(default=(), max_length=12)
    publish: bool = False


class ChangeModel(RequestModel):
    """What is to change in the draft; fields that are left out stay as they are."""

    name: _Name | None = None
    description: _Description | None = None
    dimensions: tuple[ModelDimension, ...] | None = Field(default=None, max_length=12)


class CloneModel(RequestModel):
    """What is copied: the draft, or a published `version`. `publish` publishes the copy's version 1 at once."""

    name: _Name | None = None
    version: int | None = Field(default=None, ge=1)
    publish: bool = False


class ModelView(ResponseModel):
    """A competency model as it is worked on. `published` counts its versions; the last one has that number."""

    id: str
    name: str
    description: str
    dimensions: tuple[ModelDimension, ...]
    published: int
    origin: Literal["starter", "tenant"]
    cloned_from: str | None
    created_at: AwareDatetime


class ModelVersionView(ResponseModel):
    """A published version. It never changes."""

    id: str
    version: int
    name: str
    description: str
    dimensions: tuple[ModelDimension, ...]
    published_at: AwareDatetime
    published_by: str


class ModelVersionSummary(ResponseModel):
    """A published version in a list."""

    version: int
    name: str
    published_at: AwareDatetime
    published_by: str


class ModelChanges(ResponseModel):
    """What changed between two versions, or since a version; `after` is none for the draft."""

    before: int
    after: int | None
    changes: ModelDiff


class ModelQuery(PageQuery):
    """Whose models."""

    origin: Literal["tenant", "starter"] = "tenant"


def _view(draft: CompetencyModelDraft) -> ModelView:
    origin = "starter" if draft.id.startswith(starter.PREFIX) else "tenant"
    return ModelView.model_validate({**dict(draft), "origin": origin})


def _version_view(published: PublishedModel) -> ModelVersionView:
    return ModelVersionView.model_validate(dict(published))


def _made(draft: CompetencyModelDraft, rev: int | None) -> Answer:
    return Answer(_view(draft), rev, location=f"/v1/competency-models/{draft.id}")


@endpoint(routes, "POST", "/v1/competency-models", summary="Create a competency model", who="library:write",
          body=CreateModel, response=ModelView, status=201, creates=True, versioned=True)  # fmt: skip
def create_competency_model(request: Request, body: CreateModel) -> Answer:
    """Create a draft, which may be incomplete, or with `publish` a model that jobs can use."""
    fields = {name: value for name, value in dict(body).items() if name != "publish"}
    try:
        draft = CompetencyModelDraft(id=request.new_id("cmp"), created_at=request.services.clock.now(), **fields)
    except ValidationError as error:
        raise invalid(error) from error
    return _made(*request.services.competency_models.create(draft, publish=body.publish))


@endpoint(routes, "GET", "/v1/competency-models", summary="List competency models", who="library:read",
          query=ModelQuery, response=Page[ModelView])  # fmt: skip
def list_competency_models(request: Request, query: ModelQuery) -> Page[ModelView]:
    """The tenant's own models, newest first, or the shipped ones, which are there to be cloned."""
    after = request.after(query)
    if query.origin == "starter":
        shipped, next_after = starter.page(starter.models(request.language), after, query.limit)
        return Page(items=tuple(_view(draft) for draft in shipped), next_cursor=request.cursor(next_after))
    found = request.services.competency_models.page(after, query.limit)
    items = tuple(_view(draft.value) for draft in found.items)
    return Page(items=items, next_cursor=request.cursor(found.next_after))


@endpoint(routes, "GET", "/v1/competency-models/{model_id}", summary="Read a competency model", who="library:read",
          response=ModelView, versioned=True)  # fmt: skip
def read_competency_model(request: Request, model_id: str) -> Answer:
    """The draft, and how many versions of it are published."""
    draft, rev = request.services.competency_models.require(model_id, request.language)
    return Answer(_view(draft), rev)


@endpoint(routes, "PATCH", "/v1/competency-models/{model_id}", summary="Change a competency model",
          who="library:write", body=ChangeModel, response=ModelView, versioned=True)  # fmt: skip
def change_competency_model(request: Request, body: ChangeModel, model_id: str) -> Answer:
    """Change the draft. Published versions, and the jobs that use them, stay as they are."""
    fields: dict[str, Any] = {name: value for name, value in dict(body).items() if value is not None}

    def change(draft: CompetencyModelDraft) -> CompetencyModelDraft:
        try:
            return CompetencyModelDraft.model_validate({**dict(draft), **fields})
        except ValidationError as error:
            raise invalid(error) from error

    draft, rev = request.services.competency_models.change(model_id, change, request.expected)
    return Answer(_view(draft), rev)


@endpoint(routes, "POST", "/v1/competency-models/{model_id}/clones", summary="Clone a competency model",
          who="library:write", body=CloneModel, response=ModelView, status=201, creates=True,
          versioned=True)  # fmt: skip
def clone_competency_model(request: Request, body: CloneModel, model_id: str) -> Answer:
    """A model of the tenant's own with the same content, which has its own versions from then on."""
    new_id = request.new_id("cmp")
    models = request.services.competency_models
    return _made(*models.clone(model_id, body.version, new_id, body.name, request.language, publish=body.publish))


@endpoint(routes, "POST", "/v1/competency-models/{model_id}/versions", summary="Publish a competency model",
          who="library:write", response=ModelVersionView, status=201, creates=True, versioned=True)  # fmt: skip
def publish_competency_model(request: Request, model_id: str) -> Answer:
    """Publish the draft as the next version; without a change since the last one, that one is given again.

    ETag and If-Match are the draft's. What is missing in the draft is pointed to in it.
    """
    published, rev = request.services.competency_models.publish(model_id, request.expected)
    location = f"/v1/competency-models/{model_id}/versions/{published.version}"
    return Answer(_version_view(published), rev, location=location)


@endpoint(routes, "GET", "/v1/competency-models/{model_id}/versions", summary="List a competency model's versions",
          who="library:read", query=PageQuery, response=Page[ModelVersionSummary])  # fmt: skip
def list_competency_model_versions(request: Request, query: PageQuery, model_id: str) -> Page[ModelVersionSummary]:
    """Published versions, newest first."""
    found, after = request.services.competency_models.versions(model_id, request.after(query), query.limit)
    items = tuple(ModelVersionSummary.model_validate(dict(version)) for version in found)
    return Page(items=items, next_cursor=request.cursor(after))


@endpoint(routes, "GET", "/v1/competency-models/{model_id}/versions/{number}", who="library:read",
          summary="Read a version of a competency model", response=ModelVersionView)  # fmt: skip
def read_competency_model_version(request: Request, model_id: str, number: str) -> ModelVersionView:
    """A published version as it will always be."""
    return _version_view(request.services.competency_models.version(model_id, version_number(number)))


@endpoint(routes, "GET", "/v1/competency-models/{model_id}/diff", summary="Compare versions of a competency model",
          who="library:read", query=DiffQuery, response=ModelChanges)  # fmt: skip
def compare_competency_model_versions(request: Request, query: DiffQuery, model_id: str) -> ModelChanges:
    """What changed from one version to another, or to the draft."""
    changes = request.services.competency_models.diff(model_id, query.before, query.after)
    return ModelChanges(before=query.before, after=query.after, changes=changes)
