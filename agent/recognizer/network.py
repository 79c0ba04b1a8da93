"""The only import of onnxruntime: one session, quiet, offline, one thread unless told otherwise."""

import os
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agent.errors import ModelError
from agent.recognizer.providers import CPU, EXECUTORS, choose, executors, instead
from agent.recognizer.sealed import SealedFile

# The wheels report to their vendor unless told not to; it must be said before the first import.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime as ort

#: What onnxruntime says when it gets no memory.
_NO_MEMORY = ("bad_alloc", "Failed to allocate memory", "out of memory")
#: Scores of a token, one row a token.
Scores = NDArray[np.float32]


class Network:
    """A model in memory, ready to run."""

    def __init__(
        self, model: SealedFile, threads: int = 1, wanted: str = "cpu", max_tokens: int = 512
    ) -> None:
        """Load a model.

        It is read through its path: given bytes, onnxruntime keeps them for good beside its copy.

        Args:
            model: an ONNX file with input ``ids`` (1, tokens) int64, perhaps ``known`` of the same
                shape, and one float output.
            threads: threads of one run.
            wanted: the provider; the processor takes over where that cannot be used.
            max_tokens: the longest utterance.

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
        self.provider = choose(wanted, ort.get_available_providers(), model)
        """What it runs on, and why."""
        try:
            self._session = self._open(model, options, max_tokens)
        except Exception as error:
            raise ModelError(f"onnxruntime cannot load the model: {error}") from None
        output = self._session.get_outputs()[0]
        self._output = output.name
        self.is_told_of_homes = any(one.name == "known" for one in self._session.get_inputs())
        """Whether it takes what a home knows of each token."""
        self._running: tuple[float, ort.RunOptions] | None = None
        self.outputs: int = output.shape[-1]
        """How many scores a token gets."""

    def run(self, ids: Sequence[int], known: Sequence[int] | None = None) -> Scores:
        """Scores (tokens, outputs) of one utterance.

        Args:
            ids: of its tokens.
            known: what each is to the home, 0 for nothing, as it is for all where this is left out.
                Looked at only by a model that is told.

        Raises:
            ModelError: it took too long and was interrupted, or there was no memory for it.
        """
        options = ort.RunOptions()
        self._running = (time.monotonic(), options)
        feed = {"ids": np.array([ids], np.int64)}
        if self.is_told_of_homes:
            feed["known"] = np.array([known or [0] * len(ids)], np.int64)
        try:
            scores: Scores = self._session.run([self._output], feed, options)[0][0]
        except Exception as error:
            if options.terminate:
                seconds = time.monotonic() - self._running[0]
                raise ModelError(f"the model was stopped after {seconds:.1f} s") from None
            if isinstance(error, MemoryError) or any(sign in str(error) for sign in _NO_MEMORY):
                raise ModelError(
                    "no memory is left for a run of the model; stop other programs, or take a "
                    "smaller model (model: intent-en-nano-int8)"
                ) from None
            raise
        finally:
            self._running = None
        return scores

    def interrupt(self, limit: float) -> None:
        """Stop a run that has taken more than ``limit`` seconds; from any thread."""
        running = self._running
        if running and time.monotonic() - running[0] > limit:
            running[1].terminate = True

    def _open(
        self, model: SealedFile, options: ort.SessionOptions, max_tokens: int
    ) -> ort.InferenceSession:
        name = self.provider.name
        try:
            providers = executors(self.provider, max_tokens)
            session = ort.InferenceSession(model.path, options, providers)
            # Where libraries of the accelerator are missing, the processor takes over silently.
            if session.get_providers()[0] == EXECUTORS[name]:
                return session
            self.provider = instead(name, "its libraries or its device are missing")
            return session
        except Exception as error:
            if name == CPU.name:
                raise
            self.provider = instead(name, str(error).partition("\n")[0])
            return ort.InferenceSession(model.path, options, executors(CPU, max_tokens))
