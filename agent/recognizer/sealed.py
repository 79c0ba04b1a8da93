"""A file in memory that nobody can change any more: what was verified is what is used."""

import fcntl
import mmap
import os
from collections.abc import Iterable

_SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL


class SealedFile:
    """Its content is never whole in the memory of the process, unless somebody maps it.

    Args:
        chunks: the content, one after the other.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._file = os.memfd_create("model.onnx", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        with os.fdopen(self._file, "wb", closefd=False) as writer:
            for chunk in chunks:
                writer.write(chunk)
        fcntl.fcntl(self._file, fcntl.F_ADD_SEALS, _SEALS)

    def __del__(self) -> None:
        os.close(self._file)

    @property
    def path(self) -> str:
        """Where this process finds it while this object lives."""
        return f"/proc/self/fd/{self._file}"

    def holds(self, *words: bytes) -> bool:
        """Whether any of these stands in it."""
        with mmap.mmap(self._file, 0, access=mmap.ACCESS_READ) as content:
            return any(content.find(word) >= 0 for word in words)
