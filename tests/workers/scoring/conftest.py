"""What is slow to load, once: the encoder and the demo interviews."""

import pytest

from tests.workers.scoring.spoken import Demo, load_demo
from workers.scoring.encoder import TextEncoder, load_encoder


@pytest.fixture(scope="session")
def demo() -> Demo:
    return load_demo()


@pytest.fixture(scope="session")
def encoder() -> TextEncoder:
    return load_encoder()
