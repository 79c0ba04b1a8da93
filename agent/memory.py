"""Memory that was freed, given back to the system."""

import ctypes
import gc


def give_back() -> None:
    """Hand freed memory back to the kernel.

    glibc keeps what was freed for the next time; after loading a model that is tens of megabytes
    that the board could use. Other C libraries have no such call, nor need of it.
    """
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
