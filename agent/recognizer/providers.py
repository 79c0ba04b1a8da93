"""On what a model runs: the processor, or an accelerator where there is one that suits it."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from agent.recognizer.sealed import SealedFile

#: What the configuration calls them, and what onnxruntime does.
EXECUTORS = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
    "xnnpack": "XnnpackExecutionProvider",
}
#: Operators of quantized models; accelerators hand them back to the processor one by one.
_INTEGER_OPERATORS = (b"DynamicQuantizeLinear", b"MatMulInteger", b"QLinearMatMul")
#: Tokens of a usual sentence, for which TensorRT is to build its engine.
_USUAL_TOKENS = 16


@dataclass(frozen=True, slots=True)
class Provider:
    """What a model runs on."""

    name: str = "cpu"
    reason: str | None = None
    """Why it is not what was asked for or what the board has; None where that needs no word."""


CPU = Provider()


def choose(wanted: str, offered: Collection[str], model: SealedFile) -> Provider:
    """The provider to try.

    Args:
        wanted: ``auto`` or a key of :data:`EXECUTORS`.
        offered: what this build of onnxruntime has, in its own names.
        model: an ONNX file.
    """
    if wanted == "auto":
        if EXECUTORS["cuda"] not in offered:
            return CPU
        if model.holds(*_INTEGER_OPERATORS):
            return Provider(reason="the model is quantized, which only the processor reads well")
        return Provider("cuda")
    if EXECUTORS[wanted] not in offered:
        known = ", ".join(name for name, executor in EXECUTORS.items() if executor in offered)
        return instead(wanted, f"the installed onnxruntime has only {known}")
    return Provider(wanted)


def instead(wanted: str, why: str) -> Provider:
    """The processor, because another provider cannot be used."""
    return Provider(reason=f"{wanted} cannot be used: {why}")


def executors(provider: Provider, max_tokens: int) -> list[Any]:
    """What onnxruntime takes: the provider with its options, and the processor for the rest."""
    rest = EXECUTORS["cpu"]
    if provider.name == "cpu":
        return [rest]
    options = _tensorrt(max_tokens) if provider.name == "tensorrt" else {}
    return [(EXECUTORS[provider.name], options), rest]


def _tensorrt(max_tokens: int) -> dict[str, Any]:
    """One engine for all lengths, kept in ``$CACHE_DIRECTORY``: building it takes minutes.

    See onnxruntime's documentation of the TensorRT provider.
    """
    options: dict[str, Any] = {
        "trt_profile_min_shapes": "ids:1x1",
        "trt_profile_opt_shapes": f"ids:1x{_USUAL_TOKENS}",
        "trt_profile_max_shapes": f"ids:1x{max_tokens}",
    }
    if folder := os.environ.get("CACHE_DIRECTORY"):
        options |= {"trt_engine_cache_enable": True, "trt_engine_cache_path": folder}
    return options
