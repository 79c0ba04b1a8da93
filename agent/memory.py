"""Memory that was freed, given back to the system."""

import ctypes
import gc

#: Options of mallopt(3).
_MMAP_THRESHOLD = -3
_ARENA_MAX = -8
#: Blocks of this size and more, in bytes, are given back the moment they are freed.
_LARGE = 128 * 1024
#: Heaps that threads share; each keeps what was freed in it.
_HEAPS = 2


def stay_small() -> None:
    """Have what is freed given back soon; to be called before threads begin.

    glibc raises the size of what it gives back at once with every large block that is freed, and
    makes every thread a heap of its own: a model that is loaded, unloaded and loaded again in
    another thread would leave the holes of the one before. Other C libraries do not do so.
    """
    option = getattr(ctypes.CDLL(None), "mallopt", None)
    if option is not None:
        option(_MMAP_THRESHOLD, _LARGE)
        option(_ARENA_MAX, _HEAPS)


def give_back() -> None:
    """Hand freed memory back to the kernel.

    glibc keeps what was freed for the next time; after loading a model that is tens of megabytes
    that the board could use. Other C libraries have no such call, nor need of it.
    """
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
