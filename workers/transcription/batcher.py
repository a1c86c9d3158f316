"""Groups windows of different answers and languages into batches that waste little padding."""

from collections.abc import Iterable, Iterator

from workers.transcription.windows import Window

SIZE = 8
# On a CPU a batch saves about a fifth of the time, so more padding than this would cost more than it brings.
_PADDING_SHARE = 0.2


def batches(windows: Iterable[Window], size: int = SIZE) -> Iterator[list[Window]]:
    """Windows of like length, longest first, at most `size` to a batch."""
    batch: list[Window] = []
    for window in sorted(windows, key=lambda window: -window.length):
        padded = (len(batch) + 1) * (batch[0].length if batch else window.length)
        speech = sum(each.length for each in batch) + window.length
        if batch and (len(batch) == size or padded - speech > _PADDING_SHARE * padded):
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch
