"""Recognisers, one file each; a file ends with `RECOGNISER = …` and its stem is the recogniser's key."""

import importlib
import pkgutil
from collections.abc import Sequence
from typing import Protocol

from chalicelib.domain.transcript import Transcript
from workers.audio import Samples


class Recogniser(Protocol):
    """Turns recordings of any length into transcripts; one call may mix answers and languages."""

    def __init__(self, threads: int = 0) -> None:
        """Load the model; `threads` is how many CPU threads it may use, 0 for all."""

    def transcribe(self, recordings: Sequence[Samples]) -> list[Transcript]:
        """One transcript for each recording, in order; may be called by two threads at once."""
        ...


def keys() -> list[str]:
    """Keys of the recognisers that exist."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def find(key: str) -> type[Recogniser]:
    """The recogniser with this key; raises KeyError when there is none."""
    if key not in keys():
        raise KeyError(key)
    found: type[Recogniser] = importlib.import_module(f"{__name__}.{key}").RECOGNISER
    return found
