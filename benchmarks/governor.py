"""Whether the agent keeps to what it may take, in a flood and at rest.

``python benchmarks/governor.py flood`` sends 200 sentences a second for a minute to an agent that
may take half a core and 150 MB, and then looks how soon it is fit again; ``--noise`` has stress-ng
take every core meanwhile, ``--group`` puts the agent into a control group with the same limits
(as root; version 2 where the kernel offers its controllers, else version 1).
``python benchmarks/governor.py rest`` leaves an agent alone for two minutes. Both start a mosquitto
of their own. Run them on an idle machine.
"""

import argparse
import contextlib
import itertools
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

REPOSITORY = Path(__file__).parents[1]
HOME = REPOSITORY / "deploy" / "examples" / "home.yaml"
BASE = "edge-intent/bench"
MOSQUITTO = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
ROOMS = ("hall", "kitchen", "bedroom", "study", "lounge", "bathroom", "landing", "garage")
FRAMES = (
    "turn on the {} lights",
    "turn off the {} lamp please",
    "set the {} light to {} percent",
    "is the {} window open",
    "open the {} blinds to {} percent",
    "what is the temperature in the {}",
    "make it warmer in the {} by {} degrees",
    "could you switch everything off in the {} now",
)
URGENT = "turn off the kitchen lights"


@dataclass
class Usage:
    """What a process took."""

    cpu: float
    waited: float
    """Seconds that its threads could have run, and did not get a core."""
    resident: int


class Agent:
    """An agent with a broker, both of their own."""

    def __init__(self, folder: Path, limits: str, enter: Callable[[], None] | None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        broker = folder / "mosquitto.conf"
        broker.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n"
            "max_queued_messages 20000\n"
        )
        config = folder / "config.yaml"
        config.write_text(
            f"node: bench\nhome: {HOME}\nmqtt: {{host: 127.0.0.1, port: {self.port}}}\n"
            f"state_dir: {folder}/state\nlimits: {limits}\nlog: {{level: warning}}\n"
        )
        assert MOSQUITTO, "mosquitto is not installed"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._broker = subprocess.Popen([MOSQUITTO, "-c", str(broker)], **quiet)  # type: ignore[call-overload]
        self._agent = subprocess.Popen(
            [sys.executable, "-m", "agent", "run", "--config", str(config)],
            cwd=REPOSITORY,
            preexec_fn=enter,
        )
        self.pid = self._agent.pid

    def usage(self) -> Usage:
        """Seconds since its start, and resident bytes now."""
        stat = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        waited = sum(int(task.read_text().split()[1]) for task in tasks) / 1e9
        return Usage((int(stat[11]) + int(stat[12])) / TICKS, waited, pages * PAGE)

    def switches(self) -> dict[str, int]:
        """Times that each thread went to sleep, by its name and number."""
        found = {}
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            lines = dict(
                line.split(":\t", 1) for line in (task / "status").read_text().splitlines()
            )
            found[f"{lines['Name']} {task.name}"] = int(lines["voluntary_ctxt_switches"])
        return found

    def close(self) -> None:
        """End both."""
        for process in (self._agent, self._broker):
            process.terminate()
            process.wait(20)


class Peer:
    """Sends requests, and notes what becomes of them."""

    def __init__(self, port: int) -> None:
        self.sent: dict[str, float] = {}
        self.came: dict[str, tuple[float, str]] = {}
        self.levels: list[tuple[float, str]] = []
        self._changed = threading.Condition()
        self._client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        self._client.on_socket_open = lambda _c, _u, s: s.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
        )
        self._client.on_connect = lambda client, *_: client.subscribe(
            [(f"{BASE}/{topic}", 1) for topic in ("result", "throttle", "state")]
        )
        self._client.on_message = self._on_message
        self._client.max_inflight_messages_set(0)
        self.online = threading.Event()
        while True:
            with contextlib.suppress(ConnectionRefusedError):
                self._client.connect("127.0.0.1", port)
                break
            time.sleep(0.1)
        self._client.loop_start()

    def send(self, request_id: str, kind: str, **request: object) -> None:
        """Send a request; it is noted when."""
        self.sent[request_id] = time.monotonic()
        payload = json.dumps({"request_id": request_id, **request})
        self._client.publish(f"{BASE}/{kind}/text", payload, qos=1)

    def wait(self, ids: Sequence[str], seconds: float) -> bool:
        """Whether all of these were answered within so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: all(i in self.came for i in ids), seconds)

    def latencies(self, ids: Sequence[str]) -> list[float]:
        """Milliseconds from request to result."""
        return [1000 * (self.came[i][0] - self.sent[i]) for i in ids]

    def close(self) -> None:
        """Leave the broker."""
        self._client.disconnect()
        self._client.loop_stop()

    def _on_message(self, _client: Client, _userdata: object, message: MQTTMessage) -> None:
        content = json.loads(message.payload)
        with self._changed:
            now = time.monotonic()
            if message.topic.endswith("/throttle"):
                self.levels.append((now, content["level"]))
            elif message.topic.endswith("/state"):
                if content["state"] == "online":
                    self.online.set()
            else:
                self.came[content["request_id"]] = now, content["status"]
            self._changed.notify_all()


def sentences() -> Iterator[str]:
    """Sentences without end, hardly ever the same twice."""
    for number, (frame, room) in enumerate(itertools.cycle(itertools.product(FRAMES, ROOMS))):
        yield frame.format(room, number % 97 + 3)


def every(seconds: float, count: int) -> Iterator[int]:
    """Numbers at a steady beat, whatever is done between them."""
    began = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, began + number * seconds - time.monotonic()))
        yield number


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20)[18]


def paced(peer: Peer, name: str, count: int, seconds: float = 0.25) -> list[str]:
    """Sentences at an easy beat; their ids."""
    text = sentences()
    ids = [f"{name}{number}" for number in range(count)]
    for number in every(seconds, count):
        peer.send(ids[number], "voice", text=next(text))
    assert peer.wait(ids, 30), "not everything was answered"
    return ids


class Watcher(threading.Thread):
    """Looks at a process ten times a second."""

    def __init__(self, agent: Agent, group: "Group | None") -> None:
        super().__init__(daemon=True)
        self.most, self.group_most = 0, 0
        self._agent, self._group = agent, group
        self._stop_it = threading.Event()

    def run(self) -> None:
        """Look until it is told to stop."""
        while not self._stop_it.wait(0.1):
            self.most = max(self.most, self._agent.usage().resident)
            if self._group:
                self.group_most = max(self.group_most, self._group.memory())

    def stop(self) -> None:
        """Look no more."""
        self._stop_it.set()
        self.join()


class Group:
    """A control group for the agent, with limits that the kernel holds.

    It goes before others, so that it is the limits that are measured.
    """

    def __init__(self, cpu: float, memory: float) -> None:
        root = Path("/sys/fs/cgroup")
        name = f"edge-intent-bench-{os.getpid()}"
        self.version = 2 if "cpu" in _words(root / "cgroup.controllers") else 1
        if self.version == 2:
            self._folders = [root / name]
            (root / "cgroup.subtree_control").write_text("+cpu +memory")
            limits = {"cpu.max": f"{cpu * 1000:.0f} 100000", "memory.max": f"{memory * 1e6:.0f}"}
            files = [{**limits, "cpu.weight": "10000"}]
        else:
            own = dict(
                line.split(":", 2)[1:]
                for line in Path("/proc/self/cgroup").read_text().splitlines()
            )
            self._folders = [root / one / own[one].lstrip("/") / name for one in ("cpu", "memory")]
            files = [
                {
                    "cpu.cfs_period_us": "100000",
                    "cpu.cfs_quota_us": f"{cpu * 1000:.0f}",
                    "cpu.shares": "262144",
                },
                {"memory.limit_in_bytes": f"{memory * 1e6:.0f}"},
            ]
        for folder, limits in zip(self._folders, files, strict=True):
            folder.mkdir()
            for file, value in limits.items():
                (folder / file).write_text(value)

    def enter(self) -> None:
        """Put the calling process into it."""
        for folder in self._folders:
            (folder / "cgroup.procs").write_text(str(os.getpid()))

    def memory(self) -> int:
        """Bytes that it takes, with what the kernel keeps of files for it."""
        name = "memory.current" if self.version == 2 else "memory.usage_in_bytes"
        return int((self._folders[-1] / name).read_text())

    def denied(self) -> str:
        """What the kernel denied."""
        names = ("memory.events",) if self.version == 2 else ("memory.failcnt",)
        texts = [(self._folders[-1] / name).read_text() for name in names]
        return " ".join(f"{(self._folders[0] / 'cpu.stat').read_text()} {' '.join(texts)}".split())

    def remove(self) -> None:
        """Remove it; nobody may be in it."""
        for folder in self._folders:
            folder.rmdir()


def _words(file: Path) -> list[str]:
    return file.read_text().split() if file.exists() else []


def flood(arguments: argparse.Namespace) -> None:
    """The flood, and what comes after it."""
    group = Group(arguments.cpu, arguments.memory) if arguments.group else None
    with tempfile.TemporaryDirectory() as folder:
        limits = f"{{cpu: {arguments.cpu}, memory: {arguments.memory}}}"
        agent = Agent(Path(folder), limits, group.enter if group else None)
        peer = Peer(agent.port)
        try:
            assert peer.online.wait(60), "the agent does not come online"
            _flood(arguments, agent, peer, group)
        finally:
            peer.close()
            agent.close()
            if group:
                group.remove()


def _flood(arguments: argparse.Namespace, agent: Agent, peer: Peer, group: Group | None) -> None:
    time.sleep(3)
    watcher = Watcher(agent, group)
    watcher.start()
    noise = _noise(arguments.seconds + 40) if arguments.noise else None
    idle = peer.latencies(paced(peer, "idle", 40))
    before, began = agent.usage(), time.monotonic()
    text = sentences()
    ids, urgent = [], []
    for number in every(1 / arguments.rate, int(arguments.rate * arguments.seconds)):
        name = f"flood{number}"
        ids.append(name)
        if number % 50 == 0:
            urgent.append(name)
            peer.send(name, "voice", text=URGENT, urgent=True)
        else:
            peer.send(name, "sensor" if number % 4 == 3 else "voice", text=next(text))
    after, ended = agent.usage(), time.monotonic()
    peer.wait(ids, 30)
    late = ended + 10 - time.monotonic()
    time.sleep(max(0.0, late))
    back = peer.latencies(paced(peer, "after", 40))
    watcher.stop()
    if noise:
        noise.terminate()
        noise.wait()
    share = 100 * (after.cpu - before.cpu) / (ended - began)
    came = Counter(peer.came[i][1] if i in peer.came else "unanswered" for i in ids)
    answered = [i for i in ids if i in peer.came]
    read = [i for i in answered if peer.came[i][1] not in ("shed", "expired", "error")]
    print(f"flood of {arguments.rate:g} a second for {ended - began:.1f} s")
    print(f"ceiling {arguments.cpu:g} % and {arguments.memory:g} MB"
          f"{f', control group of version {group.version}' if group else ''}"
          f"{', stress-ng on every core' if noise else ''}")  # fmt: skip
    waited = 100 * (after.waited - before.waited) / (ended - began)
    print(f"  own CPU               {share:.1f} % of a core; waited for one {waited:.1f} %")
    print(f"  resident at most      {watcher.most / 1e6:.1f} MB")
    if group:
        print(f"  group at most         {watcher.group_most / 1e6:.1f} MB; {group.denied()}")
    print(f"  requests              {len(ids)}: {dict(came)}")
    print(f"  urgent                {len(urgent)}: "
          f"{dict(Counter(peer.came.get(i, (0, 'unanswered'))[1] for i in urgent))}")  # fmt: skip
    print(f"  read                  {len(read) / (ended - began):.1f} a second")
    for label, some in (("read", read), ("urgent", urgent), ("all", answered)):
        times = peer.latencies([i for i in some if i in peer.came])
        print(f"  p50, p95 of {label:9} {statistics.median(times):.1f}, {p95(times):.1f} ms")
    print(f"  p50, p95 before       {statistics.median(idle):.1f}, {p95(idle):.1f} ms")
    print(f"  p50, p95 10 s after   {statistics.median(back):.1f}, {p95(back):.1f} ms")
    print(f"  levels                {[(round(at - began, 1), name) for at, name in peer.levels]}")


def _noise(seconds: float) -> "subprocess.Popen[bytes]":
    stress = shutil.which("stress-ng")
    assert stress, "stress-ng is not installed"
    command = [
        stress,
        "--cpu",
        "0",
        "--vm",
        "1",
        "--vm-bytes",
        "256M",
        "-t",
        f"{seconds:.0f}",
        "-q",
    ]
    return subprocess.Popen(command)


def rest(arguments: argparse.Namespace) -> None:
    """What an agent takes that has nothing to do."""
    with tempfile.TemporaryDirectory() as folder:
        agent = Agent(Path(folder), "{}", None)
        peer = Peer(agent.port)
        try:
            assert peer.online.wait(60), "the agent does not come online"
            paced(peer, "warm", 4)
            peer.close()
            time.sleep(10)
            before, slept = agent.usage(), agent.switches()
            time.sleep(arguments.seconds)
            after, woke = agent.usage(), agent.switches()
        finally:
            agent.close()
    share = 100 * (after.cpu - before.cpu) / arguments.seconds
    print(f"at rest for {arguments.seconds:g} s: {share:.3f} % of a core, "
          f"{after.resident / 1e6:.1f} MB")  # fmt: skip
    for name, count in woke.items():
        if count - slept.get(name, 0):
            times = (count - slept.get(name, 0)) / arguments.seconds
            print(f"  thread {name:24} woke {times:.2f} times a second")


def main(words: Sequence[str] | None = None) -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("flood")
    one.set_defaults(run=flood)
    one.add_argument("--cpu", type=float, default=50, help="ceiling in percent of one core")
    one.add_argument("--memory", type=float, default=150, help="ceiling in MB")
    one.add_argument("--rate", type=float, default=200, help="sentences a second")
    one.add_argument("--seconds", type=float, default=60)
    one.add_argument("--noise", action="store_true", help="stress-ng beside it")
    one.add_argument("--group", action="store_true", help="in a control group, as root")
    other = commands.add_parser("rest")
    other.set_defaults(run=rest)
    other.add_argument("--seconds", type=float, default=120)
    arguments = parser.parse_args(words)
    arguments.run(arguments)


if __name__ == "__main__":
    main()
