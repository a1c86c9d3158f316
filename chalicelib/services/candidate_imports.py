"""Imports of candidates from files: announced, uploaded, started, seen, and looked after by the sweeper."""

from datetime import datetime

from chalicelib.adapters.dynamodb.collection import Collection, Listing, Versioned
from chalicelib.adapters.dynamodb.imports import NO_IMPORT, SILENCE, import_collection, imports_list
from chalicelib.adapters.dynamodb.journal import AuditJournal, NoJournal
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.s3 import Media
from chalicelib.adapters.sqs import Queues
from chalicelib.domain.access import Access, Permission
from chalicelib.domain.candidate_import import (
    CONTENT_TYPES,
    UPLOAD_EXPIRY,
    CandidateImport,
    ImportProblem,
    errors_key,
    source_key,
)
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from chalicelib.domain.interview import Upload
from chalicelib.domain.job import Job
from chalicelib.domain.language import Localized
from chalicelib.domain.messages import ImportCandidates
from chalicelib.imports.columns import Columns
from chalicelib.observability import count, logger

MAX_REQUEUES = 3
_ERRORS_EXPIRY_S = 900
_NEEDS_JOB = Localized(
    en="You may add candidates to your jobs only: name one in job_id.",
    zh="您只能为自己的职位导入候选人,请填写 job_id。",
)
_NOT_THERE = Localized(en="The file has not arrived yet. Upload it first.", zh="文件尚未到达,请先上传。")
_DIFFERS = Localized(
    en="The file is not the one that was announced. Make a new import.", zh="文件与声明的不一致,请新建导入任务。"
)
_GIVEN_UP = ImportProblem(
    code="import_failed",
    text=Localized(
        en="The import broke off again and again. The rows counted here were imported; import the file once more.",
        zh="导入多次中断。已计入的行均已导入,请重新导入该文件。",
    ),
)


class CandidateImportService:
    """The imports of one tenant. `journal` records what people do, and what became of an import once it is over."""

    def __init__(
        self,
        table: Table,
        journal: AuditJournal,
        media: Media,
        queues: Queues,
        jobs: Collection[Job],
        clock: Clock,
        tenant: str,
    ) -> None:
        self._table = table
        self._recorded = import_collection(table, tenant, journal)
        self._imports = import_collection(table, tenant, NoJournal())
        self._media = media
        self._queues = queues
        self._jobs = jobs
        self._clock = clock
        self._tenant = tenant

    def create(self, one: CandidateImport, access: Access) -> tuple[Versioned[CandidateImport], str, dict[str, str]]:
        """Announce a file: (import, address to PUT it to, headers to send with it).

        Raises InvalidInput for columns that cannot be mapped so, Forbidden without a job for who works on some only.
        """
        try:
            Columns(one.columns)
        except InvalidInput as error:
            pointers = tuple((f"/columns{pointer}", text) for pointer, text in error.pointers)
            raise InvalidInput(error.code, error.text, pointers) from error
        if one.job is None and not access.everywhere("candidates:write"):
            raise Forbidden("import_needs_job", _NEEDS_JOB)
        made = self._recorded.create_or_find(one.id, one)
        upload = Upload(
            id=one.id,
            key=source_key(self._tenant, one.id),
            content_type=CONTENT_TYPES[one.format],
            size=one.size,
            sha256=one.sha256,
            expires_at=self._clock.now() + UPLOAD_EXPIRY,
        )
        url, headers = self._media.sign_upload(upload, int(UPLOAD_EXPIRY.total_seconds()))
        return made, url, headers

    def require(self, import_id: str, access: Access, needed: Permission) -> CandidateImport:
        """An import that the caller may see: of a job of theirs, or any for who may see all candidates.

        Raises NotFound, Forbidden.
        """
        found = self._imports.require(import_id).value
        job = self._jobs.find(found.job) if found.job and not access.everywhere(needed) else None
        permissions = self._permissions(found, {job.value.id: job} if job else {}, access)
        if "candidates:read" not in permissions and needed not in permissions:
            raise NotFound("candidate_import_not_found", NO_IMPORT)
        if needed not in permissions:
            raise Forbidden("permission_missing", Localized(en="You may not do that.", zh="您无权执行此操作。"))
        return found

    def page(self, access: Access, after: str | None, limit: int) -> Listing[CandidateImport]:
        """One page of imports, newest first; those that the caller may not see are left out of it."""
        found = self._imports.page(imports_list(self._tenant), after, limit)
        jobs: dict[str, Versioned[Job]] = {}
        if not access.everywhere("candidates:read"):
            jobs = self._jobs.find_many([one.value.job for one in found.items if one.value.job])
        seen = [one for one in found.items if "candidates:read" in self._permissions(one.value, jobs, access)]
        return Listing(tuple(seen), found.next_after)

    def start(self, import_id: str) -> CandidateImport:
        """Queue an import whose file has arrived; one that is started already stays as it is.

        Raises Conflict while the file is not there, or when it is another.
        """
        now = self._clock.now()
        found = self._imports.require(import_id).value
        if found.state == "waiting":
            self._check_file(found)

        def queue(current: CandidateImport) -> CandidateImport:
            if current.state != "waiting":
                return current
            return current.model_copy(update={"state": "queued", "active_at": now})

        started = self._recorded.change(import_id, queue, None).value
        if started.state == "queued":
            self._send(import_id)
        return started

    def errors_url(self, one: CandidateImport) -> str | None:
        """Where the errors can be fetched from for a quarter of an hour, if there are any."""
        if not one.has_errors_file:
            return None
        return self._media.sign_download(errors_key(self._tenant, one.id), "errors.csv", _ERRORS_EXPIRY_S)

    def look_at(self, import_id: str) -> None:
        """The sweeper's: queue an import again that has been silent, and give it up after some times."""
        now = self._clock.now()

        def again(current: CandidateImport) -> CandidateImport:
            if current.state not in {"queued", "running"} or now < current.active_at + SILENCE:
                return current
            if current.requeues >= MAX_REQUEUES:
                return _over(current, now, _GIVEN_UP)
            return current.model_copy(update={"state": "queued", "active_at": now, "requeues": current.requeues + 1})

        before = self._imports.require(import_id).value
        after = again(before)
        if after == before:
            return
        changed = (self._recorded if after.settled else self._imports).change(import_id, again, None).value
        if changed.state == "queued":
            logger.warning("queueing an import again", extra={"requeue": changed.requeues})
            count("ImportRequeued")
            self._send(import_id)
        elif changed.state == "failed":
            count("ImportFailed")
            self._media.delete(source_key(self._tenant, import_id))

    def _permissions(
        self, one: CandidateImport, jobs: dict[str, Versioned[Job]], access: Access
    ) -> frozenset[Permission]:
        everywhere = frozenset().union(*(grant.permissions for grant in access.grants if grant.everywhere))
        job = jobs.get(one.job) if one.job else None
        return everywhere | (access.on(job.value) if job else frozenset())

    def _check_file(self, one: CandidateImport) -> None:
        facts = self._media.facts(source_key(self._tenant, one.id))
        if facts is None:
            raise Conflict("upload_missing", _NOT_THERE)
        if facts.size != one.size or facts.sha256 not in {None, one.sha256}:
            raise Conflict("upload_differs", _DIFFERS)

    def _send(self, import_id: str) -> None:
        self._queues.send_import(ImportCandidates(tenant=self._tenant, candidate_import=import_id))


def _over(current: CandidateImport, now: datetime, problem: ImportProblem) -> CandidateImport:
    return current.model_copy(update={"state": "failed", "problem": problem, "finished_at": now})
