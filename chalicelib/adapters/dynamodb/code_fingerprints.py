"""Fingerprints of the code answers to a question, newest first, so that a new one can be compared with them."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.code_similarity import Fingerprints, packed, unpacked
from chalicelib.domain.code_task import CodeLanguage
from chalicelib.domain.model import DomainModel

_PAGE = 250
_ANSWER = "ANSWER#"


class AnswerFingerprints(DomainModel):
    """What is kept of one answer: numbers that its code cannot be made from."""

    interview: str
    prints: str


class CodeFingerprints:
    """Fingerprints of one tenant's answers, by job and question."""

    def __init__(self, table: Table, tenant: str) -> None:
        self._table = table
        self._tenant = tenant

    def keep(
        self, job: str, question: str, language: CodeLanguage, interview: str, at: datetime, prints: Fingerprints
    ) -> None:
        """Keep an answer's; again changes nothing. `at` is when the answer came, which does not change either."""
        kept = AnswerFingerprints(interview=interview, prints=packed(prints))
        partition = keys.code_answers(self._tenant, job, question, language)
        self._table.create(keys.Key(partition, f"{_ANSWER}{at.isoformat()}#{interview}"), kept.model_dump_json())

    def newest(
        self, job: str, question: str, language: CodeLanguage, besides: str, most: int
    ) -> Mapping[str, Fingerprints]:
        """Those of the newest answers by interview, `most` of them, without the interview `besides`."""
        found: dict[str, Fingerprints] = {}
        partition = keys.code_answers(self._tenant, job, question, language)
        after: str | None = None
        while True:
            page = self._table.page_of(partition, _ANSWER, after, _PAGE)
            for kept in (stored.read(AnswerFingerprints) for stored in page.items):
                # Of an interview that was taken again the newest counts.
                if kept.interview != besides and kept.interview not in found:
                    found[kept.interview] = unpacked(kept.prints)
                if len(found) >= most:
                    return found
            after = page.next_after
            if after is None:
                return found
