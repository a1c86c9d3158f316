"""/v1/interviews/…/comments: what people say about an interview, for each other."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import AwareDatetime, StringConstraints

from chalicelib.api.authors import Author, authors
from chalicelib.api.endpoint import endpoint
from chalicelib.api.interviews import require
from chalicelib.api.models import Page, PageQuery, RequestModel, ResponseModel
from chalicelib.api.request import Request
from chalicelib.domain.comment import Comment

routes = Blueprint(__name__)


class AddComment(RequestModel):
    """A comment; it cannot be changed afterwards."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]


class CommentView(ResponseModel):
    """A comment with its author and time."""

    id: str
    attempt: int
    text: str
    author: Author
    at: AwareDatetime


def _view(comment: Comment, known: dict[str, Author]) -> CommentView:
    return CommentView(
        id=comment.id, attempt=comment.attempt, text=comment.text, author=known[comment.actor], at=comment.at
    )


@endpoint(routes, "POST", "/v1/interviews/{interview_id}/comments", summary="Comment on an interview",
          who="ratings:write", body=AddComment, response=CommentView, status=201, creates=True)  # fmt: skip
def add_comment(request: Request, body: AddComment, interview_id: str) -> CommentView:
    """Say something about an interview to the others who see its report. Candidates never see it."""
    interview, _ = require(request, interview_id, "ratings:write")
    comment = Comment(
        id=request.new_id("com"),
        interview=interview_id,
        attempt=interview.attempt,
        text=body.text,
        actor=request.access.actor.id,
        at=request.services.clock.now(),
    )
    kept = request.services.comments.add(comment)
    return _view(kept, authors(request, [kept.actor]))


@endpoint(routes, "GET", "/v1/interviews/{interview_id}/comments", summary="Read comments on an interview",
          who="reports:read", query=PageQuery, response=Page[CommentView])  # fmt: skip
def list_comments(request: Request, query: PageQuery, interview_id: str) -> Page[CommentView]:
    """Comments, newest first."""
    require(request, interview_id, "reports:read")
    found, after = request.services.comments.page(interview_id, request.after(query), query.limit)
    known = authors(request, (comment.actor for comment in found))
    return Page(items=tuple(_view(comment, known) for comment in found), next_cursor=request.cursor(after))
