"""What is slow to load, once: the encoder."""

import pytest

from workers.scoring.encoder import TextEncoder, load_encoder


@pytest.fixture(scope="session")
def encoder() -> TextEncoder:
    return load_encoder()
