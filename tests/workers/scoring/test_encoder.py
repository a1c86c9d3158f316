"""The text encoder."""

from pathlib import Path

import numpy as np
import pytest

from chalicelib.domain.errors import PermanentError
from workers.scoring.encoder import TextEncoder, load_encoder


def test_vectors_have_unit_length_whatever_the_language(encoder: TextEncoder) -> None:
    vectors = encoder.encode(["I checked the records.", "我核对了记录。", "我 check 了 records"])
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_text_gives_no_vectors_and_blank_text_zeros(encoder: TextEncoder) -> None:
    width = encoder.encode(["a"]).shape[1]
    assert encoder.encode([]).shape == (0, width)
    assert not encoder.encode([" "]).any()


def test_a_text_has_the_same_vector_in_any_company(encoder: TextEncoder) -> None:
    fresh = load_encoder()
    alone = encoder.encode(["the cause was the delay"])[0]
    together = fresh.encode(["a much longer text that could shift the scale of a batch", "the cause was the delay"])[1]
    assert np.array_equal(alone, together)


def test_the_same_meaning_is_close_across_languages(encoder: TextEncoder) -> None:
    english, chinese, other = encoder.encode(["I called the customer", "我给客户打了电话", "the soup is too salty"])
    assert english @ chinese > english @ other + 0.3


def test_a_model_that_is_not_there_says_so() -> None:
    with pytest.raises(PermanentError, match="encoder_missing"):
        load_encoder("/nowhere/model.onnx")


def test_an_encoder_may_be_named_by_path(encoder: TextEncoder, tmp_path: Path) -> None:
    with pytest.raises(PermanentError):
        load_encoder(str(tmp_path / "missing.onnx"))
    assert encoder.name == "use-multilingual-v3"
