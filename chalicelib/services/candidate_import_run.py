"""Runs of an import: begun by a message of the queue, noted on the way, handed on when the time is short, settled.

Only the newest run of an import may write down its progress; one that was overtaken ends. A tenant's imports run one
after another. The file is deleted when it has been read: columns that are refused, such as age or sex, leave nothing
behind.
"""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import timedelta
from functools import partial
from typing import Any, BinaryIO, cast

from chalicelib.adapters.dynamodb.collection import Collection
from chalicelib.adapters.dynamodb.imports import import_collection
from chalicelib.adapters.dynamodb.journal import AuditJournal, NoJournal
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.s3 import Media
from chalicelib.adapters.sqs import Queues
from chalicelib.domain.audit import Origin
from chalicelib.domain.candidate_import import (
    CandidateImport,
    ImportProblem,
    ImportProgress,
    errors_key,
    source_key,
)
from chalicelib.domain.clock import Clock
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.job import Job
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.messages import ImportCandidates
from chalicelib.domain.tenant import Tenant
from chalicelib.imports.columns import Columns
from chalicelib.observability import logger
from chalicelib.services.candidate_import_loads import CandidateLoad
from chalicelib.services.candidate_import_reading import ImportReading, shown_columns
from chalicelib.services.import_turn import ImportTurn

_ALIVE = timedelta(minutes=2)
"""A run that was heard of so recently is not taken over."""
_WAIT_FOR_TURN_S = 15
_IN_MEMORY = 1_000_000
_COPIED_AT_ONCE = 1 << 20
_GONE = Localized(en="The file is gone. Make a new import.", zh="文件已不存在,请新建导入任务。")


class ImportRunService:
    """The Lambda's side of one tenant's imports. Each import is recorded in the audit log once, when it is over."""

    def __init__(
        self,
        table: Table,
        media: Media,
        queues: Queues,
        jobs: Collection[Job],
        tenants: Collection[Tenant],
        clock: Clock,
        tenant: str,
    ) -> None:
        self._table = table
        self._imports = import_collection(table, tenant, NoJournal())
        self._media = media
        self._queues = queues
        self._jobs = jobs
        self._tenants = tenants
        self._clock = clock
        self._tenant = tenant
        self._turn = ImportTurn(table, tenant, clock, _ALIVE)

    def run(self, import_id: str, time_left: Callable[[], float]) -> None:
        """Import for as long as there is time, and queue the rest; nothing where another run is at it or it is over."""
        if not self._turn.take(import_id):
            self._wait(import_id)
            return
        begun = self._begin(import_id)
        if begun is None:
            logger.info("this import is not to be run now")
            self._leave_unless_running(import_id)
            return
        tenant = self._tenants.require(self._tenant).value
        load = CandidateLoad(
            self._table,
            self._tenant,
            self._clock,
            job=begun.job,
            at=begun.started_at or begun.active_at,
            language=self._language(begun, tenant),
            changes_all=begun.changes_all,
        )
        note = partial(self._note, begun)
        most_rows = tenant.quotas.candidates_per_import
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as kept:
            errors = cast("BinaryIO", kept)
            self._go_through(begun, ImportReading(begun, load, self._clock, note, time_left, most_rows, errors))

    def _go_through(self, begun: CandidateImport, run: ImportReading) -> None:
        try:
            whole = self._read(begun, run)
        except _Overtaken:
            logger.warning("another run has taken this import over")
        except (InvalidInput, NotFound) as error:
            self._settle(begun, run, ImportProblem(code=error.code, text=error.text))
        except Exception:
            if self._pause(begun, run):
                self._turn.leave(begun.id)
            raise
        else:
            if whole:
                self._settle(begun, run, None)
            elif self._pause(begun, run):
                self._turn.leave(begun.id)
                self._send(begun.id)

    def _leave_unless_running(self, import_id: str) -> None:
        found = self._imports.find(import_id)
        if found is None or found.value.state != "running":
            self._turn.leave(import_id)

    def _wait(self, import_id: str) -> None:
        """Come again later, if this import is still to be run: another one of the tenant's is at it."""

        def wait(current: CandidateImport) -> CandidateImport:
            if current.state != "queued":
                raise _Overtaken
            return current.model_copy(update={"active_at": self._clock.now()})

        try:
            self._imports.change(import_id, wait, None)
        except (_Overtaken, NotFound):
            return
        self._send(import_id, _WAIT_FOR_TURN_S)

    def _begin(self, import_id: str) -> CandidateImport | None:
        now = self._clock.now()

        def begin(current: CandidateImport) -> CandidateImport:
            alive = current.state == "running" and now < current.active_at + _ALIVE
            if current.state not in {"queued", "running"} or alive:
                raise _Overtaken
            return current.model_copy(
                update={
                    "state": "running",
                    "run": current.run + 1,
                    "started_at": current.started_at or now,
                    "active_at": now,
                }
            )

        try:
            return self._imports.change(import_id, begin, None).value
        except (_Overtaken, NotFound):
            return None

    def _language(self, begun: CandidateImport, tenant: Tenant) -> Language:
        job = self._jobs.find(begun.job) if begun.job else None
        return job.value.language if job else tenant.language

    def _read(self, begun: CandidateImport, run: ImportReading) -> bool:
        source = self._media.open(source_key(self._tenant, begun.id))
        if source is None:
            raise NotFound("import_file_gone", _GONE)
        with closing(source):
            if begun.format != "xlsx":
                return run.read(source)
            # A workbook's directory lies at its end; the announced size, which was checked, bounds the copy.
            with tempfile.TemporaryFile() as copy:
                shutil.copyfileobj(source, copy, _COPIED_AT_ONCE)
                copy.seek(0)
                return run.read(cast("BinaryIO", copy))

    def _note(self, begun: CandidateImport, progress: ImportProgress, columns: Columns) -> None:
        ignored, refused = shown_columns(columns)
        update = {"progress": progress, "ignored_columns": ignored, "refused_columns": refused}
        if not self._turn.take(begun.id):
            raise _Overtaken
        self._imports.change(begun.id, partial(self._mine, begun, update), None)

    def _mine(self, begun: CandidateImport, update: Mapping[str, Any], current: CandidateImport) -> CandidateImport:
        """The import with what this run has to say. Raises when it is another run's by now."""
        if current.run != begun.run or current.state != "running":
            raise _Overtaken
        return current.model_copy(update={"active_at": self._clock.now(), **update})

    def _pause(self, begun: CandidateImport, run: ImportReading) -> bool:
        """Write down how far the run came, for the next one; False when there is another one already."""
        return self._finish(begun, run, {"state": "queued"}, self._imports)

    def _settle(self, begun: CandidateImport, run: ImportReading, problem: ImportProblem | None) -> None:
        now = self._clock.now()
        total = {} if problem else {"progress": run.progress.model_copy(update={"rows_total": run.progress.rows_read})}
        state = "failed" if problem else "done"
        update = {"state": state, "problem": problem, "finished_at": now, **total}
        journal = AuditJournal(self._tenant, self._clock, begun.by, Origin(), self._digest_key)
        if self._finish(begun, run, update, import_collection(self._table, self._tenant, journal)):
            self._media.delete(source_key(self._tenant, begun.id))
            self._turn.leave(begun.id)

    def _digest_key(self) -> bytes:
        return self._tenants.require(self._tenant).value.digest_key

    def _finish(
        self,
        begun: CandidateImport,
        run: ImportReading,
        update: Mapping[str, Any],
        imports: Collection[CandidateImport],
    ) -> bool:
        """End the run with its errors and progress on record; False when another one has taken over."""
        if run.errors_count:
            run.errors.seek(0)
            self._media.write_file(errors_key(self._tenant, begun.id), run.errors, "text/csv; charset=utf-8")
        ignored, refused = shown_columns(run.columns)
        more = {
            "progress": run.progress,
            "ignored_columns": ignored,
            "refused_columns": refused,
            "has_errors_file": bool(run.errors_count) or begun.has_errors_file,
        }
        try:
            imports.change(begun.id, partial(self._mine, begun, {**more, **update}), None)
        except _Overtaken:
            return False
        return True

    def _send(self, import_id: str, delay_s: int = 0) -> None:
        self._queues.send_import(ImportCandidates(tenant=self._tenant, candidate_import=import_id), delay_s)


class _Overtaken(Exception):
    """The import is another run's, or over."""
