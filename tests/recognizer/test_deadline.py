"""A run that does not end is stopped, and the next one works."""

import threading
import time

import numpy as np
import pytest

from agent.errors import ModelError
from agent.recognizer.network import Network
from agent.recognizer.sealed import SealedFile

onnx = pytest.importorskip("onnx")


@pytest.fixture(scope="module")
def endless():
    """A model that counts as far as its first input says: a hundred million rounds take hours."""
    helper, kind = onnx.helper, onnx.TensorProto
    tensor = helper.make_tensor_value_info
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["going"], ["on"]),
            helper.make_node("Add", ["sum", "one"], ["more"]),
        ],
        "body",
        [
            tensor("round", kind.INT64, []),
            tensor("going", kind.BOOL, []),
            tensor("sum", kind.FLOAT, [1, 1, 1]),
        ],
        [tensor("on", kind.BOOL, []), tensor("more", kind.FLOAT, [1, 1, 1])],
        [helper.make_tensor("one", kind.FLOAT, [1, 1, 1], [1.0])],
    )
    graph = helper.make_graph(
        [
            helper.make_node("ReduceMax", ["ids"], ["rounds"], keepdims=0),
            helper.make_node("Loop", ["rounds", "yes", "zero"], ["scores"], body=body),
        ],
        "endless",
        [tensor("ids", kind.INT64, [1, "tokens"])],
        [tensor("scores", kind.FLOAT, [1, 1, 1])],
        [
            helper.make_tensor("yes", kind.BOOL, [], [True]),
            helper.make_tensor("zero", kind.FLOAT, [1, 1, 1], [0.0]),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    return Network(SealedFile([model.SerializeToString()]))


def test_a_run_that_takes_too_long_is_stopped_and_the_next_one_works(endless):
    stopped = threading.Event()

    def stop():
        while not stopped.wait(0.02):
            endless.interrupt(0.1)

    guard = threading.Thread(target=stop)
    guard.start()
    began = time.monotonic()
    with pytest.raises(ModelError, match="stopped after"):
        endless.run([100_000_000])
    assert time.monotonic() - began < 10
    stopped.set()
    guard.join()
    endless.interrupt(0)
    assert np.array_equal(endless.run([3]), [[3.0]])
