"""JSON log lines of Ray's processes on the launcher's own stream: through Ray they would come with a prefix."""

import logging
import os
from pathlib import Path

from chalicelib.observability import logger

LOG_STREAM = "CANDOR_LOG_STREAM"


def log_to_launcher() -> None:
    """Redirect this process's log lines to the stream that the launcher named, if it did and it can be opened."""
    if not (path := os.environ.get(LOG_STREAM)):
        return
    try:
        stream = Path(path).open("a", buffering=1, encoding="utf-8")  # noqa: SIM115 - open as long as the process lives
    except OSError:
        return
    for handler in logging.getLogger(logger.service).handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(stream)
