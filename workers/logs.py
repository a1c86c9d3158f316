"""JSON log lines of Ray's processes on the launcher's own stream: through Ray they would come with a prefix."""

import contextlib
import functools
import logging
import os
import sys
from pathlib import Path
from typing import TextIO

from chalicelib.observability import logger

LOG_STREAM = "CANDOR_LOG_STREAM"


@functools.cache
def launcher_stream() -> TextIO:
    """The stream that the launcher named; this process's own output when it named none or it cannot be opened."""
    if path := os.environ.get(LOG_STREAM):
        with contextlib.suppress(OSError):
            # Open as long as the process lives.
            return Path(path).open("a", buffering=1, encoding="utf-8")
    return sys.stdout


def log_to_launcher() -> None:
    """Redirect this process's log lines to the launcher's stream."""
    for handler in logging.getLogger(logger.service).handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(launcher_stream())
