"""The only import of onnxruntime: one session, quiet, offline, one thread unless told otherwise."""

import os

import numpy as np
from numpy.typing import NDArray

from agent.errors import ModelError

# The wheels report to their vendor unless told not to; it must be said before the first import.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime as ort

#: Scores of a token, one row a token.
Scores = NDArray[np.float32]


class Network:
    """A model in memory, ready to run."""

    def __init__(self, model: bytes, threads: int = 1) -> None:
        """Load a model.

        Args:
            model: an ONNX file with input ``ids`` (1, tokens) int64 and one float output.
            threads: threads of one run.

        Raises:
            ModelError: onnxruntime cannot load it.
        """
        ort.set_default_logger_severity(3)
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Spinning threads burn a core for a third of a millisecond; nobody waits for that.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False
        try:
            self._session = _session(model, options)
        except Exception as error:
            raise ModelError(f"onnxruntime cannot load the model: {error}") from None
        output = self._session.get_outputs()[0]
        self._output = output.name
        self.outputs: int = output.shape[-1]
        """How many scores a token gets."""

    def run(self, ids: list[int]) -> Scores:
        """Scores (tokens, outputs) of one utterance."""
        scores: Scores = self._session.run([self._output], {"ids": np.array([ids], np.int64)})[0][0]
        return scores


def _session(model: bytes, options: ort.SessionOptions) -> ort.InferenceSession:
    """A session of exactly these bytes.

    They pass through a file in memory: given the bytes, onnxruntime's Python class keeps them for
    good beside its own copy; given the path on disk, it would read what nobody has verified.
    """
    file = os.memfd_create("model.onnx")
    try:
        with os.fdopen(file, "wb", closefd=False) as writer:
            writer.write(model)
        return ort.InferenceSession(f"/proc/self/fd/{file}", options, ["CPUExecutionProvider"])
    finally:
        os.close(file)
