"""Groups windows of different answers and languages into batches whose members are padded alike."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from workers.transcription.features import frames_of
from workers.transcription.windows import Window

# On a CPU four windows are read as fast as eight, and the last batch keeps fewer others waiting.
SIZE = 4


def batches(windows: Iterable[Window], size: int = SIZE) -> Iterator[list[Window]]:
    """Windows of the same encoder length, longest first, at most `size` to a batch."""
    for _, alike in groupby(sorted(windows, key=frames_of, reverse=True), frames_of):
        members = list(alike)
        for start in range(0, len(members), size):
            yield members[start : start + size]
