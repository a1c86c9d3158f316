"""/v1/candidates/…/cv-uploads and …/cv: a candidate's CV, uploaded, read by the worker, and opened by people."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import AfterValidator, AwareDatetime, Field

from chalicelib.api.candidate import base64_sha256
from chalicelib.api.candidates import CandidateView, view
from chalicelib.api.endpoint import endpoint
from chalicelib.api.models import Answer, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.language import fault
from chalicelib.services.cvs import CONTENT_TYPES

routes = Blueprint(__name__)


def _document_type(text: str) -> str:
    if text not in CONTENT_TYPES:
        raise fault("A CV is a PDF or a DOCX file.", "简历须为 PDF 或 DOCX 文件。")
    return text


class AskCvUpload(RequestModel):
    """The file that is about to be uploaded."""

    content_type: Annotated[str, Field(max_length=100), AfterValidator(_document_type)]
    size: int = Field(ge=1, description="Bytes, 10 MB at most")
    sha256: Annotated[str, Field(max_length=64), AfterValidator(base64_sha256)] = Field(description="Base64")


class CvUpload(ResponseModel):
    """PUT the file to `url` with exactly these headers, then call `completion`."""

    upload_id: str
    url: str
    headers: dict[str, str]
    expires_at: AwareDatetime


class CvLink(ResponseModel):
    """Where the CV can be read, for a quarter of an hour."""

    url: str


@endpoint(routes, "POST", "/v1/candidates/{candidate_id}/cv-uploads", summary="Ask for a signed upload of a CV",
          who="candidates:write", body=AskCvUpload, response=CvUpload, status=201, creates=True)  # fmt: skip
def ask_cv_upload(request: Request, body: AskCvUpload, candidate_id: str) -> CvUpload:
    """A signed address for one PDF or DOCX. It takes the place of the CV that was there."""
    request.services.candidate_register.require(candidate_id, request.access, "candidates:write")
    upload, url, headers = request.services.cvs.ask_upload(
        candidate_id, request.new_id(""), body.content_type, body.size, body.sha256
    )
    return CvUpload(upload_id=upload.id, url=url, headers=headers, expires_at=upload.expires_at)


@endpoint(routes, "POST", "/v1/candidates/{candidate_id}/cv-uploads/{upload_id}/completion",
          summary="Say that a CV is uploaded", who="candidates:write", response=CandidateView)  # fmt: skip
def complete_cv_upload(request: Request, candidate_id: str, upload_id: str) -> Answer:
    """Have the CV read. What it says fills the candidate's profile; age, sex and the like are never read from it."""
    register = request.services.candidate_register
    _, permissions = register.require(candidate_id, request.access, "candidates:write")
    found = request.services.cvs.complete(candidate_id, upload_id)
    return Answer(view(found.value, request.language), found.rev, permissions)


@endpoint(routes, "GET", "/v1/candidates/{candidate_id}/cv", summary="Read a CV", who="cvs:read",
          response=CvLink)  # fmt: skip
def read_cv(request: Request, candidate_id: str) -> CvLink:
    """A link to the CV as it was uploaded."""
    found, _ = request.services.candidate_register.require(candidate_id, request.access, "cvs:read")
    return CvLink(url=request.services.cvs.address(found.value))
