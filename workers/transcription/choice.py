"""Which recogniser transcribes an answer: the tenant's for the language, else the worker's own."""

import threading

from chalicelib.domain.language import Language
from chalicelib.observability import logger
from workers.settings import WorkerSettings
from workers.transcription.recognisers import Recogniser, find


class Recognisers:
    """The recognisers of one process: its own from the beginning, others when they are first asked for."""

    def __init__(self, settings: WorkerSettings) -> None:
        self._settings = settings
        own = {settings.recogniser, settings.recogniser_en, settings.recogniser_zh} - {""}
        self._loaded: dict[str, Recogniser] = {key: self._load(key) for key in sorted(own)}
        self._missing: set[str] = set()
        self._turn = threading.Lock()

    def of(self, wanted: str | None, language: Language) -> Recogniser:
        """The recogniser `wanted`; where it is None, or cannot be loaded here, the worker's own for the language."""
        if wanted is None:
            return self._own(language)
        with self._turn:
            if wanted not in self._loaded and wanted not in self._missing:
                try:
                    self._loaded[wanted] = self._load(wanted)
                except Exception:  # noqa: BLE001 - whatever a plug-in lacks, the answer is to be transcribed
                    logger.exception("a recogniser cannot be loaded; the worker's own stands in", extra={"key": wanted})
                    self._missing.add(wanted)
            return self._loaded.get(wanted) or self._own(language)

    def _own(self, language: Language) -> Recogniser:
        by_language = {"en": self._settings.recogniser_en, "zh": self._settings.recogniser_zh}
        return self._loaded[by_language[language] or self._settings.recogniser]

    def _load(self, key: str) -> Recogniser:
        return find(key)(threads=self._settings.worker_threads)
