"""How a tenant's answers are spread, counted as they are recorded: each answer once.

A histogram is kept in parts, so that answers which are recorded at the same moment seldom meet in one document; an
answer's mark is committed together with its part.
"""

import hashlib
from functools import reduce

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Table, Write
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.language import Language, Localized
from chalicelib.domain.measurements import SpeechMeasurements
from chalicelib.domain.percentiles import Histogram

PARTS = 4
_TRIES = 12
_BUSY = Localized(
    en="The figures are being counted by many at once; try again.", zh="统计数据正被同时更新，请稍后重试。"
)


class Histograms:
    """The spread of measurements over the answers of one tenant, by language."""

    def __init__(self, table: Table, tenant: str) -> None:
        self._table = table
        self._tenant = tenant

    def of(self, language: Language) -> Histogram:
        """Over all answers so far."""
        parts = (self._table.get(keys.histogram_part(self._tenant, language, part)) for part in range(PARTS))
        return reduce(Histogram.merged, (part.read(Histogram) for part in parts if part), Histogram())

    def count(self, interview: str, attempt: int, question: str, measurements: SpeechMeasurements) -> bool:
        """Count an answer; False if it was counted before. Raises RetryableError when others keep being faster."""
        mark = Write(keys.counted(self._tenant, interview, attempt, question), Histogram().model_dump_json())
        digest = hashlib.sha256(f"{interview}#{attempt}#{question}".encode()).digest()
        key = keys.histogram_part(self._tenant, measurements.language, digest[0] % PARTS)
        for _ in range(_TRIES):
            if self._table.get(mark.key):
                return False
            stored = self._table.get(key)
            before = stored.read(Histogram) if stored else Histogram()
            part = Write(key, before.adding(measurements).model_dump_json(), stored.rev if stored else 0)
            if self._table.commit((mark, part)):
                return True
        raise RetryableError("figures_busy", _BUSY)
