"""Memory that is not needed any more, given back to the system."""

import ctypes
import gc
import re
from collections.abc import Iterator

#: Options of mallopt(3).
_MMAP_THRESHOLD = -3
_ARENA_MAX = -8
#: Blocks of this size and more, in bytes, are given back the moment they are freed.
_LARGE = 128 * 1024
#: Heaps that threads share; each keeps what was freed in it.
_HEAPS = 2
#: Advice of madvise(2).
_DONTNEED = 4
#: The code of a library, as a line of /proc/self/maps. It is never written, and what was loaded
#: stays: nothing else comes to stand at its addresses.
_CODE = re.compile(rb"([0-9a-f]+)-([0-9a-f]+) r-xp \S+ \S+ \S+ +/.*\.so\b")


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
    """Hand memory that is not needed any more back to the kernel.

    glibc keeps what was freed for the next time; after loading a model that is tens of megabytes
    that the board could use. Other C libraries have no such call, nor need of it.
    """
    gc.collect()
    library = ctypes.CDLL(None)
    trim = getattr(library, "malloc_trim", None)
    if trim is not None:
        trim(0)
    for start, end in _code():
        library.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _DONTNEED)


def _code() -> Iterator[tuple[int, int]]:
    """Addresses of the code of libraries; none where the system does not tell.

    Most of it runs at the start alone. What is needed again the kernel maps again, from its cache
    if nobody else needed the room: a sentence takes 2 ms longer, once.
    """
    try:
        with open("/proc/self/maps", "rb") as mappings:
            lines = mappings.readlines()
    except OSError:
        return
    for found in filter(None, map(_CODE.match, lines)):
        yield int(found[1], 16), int(found[2], 16)
