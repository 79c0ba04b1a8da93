"""A model that was changed, and a board without memory: told in a sentence, survived, healed."""

import resource
import shutil
import signal

import pytest

from agent.recognizer import DEFAULT_MODEL, NANO_MODEL, find_model
from support.process import HOME

CHANGED = "model.onnx is not the file that manifest.json names"
MEND = "install the model again"
#: Nearly as long as the model reads.
LONG = " ".join(["turn on the hall lamp and the kitchen light"] * 13)


def corrupt(folder):
    """A bad sector, or a download that went wrong."""
    content = bytearray((folder / "model.onnx").read_bytes())
    content[len(content) // 2] ^= 0xFF
    (folder / "model.onnx").write_bytes(content)


def swap(folder):
    """A good model, but not the one of this folder."""
    shutil.copy(find_model(DEFAULT_MODEL) / "model.onnx", folder)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(find_model(NANO_MODEL), tmp_path / "model")


def lines(node, folder, threads=1):
    return (
        f"node: {node}\nhome: {HOME}\nmodel: {folder}\nthreads: {threads}\n"
        "mqtt: {host: 127.0.0.1, port: PORT}\n"
    )


def ask(peer, base, request_id, text="turn off the hall lamp"):
    peer.send(f"{base}/voice/text", {"text": text, "request_id": request_id})
    return peer.result(request_id, base)


@pytest.mark.parametrize("change", [corrupt, swap])
def test_a_changed_model_ends_the_start_in_one_line(run_agent, node, folder, change):
    change(folder)
    agent = run_agent(lines(node, folder), connected=False)
    assert agent.process.wait(20) == 1
    told = agent.expect(CHANGED)
    assert told.startswith(f"edge-intent: model {folder}")
    assert MEND in told
    assert "Traceback" not in agent.log


@pytest.mark.parametrize("change", [corrupt, swap])
def test_a_changed_model_is_not_taken_by_a_reload(
    run_agent, peer, node, base, folder, tmp_path, mosquitto, change
):
    agent = run_agent(lines(node, folder))
    assert ask(peer, base, "before")["status"] == "ok"
    change(folder)
    config = tmp_path / "config.yaml"
    config.write_text(lines(node, folder, threads=2).replace("PORT", str(mosquitto.port)))
    agent.send(signal.SIGHUP)
    told = peer.expect(f"{base}/status", lambda m: m.json["problem"]).json["problem"]
    assert CHANGED in told
    assert MEND in told
    assert ask(peer, base, "still")["status"] == "ok"
    shutil.copy(find_model(NANO_MODEL) / "model.onnx", folder)
    peer.clear()
    agent.send(signal.SIGHUP)
    peer.expect(f"{base}/status", lambda m: m.json["problem"] is None)
    assert ask(peer, base, "after")["status"] == "ok"


def test_a_run_without_memory_is_told_and_the_next_goes_well(run_agent, peer, node, base):
    agent = run_agent(lines(node, DEFAULT_MODEL))
    assert ask(peer, base, "a")["status"] == "ok"
    # No page more, neither by mmap nor by brk nor in what a heap of a thread has reserved.
    resource.prlimit(agent.pid, resource.RLIMIT_DATA, (4096, resource.RLIM_INFINITY))
    failed = ask(peer, base, "b", LONG)
    assert failed["status"] == "error"
    assert "no memory is left" in failed["error"]
    assert NANO_MODEL in failed["error"]
    told = peer.expect(f"{base}/status", lambda m: m.json["problem"]).json["problem"]
    assert "no memory is left" in told
    assert ask(peer, base, "c")["status"] == "ok"
    resource.prlimit(agent.pid, resource.RLIMIT_DATA, (resource.RLIM_INFINITY,) * 2)
    assert ask(peer, base, "d", LONG)["status"] != "error"
