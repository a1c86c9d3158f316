"""A model in SenseVoice's format that hears only how loud it is: sherpa-onnx runs it as it would the real one.

It writes "hello" where a sound sets in and 好 where it is louder still, after the four tags that such models write
first.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_TOKENS = ("<blk>", "▁hello", "好", "，", "<|zh|>", "<|EMO_UNKNOWN|>", "<|Speech|>", "<|withitn|>")
_FRAMES_AT_ONCE, _STEP, _MELS = 7, 6, 80
_BLANK_UP_TO, _LOUD_FROM = 11.0, 15.0


def write_model(folder: Path) -> Path:
    """The folder, with `model.onnx` and `tokens.txt` in it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokens.txt").write_text("".join(f"{token} {at}\n" for at, token in enumerate(_TOKENS)), encoding="utf-8")
    onnx.save(_model(), folder / "model.onnx")
    return folder


def _model() -> onnx.ModelProto:
    """Mean log energy of each step against two bounds; tags in front."""
    width, count = _FRAMES_AT_ONCE * _MELS, len(_TOKENS)
    weights, bias = np.zeros((width, count), np.float32), np.full(count, -100, np.float32)
    weights[:, 1], weights[:, 2] = 1 / width, 2 / width
    bias[:3] = (_BLANK_UP_TO, 0, -_LOUD_FROM)
    tags = np.full((1, 4, count), -100, np.float32)
    tags[0, range(4), range(4, 8)] = 100
    constants: dict[str, np.ndarray[Any, Any]] = {
        "weights": weights,
        "bias": bias,
        "tags": tags,
        "first": np.array([0], np.int64),
        "once": np.array([1], np.int64),
    }
    nodes = [
        helper.make_node("MatMul", ["x", "weights"], ["energy"]),
        helper.make_node("Add", ["energy", "bias"], ["steps"]),
        helper.make_node("Shape", ["x"], ["shape"]),
        helper.make_node("Gather", ["shape", "first"], ["batch"], axis=0),
        helper.make_node("Concat", ["batch", "once", "once"], ["times"], axis=0),
        helper.make_node("Tile", ["tags", "times"], ["front"]),
        helper.make_node("Concat", ["front", "steps"], ["logits"], axis=1),
    ]
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", "T", width])]
    inputs += [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["N"]) for name in ("x_length", "language", "text_norm")
    ]
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", "L", count])]
    initializers = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "loudness", inputs, outputs, initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    about: dict[str, Any] = {
        "model_type": "sense_voice_ctc",
        "lfr_window_size": _FRAMES_AT_ONCE,
        "lfr_window_shift": _STEP,
        "normalize_samples": 0,
        "with_itn": 14,
        "without_itn": 15,
        "vocab_size": count,
        "neg_mean": ",".join(["0"] * width),
        "inv_stddev": ",".join(["1"] * width),
        **{f"lang_{name}": at for at, name in enumerate(("auto", "zh", "en", "yue", "ja", "ko"))},
    }
    helper.set_model_props(model, {key: str(value) for key, value in about.items()})
    return model
