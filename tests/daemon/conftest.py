import zlib

import pytest


@pytest.fixture
def node(request):
    """A node for one test alone."""
    return f"n{zlib.crc32(request.node.nodeid.encode()):08x}"


@pytest.fixture
def base(node):
    return f"edge-intent/{node}"
