"""The reader that the tests of documents share."""

import os
from collections.abc import Iterator

import pytest

from workers.documents.reader import DocumentReader


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    os.environ["AWS_SECRET_ACCESS_KEY"] = "canary-of-the-worker"
    reader = DocumentReader()
    yield reader
    reader.close()
    del os.environ["AWS_SECRET_ACCESS_KEY"]
