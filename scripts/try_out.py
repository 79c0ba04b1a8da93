"""`make run`: a broker, the agent and a handful of sentences over MQTT, then your own."""

import argparse
import asyncio
import contextlib
import logging
import os
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex

from rich.console import Console

from agent.broker import Listener, MqttBroker, Publication, Received, Session
from agent.cli.table import show_result
from agent.config import Config, load_config
from agent.errors import EdgeIntentError
from agent.messages import Request, Result, Topics, decode, encode

REPOSITORY = Path(__file__).resolve().parents[1]
HOME = REPOSITORY / "deploy" / "examples" / "home.yaml"
SENTENCES = (
    ("turn off the hall lamp", None),
    ("close the lounge blinds and start the vacuum", None),
    ("it's too dark in here", "study"),
    ("set the kitchen ceiling to forty percent", None),
    ("turn on the bedside lamp", None),
    ("is the bedroom window open", None),
    ("did you see the match last night", None),
)
#: How long the agent may take to start, in seconds; a Pi Zero needs some.
PATIENCE = 60.0

console = Console(highlight=False)


class Mailbox(Listener):
    """What came from the broker, for the thread that waits."""

    def __init__(self) -> None:
        self._came: queue.Queue[Received] = queue.Queue()

    def receive(self, message: Received) -> None:
        """Keep a message."""
        self._came.put(message)

    def connected(self) -> None:
        """Nothing to do: who waits asks the broker itself."""

    def wait(self, fits: Callable[[Received], bool], agent: "subprocess.Popen[bytes]") -> Received:
        """The next message that fits; raises EdgeIntentError when the agent ended meanwhile."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(queue.Empty):
                message = self._came.get(timeout=0.2)
                if fits(message):
                    return message
            if agent.poll() is not None:
                raise EdgeIntentError("the agent ended; what it said stands above")
        raise EdgeIntentError(f"no answer within {PATIENCE:.0f} s")


def main() -> int:
    """Try the agent out; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, help="use this configuration and its broker")
    arguments = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGHUP):
        # As Ctrl-C does: the agent is in a session of its own and would outlive this program.
        signal.signal(number, signal.default_int_handler)
    try:
        with foreground(), tempfile.TemporaryDirectory(prefix="edge-intent-") as folder:
            try_out(arguments.config, Path(folder))
    except KeyboardInterrupt:
        console.print("\nGood-bye.")
    except EdgeIntentError as error:
        console.print(f"[red]{error}[/]")
        return 1
    return 0


def try_out(path: Path | None, folder: Path) -> None:
    """Start what is needed, send the sentences, then read the user's own."""
    with contextlib.ExitStack() as stack:
        if path is None:
            port = embedded_broker()
            path = folder / "config.yaml"
            path.write_text(
                f"node: try\nhome: {HOME}\nlog: {{level: warning}}\n"
                # The embedded broker speaks no MQTT 5.
                f"mqtt: {{host: 127.0.0.1, port: {port}, protocol: 3.1.1}}\n"
            )
        config = load_config(path)
        topics = Topics(config.node)
        broker, mailbox = stack.enter_context(connected(config, topics))
        agent = stack.enter_context(running_agent(path))
        began = time.monotonic()
        mailbox.wait(lambda m: m.topic == topics.state and b"online" in m.payload, agent)
        console.print(f"[green]✓[/] agent ready after {time.monotonic() - began:.1f} s")
        console.print(f"  sentences go to  [bold]{topics.voice}[/]")
        console.print(f"  results come on  [bold]{topics.result}[/]\n")

        def say(text: str, area: str | None) -> None:
            request = Request(text=text, area=area, request_id=token_hex(6))
            broker.publish(Publication(topics.voice, encode(request)))
            answer = mailbox.wait(lambda m: is_answer(m, request, topics), agent)
            show_result(decode(answer.payload, Result), console)
            console.print()

        for text, area in SENTENCES:
            console.print(
                f"[bold cyan]> {text}[/]" + (f"  [dim](said in: {area})[/]" if area else "")
            )
            say(text, area)
        for text in own_sentences():
            say(text, None)


def own_sentences() -> Iterator[str]:
    """What the user types, until the end of the input."""
    if sys.stdin is None or sys.stdin.closed:
        return
    is_typed = sys.stdin.isatty()
    if is_typed:
        console.print("Now you: type a sentence; Ctrl-C ends.")
    while True:
        if is_typed:
            console.print("[bold cyan]> [/]", end="")
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            if not is_typed:
                console.print(f"[bold cyan]> {line.strip()}[/]")
            yield line.strip()


def is_answer(message: Received, request: Request, topics: Topics) -> bool:
    """Whether a message is the result of a request."""
    if message.topic != topics.result:
        return False
    return decode(message.payload, Result).request_id == request.request_id


@contextlib.contextmanager
def connected(config: Config, topics: Topics) -> Iterator[tuple[MqttBroker, Mailbox]]:
    """A client of its own at the broker, which sees states and results."""
    broker = MqttBroker(config.mqtt, Session("", (topics.state, topics.result), durable=False))
    mailbox = Mailbox()
    broker.start(mailbox)
    deadline = time.monotonic() + 10
    try:
        while not broker.is_connected:
            if time.monotonic() > deadline:
                host, port = config.mqtt.address
                raise EdgeIntentError(f"no broker at {host}:{port}: {broker.problem}")
            time.sleep(0.05)
        yield broker, mailbox
    finally:
        broker.stop(1.0)


@contextlib.contextmanager
def running_agent(config: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The agent as a process of its own."""
    command = [sys.executable, "-m", "agent", "run", "--config", str(config)]
    console.print(f"  starting  [bold]edge-intent run --config {config}[/]")
    # In a session of its own, so that Ctrl-C reaches this program alone, which then stops it.
    agent = subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL)  # noqa: S603
    try:
        yield agent
    finally:
        agent.terminate()
        agent.wait(15)


def embedded_broker() -> int:
    """Start a broker in this process, which ends with it; returns its port."""
    from amqtt.broker import Broker

    for name in ("amqtt", "transitions", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    port = free_port(1883)
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    settings = {
        "listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{port}"}},
        "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {}},
    }
    asyncio.run_coroutine_threadsafe(Broker(settings, loop=loop).start(), loop).result(10)
    console.print(f"[green]✓[/] embedded broker on 127.0.0.1:{port}")
    return port


def free_port(wanted: int) -> int:
    """The wanted port if nobody listens there, else a free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
    raise EdgeIntentError("no free port on 127.0.0.1")


@contextlib.contextmanager
def foreground() -> Iterator[None]:
    """Have Ctrl-C reach this program alone: make would end with an error of its own."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
        before = os.tcgetpgrp(terminal)
    except OSError:
        yield
        return
    if before != os.getpgrp() or before == os.getpid():
        # The terminal belongs to somebody else, or Ctrl-C reaches this program alone already.
        yield
        return
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    # No shell watches the group that this program is going to be in: nobody could wake it up.
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    os.setpgid(0, 0)
    os.tcsetpgrp(terminal, os.getpgrp())
    try:
        yield
    finally:
        os.tcsetpgrp(terminal, before)
        os.close(terminal)


if __name__ == "__main__":
    sys.exit(main())
