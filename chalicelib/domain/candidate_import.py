"""An import of candidates from a file: what was announced, how far it is, and where its files lie.

t/{tenant}/imports/{import}/source        the file as the tenant sent it; it is deleted when it has been read
t/{tenant}/imports/{import}/errors.csv    why rows were not imported
"""

from datetime import timedelta
from typing import Literal

from pydantic import AwareDatetime, Field

from chalicelib.domain.access import Actor
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.model import DomainModel

ImportFormat = Literal["csv", "xlsx", "jsonl"]
ImportState = Literal["waiting", "queued", "running", "done", "failed"]
CONTENT_TYPES: dict[ImportFormat, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}
MAX_IMPORT_BYTES = 100_000_000
UPLOAD_EXPIRY = timedelta(minutes=15)
MAX_LISTED_COLUMNS = 200


class ImportProblem(DomainModel):
    """Why an import could not be finished."""

    code: str
    text: Localized


class ImportProgress(DomainModel):
    """How far an import is.

    `position` is the number, as the file counts, of the last row that is done with all rows before it. Rows read are
    created + updated + unchanged + failed. `bytes_read` is not known for workbooks, `rows_total` not before the end.
    """

    rows_read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    position: int = 0
    bytes_read: int | None = None
    rows_total: int | None = None


class CandidateImport(DomainModel):
    """One file of candidates.

    `changes_all`: whoever asked for it may change every candidate of the tenant; otherwise only those who have applied
    for `job` are changed, others are merely considered for it. `run` counts the starts: only the newest may write.
    """

    id: str
    format: ImportFormat
    size: int = Field(ge=1, description="Bytes")
    sha256: str = Field(description="Base64 of the file's SHA-256")
    job: str | None = None
    columns: dict[str, str] = Field(default_factory=dict, description="The tenant's own headers and their fields")
    language: Language
    changes_all: bool
    by: Actor
    state: ImportState = "waiting"
    progress: ImportProgress = ImportProgress()
    ignored_columns: tuple[str, ...] = ()
    refused_columns: dict[str, str] = Field(default_factory=dict, description="Header and protected attribute")
    has_errors_file: bool = False
    problem: ImportProblem | None = None
    run: int = 0
    requeues: int = 0
    created_at: AwareDatetime
    started_at: AwareDatetime | None = None
    active_at: AwareDatetime
    finished_at: AwareDatetime | None = None

    @property
    def settled(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {"done", "failed"}


def source_key(tenant: str, import_id: str) -> str:
    """Where the file lies."""
    return f"t/{tenant}/imports/{import_id}/source"


def errors_key(tenant: str, import_id: str) -> str:
    """Where the errors lie."""
    return f"t/{tenant}/imports/{import_id}/errors.csv"
