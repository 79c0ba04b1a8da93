import re

import pytest

from agent.recognizer import DEFAULT_MODEL, Recognizer, find_model, network
from agent.recognizer.providers import EXECUTORS, Provider, choose, executors
from agent.recognizer.sealed import SealedFile

FLOAT = b"... MatMul ... Add ..."
QUANTIZED = b"... DynamicQuantizeLinear ... MatMulInteger ..."
PLAIN = ["AzureExecutionProvider", "CPUExecutionProvider"]
GPU = ["TensorrtExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider"]


@pytest.mark.parametrize(
    ("wanted", "offered", "model", "name", "reason"),
    [
        ("auto", PLAIN, FLOAT, "cpu", None),
        ("auto", GPU, FLOAT, "cuda", None),
        ("auto", GPU, QUANTIZED, "cpu", "the model is quantized"),
        ("cpu", GPU, FLOAT, "cpu", None),
        ("cuda", GPU, QUANTIZED, "cuda", None),
        ("tensorrt", GPU, FLOAT, "tensorrt", None),
        ("cuda", PLAIN, FLOAT, "cpu", "cuda cannot be used: .* has only cpu$"),
        ("xnnpack", GPU, FLOAT, "cpu", "xnnpack cannot be used: .* has only cpu, cuda, tensorrt$"),
    ],
)
def test_what_is_chosen_and_why(wanted, offered, model, name, reason):
    chosen = choose(wanted, offered, SealedFile([model]))
    assert chosen.name == name
    assert re.match(reason, chosen.reason or "") if reason else chosen.reason is None


def test_the_processor_does_the_rest(monkeypatch):
    monkeypatch.delenv("CACHE_DIRECTORY", raising=False)
    assert executors(Provider("cpu"), 128) == [EXECUTORS["cpu"]]
    for name in ("cuda", "tensorrt", "xnnpack"):
        (first, options), rest = executors(Provider(name), 128)
        assert (first, rest) == (EXECUTORS[name], EXECUTORS["cpu"])
        assert not any("cache" in key for key in options)
    monkeypatch.setenv("CACHE_DIRECTORY", "/var/cache/edge-intent")
    _, options = executors(Provider("tensorrt"), 128)[0]
    assert options["trt_engine_cache_path"] == "/var/cache/edge-intent"
    assert options["trt_profile_max_shapes"] == "ids:1x128"


@pytest.mark.parametrize("wanted", EXECUTORS)
def test_whatever_is_asked_for_the_model_reads(wanted):
    recognizer = Recognizer.load(find_model(DEFAULT_MODEL), provider=wanted)
    assert recognizer.read("turn on the lamp").clauses[0].intent == "HassTurnOn"
    assert (recognizer.provider.name == wanted) == (recognizer.provider.reason is None)


@pytest.mark.filterwarnings("ignore:Specified provider:UserWarning")
def test_an_accelerator_without_its_libraries(monkeypatch):
    monkeypatch.setattr(network.ort, "get_available_providers", lambda: GPU)
    recognizer = Recognizer.load(find_model(DEFAULT_MODEL), provider="cuda")
    assert recognizer.provider == Provider(
        "cpu", "cuda cannot be used: its libraries or its device are missing"
    )


def test_an_accelerator_that_faults(monkeypatch):
    # The warning that onnxruntime gives stands for the fault: here it is raised.
    monkeypatch.setattr(network.ort, "get_available_providers", lambda: GPU)
    recognizer = Recognizer.load(find_model(DEFAULT_MODEL), provider="tensorrt")
    assert recognizer.provider.name == "cpu"
    assert "tensorrt cannot be used: Specified provider" in (recognizer.provider.reason or "")
    assert recognizer.read("turn on the lamp").clauses[0].intent == "HassTurnOn"
