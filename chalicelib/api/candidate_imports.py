"""/v1/candidate-imports: candidates in bulk from CSV, XLSX or JSONL files, uploaded straight to the store."""

import base64
import binascii
from typing import Annotated

from chalice.app import Blueprint
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from chalicelib.api.endpoint import endpoint
from chalicelib.api.interviews import ProblemView
from chalicelib.api.models import Answer, Id, Page, PageQuery, RequestModel, ResponseModel, VisibleTo
from chalicelib.api.request import Request
from chalicelib.domain.candidate_import import (
    MAX_IMPORT_BYTES,
    UPLOAD_EXPIRY,
    CandidateImport,
    ImportFormat,
    ImportState,
)
from chalicelib.domain.language import Language, Localized, fault
from chalicelib.domain.protected import protected_attribute
from chalicelib.imports.columns import FIELDS

routes = Blueprint(__name__)
_SHA256_BYTES = 32
_MAX_MAPPED = 200
_NOT_READ = Localized(
    en="Nobody is chosen by this; its values are neither read nor kept.",
    zh="不得据此挑选候选人,该列内容不读取也不保存。",
)
_Header = Annotated[str, StringConstraints(min_length=1, max_length=200)]


def _sha256(text: str) -> str:
    try:
        size = len(base64.b64decode(text, validate=True))
    except binascii.Error:
        size = 0
    if size != _SHA256_BYTES:
        raise fault("this is not the Base64 of a SHA-256", "应为 SHA-256 的 Base64 编码")
    return text


class AnnounceImport(RequestModel):
    """A file that is about to be uploaded. `columns` maps headers of the file to fields, beside those that are known.

    With `job_id` every candidate of the file is considered for that job.
    """

    format: ImportFormat
    size: int = Field(ge=1, le=MAX_IMPORT_BYTES, description="Bytes")
    sha256: Annotated[str, Field(max_length=64), AfterValidator(_sha256)] = Field(description="Base64")
    job_id: Id | None = None
    columns: dict[_Header, str] = Field(
        default_factory=dict, max_length=_MAX_MAPPED, description=f"Fields: {', '.join(FIELDS)}"
    )


class ImportUpload(ResponseModel):
    """PUT the file to `url` with exactly these headers, then start the import."""

    url: str
    headers: dict[str, str]
    expires_at: AwareDatetime


class ProgressView(ResponseModel):
    """How far an import is. What is not known is null."""

    rows_read: int
    created: int
    updated: int
    unchanged: int
    failed: int
    rows_total: int | None
    bytes_read: int | None
    bytes_total: int


class RefusedColumn(ResponseModel):
    """A column whose values are neither read nor kept, and why."""

    column: str
    attribute: str
    reason: str


class ImportView(ResponseModel):
    """An import."""

    id: str
    format: ImportFormat
    job_id: str | None
    state: ImportState
    progress: ProgressView
    ignored_columns: tuple[str, ...]
    refused_columns: tuple[RefusedColumn, ...]
    errors_url: Annotated[str | None, VisibleTo("contacts:read")] = Field(
        description="A CSV file with a reason for every row that was not imported; good for 15 minutes"
    )
    problem: ProblemView | None
    created_at: AwareDatetime
    started_at: AwareDatetime | None
    finished_at: AwareDatetime | None


class NewImport(ImportView):
    """An import and where to put its file."""

    upload: ImportUpload


def _refused(column: str, attribute: str, language: Language) -> RefusedColumn:
    found = protected_attribute(column) or protected_attribute(attribute)
    told = found.reason if found else _NOT_READ
    return RefusedColumn(column=column, attribute=attribute, reason=told.in_language(language))


def _fields(request: Request, one: CandidateImport) -> dict[str, object]:
    language = request.language
    progress = one.progress.model_dump(exclude={"position"})
    refused = one.refused_columns.items()
    return {
        "id": one.id,
        "format": one.format,
        "job_id": one.job,
        "state": one.state,
        "progress": {**progress, "bytes_total": one.size},
        "ignored_columns": one.ignored_columns,
        "refused_columns": [_refused(column, attribute, language) for column, attribute in refused],
        "errors_url": request.services.candidate_imports.errors_url(one),
        "problem": {"code": one.problem.code, "detail": one.problem.text.in_language(language)}
        if one.problem
        else None,
        "created_at": one.created_at,
        "started_at": one.started_at,
        "finished_at": one.finished_at,
    }


@endpoint(routes, "POST", "/v1/candidate-imports", summary="Announce a file of candidates", who="candidates:write",
          body=AnnounceImport, response=NewImport, status=201, creates=True)  # fmt: skip
def create_candidate_import(request: Request, body: AnnounceImport) -> Answer:
    """Announce a file; the answer says where to put it. Who works on some jobs only names one of them in `job_id`."""
    services = request.services
    if body.job_id:
        services.jobs.require(body.job_id, request.access, "candidates:write")
    now = request.repeatable.at if request.repeatable else services.clock.now()
    one = CandidateImport(
        id=request.new_id("imp"),
        format=body.format,
        size=body.size,
        sha256=body.sha256,
        job=body.job_id,
        columns=body.columns,
        language=request.tenant.language,
        changes_all=request.access.everywhere("candidates:write"),
        by=request.access.actor,
        created_at=now,
        active_at=now,
    )
    made, url, headers = services.candidate_imports.create(one, request.access)
    upload = ImportUpload(url=url, headers=headers, expires_at=services.clock.now() + UPLOAD_EXPIRY)
    answer = NewImport.model_validate({**_fields(request, made.value), "upload": upload})
    return Answer(answer, location=f"/v1/candidate-imports/{made.value.id}")


@endpoint(routes, "POST", "/v1/candidate-imports/{import_id}/start", summary="Start an import",
          who="candidates:write", response=ImportView)  # fmt: skip
def start_candidate_import(request: Request, import_id: str) -> ImportView:
    """Start the import of a file that was uploaded. Doing it again changes nothing."""
    services = request.services
    services.candidate_imports.require(import_id, request.access, "candidates:write")
    return _view(request, services.candidate_imports.start(import_id))


@endpoint(routes, "GET", "/v1/candidate-imports", summary="List imports", who="candidates:read", query=PageQuery,
          response=Page[ImportView])  # fmt: skip
def list_candidate_imports(request: Request, query: PageQuery) -> Page[ImportView]:
    """Imports, newest first. A page may be short: imports for jobs that the caller does not work on are left out."""
    found = request.services.candidate_imports.page(request.access, request.after(query), query.limit)
    items = tuple(_view(request, one.value) for one in found.items)
    return Page(items=items, next_cursor=request.cursor(found.next_after))


@endpoint(routes, "GET", "/v1/candidate-imports/{import_id}", summary="Read an import", who="candidates:read",
          response=ImportView)  # fmt: skip
def read_candidate_import(request: Request, import_id: str) -> ImportView:
    """One import: how far it is, what became of the columns, and the file of errors."""
    return _view(request, request.services.candidate_imports.require(import_id, request.access, "candidates:read"))


def _view(request: Request, one: CandidateImport) -> ImportView:
    return ImportView.model_validate(_fields(request, one))
