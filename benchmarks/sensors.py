"""What text of devices costs, and what a flood of it does to a person's sentences.

    python benchmarks/sensors.py cost
    python benchmarks/sensors.py load [--seconds 60] [--rate 500] [--qos 0]

``load`` starts a mosquitto, an agent with the default configuration and a publisher, each a
process of its own. A sentence is said every second, first without any text of devices and then
with it; the times are those of the speaker: from publishing to the result.
"""

import argparse
import itertools
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from support.mosquitto import Mosquitto

NODE = "bench"
BASE = f"edge-intent/{NODE}"
DEVICES = 100
SENTENCES = (
    "turn on the kitchen lamp",
    "turn off the hall lamp",
    "dim the desk lamp to 40 percent",
)
HOME = Path(__file__).resolve().parents[1] / "deploy" / "examples" / "home.yaml"

CONFIG = """\
node: {node}
mqtt: {{host: 127.0.0.1, port: {port}}}
home: {home}
state_dir: {folder}/state
inputs:
  - topic: tele/+/SENSOR
    name: "{{topic[1]}}"
  - topic: zigbee2mqtt/+
    name: "{{topic[1]}}"
log: {{level: warning}}
"""


def message(device: int, figures: random.Random) -> tuple[str, str]:
    """A message of one of the devices: four of five structured, one free text."""
    temperature, humidity = round(figures.uniform(18, 24), 2), round(figures.uniform(35, 60), 1)
    kind = device % 5
    if kind == 0:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S")
        told = {"Time": stamp, "AM2301": {"Temperature": temperature, "Humidity": humidity}}
        return f"tele/plug-{device}/SENSOR", json.dumps(told)
    if kind == 1:
        told = {"temperature": temperature, "humidity": humidity, "battery": 88, "linkquality": 90}
        return f"zigbee2mqtt/th-{device}", json.dumps(told)
    if kind == 2:
        params = {"temperature:0": {"id": 0, "tC": temperature}, "humidity:0": {"rh": humidity}}
        told = {"src": f"shelly-{device}", "method": "NotifyStatus", "params": params}
        return f"{BASE}/sensor/text", json.dumps(told)
    if kind == 3:
        return f"{BASE}/sensor/text", f"dev=node-{device} temp={temperature} hum={humidity}"
    return f"{BASE}/sensor/text", f"station {device} temp {temperature}C hum {humidity}%"


def connected(port: int) -> Client:
    """A client of the broker with its own thread."""
    client = Client(CallbackAPIVersion.VERSION2)
    client.max_inflight_messages_set(1000)
    client.connect("127.0.0.1", port)
    client.loop_start()
    return client


def publish(port: int, rate: float, seconds: float, qos: int) -> None:
    """The devices: so many messages a second, evenly."""
    client, figures = connected(port), random.Random(1)
    began = time.monotonic()
    for number in itertools.count():
        due = began + number / rate
        if due > began + seconds:
            break
        time.sleep(max(0.0, due - time.monotonic()))
        client.publish(*message(number % DEVICES, figures), qos=qos)
    print(number, round(number / (time.monotonic() - began), 1), flush=True)
    client.disconnect()


class Speaker:
    """Says sentences and raises alarms, and notes what is answered."""

    def __init__(self, port: int) -> None:
        self.client = connected(port)
        self.client.on_message = self._on_message
        self.client.subscribe("bench/answers", 1)
        self._sent: dict[str, float] = {}
        self._answers: dict[str, tuple[float, str]] = {}
        self._changed = threading.Condition()
        self._numbers = itertools.count()

    def send(self, topic: str, text: str) -> str:
        """Publish a request; its id."""
        number = f"r{next(self._numbers)}"
        request = {"text": text, "request_id": number, "reply_to": "bench/answers"}
        self._sent[number] = time.perf_counter()
        self.client.publish(topic, json.dumps(request), qos=1)
        return number

    def answer(self, number: str, patience: float = 30) -> tuple[float, str] | None:
        """Milliseconds until the answer came, and its status; None where none came."""
        with self._changed:
            self._changed.wait_for(lambda: number in self._answers, patience)
        return self._answers.get(number)

    def _on_message(self, client: Client, userdata: object, message: MQTTMessage) -> None:  # noqa: ARG002
        now, result = time.perf_counter(), json.loads(message.payload)
        number = result["request_id"]
        with self._changed:
            self._answers[number] = ((now - self._sent[number]) * 1000, result["status"])
            self._changed.notify_all()


def speak(speaker: Speaker, seconds: int, alarms: list[str]) -> list[float]:
    """A sentence a second, and two alarms; the times of the sentences."""
    said = []
    began = time.monotonic()
    for second in range(seconds):
        time.sleep(max(0.0, began + second - time.monotonic()))
        said.append(speaker.send(f"{BASE}/voice/text", SENTENCES[second % len(SENTENCES)]))
        smoke = json.dumps({"device": f"smoke-{second % 7}", "smoke": True, "battery": 90})
        alarms.append(speaker.send(f"{BASE}/sensor/text", smoke))
        alarms.append(speaker.send(f"{BASE}/sensor/text", "cellar: water leak detected!"))
    answers = [speaker.answer(number) for number in said]
    assert all(answers), "a sentence was not answered"
    assert all(status != "shed" for _, status in answers), [s for _, s in answers]
    return [taken for taken, _ in answers]


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[int(0.95 * (len(values) - 1) + 0.5)]


def load(seconds: int, rate: float, qos: int) -> None:
    """Measure a flood."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broker = Mosquitto(folder).start()
        config = folder / "config.yaml"
        config.write_text(CONFIG.format(node=NODE, port=broker.port, home=HOME, folder=folder))
        (folder / "state").mkdir()
        agent = subprocess.Popen([sys.executable, "-m", "agent", "run", "--config", str(config)])
        try:
            measure(broker.port, psutil.Process(agent.pid), seconds, rate, qos)
        finally:
            agent.terminate()
            agent.wait(30)
            broker.stop()


def measure(port: int, agent: psutil.Process, seconds: int, rate: float, qos: int) -> None:
    """Measure with everything running."""
    speaker = Speaker(port)
    counted: dict[str, int] = {}
    counter = connected(port)

    def count(client: Client, userdata: object, message: MQTTMessage) -> None:  # noqa: ARG001
        counted.update(json.loads(message.payload)["data"]["results"])

    counter.on_message = count
    counter.subscribe(f"{BASE}/response/status", 1)
    first = speaker.send(f"{BASE}/voice/text", SENTENCES[0])
    while speaker.answer(first, 1) is None:
        first = speaker.send(f"{BASE}/voice/text", SENTENCES[0])
    speak(speaker, 3, [])
    idle = speak(speaker, seconds // 2, [])
    alarms: list[str] = []
    memory: list[float] = []
    command = [sys.executable, __file__, "publish", str(port), str(rate), str(seconds), str(qos)]
    publisher = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    done = threading.Event()

    def watch() -> None:
        while not done.wait(1):
            memory.append(agent.memory_info().rss / 1e6)

    watcher = threading.Thread(target=watch)
    watcher.start()
    before, began = agent.cpu_times(), time.monotonic()
    loud = speak(speaker, seconds, alarms)
    used = agent.cpu_times()
    cpu = (used.user + used.system - before.user - before.system) / (time.monotonic() - began)
    deadline = time.monotonic() + 20
    lost = [n for n in alarms if speaker.answer(n, max(0.0, deadline - time.monotonic())) is None]
    shed = [n for n in alarms if (a := speaker.answer(n, 0)) and a[1] in ("shed", "error")]
    done.set()
    watcher.join()
    sent, actual = publisher.communicate()[0].split()
    speaker.client.publish(f"{BASE}/request/status", "{}", qos=1)
    time.sleep(1)
    alarm_times = [a[0] for n in alarms if (a := speaker.answer(n, 0))]
    print(f"sensor messages        {sent}, {actual} a second")
    print(f"voice, idle            p50 {statistics.median(idle):.1f} ms, p95 {p95(idle):.1f} ms")
    print(f"voice, with sensors    p50 {statistics.median(loud):.1f} ms, p95 {p95(loud):.1f} ms")
    print(f"ratio of p95           {p95(loud) / p95(idle):.2f}")
    print(f"alerts                 {len(alarms)}, lost {len(lost)}, shed {len(shed)}, "
          f"p95 {p95(alarm_times):.1f} ms")  # fmt: skip
    sixth = max(1, len(memory) // 6)
    early, late = statistics.mean(memory[sixth : 2 * sixth]), statistics.mean(memory[-sixth:])
    print(
        f"memory                 {early:.1f} MB early, {late:.1f} MB late, {max(memory):.1f} most"
    )
    print(f"CPU of the agent       {cpu * 100:.0f} % of a core")
    print(f"results                { {k: v for k, v in counted.items() if v} }")


def cost() -> None:
    """What reading one message costs in CPU time, without a broker."""
    from agent.config import Config
    from agent.grounding import Grounder
    from agent.home import load_home
    from agent.messages import Request
    from agent.pipeline import Conversations, Pipeline, load_model
    from agent.sensors import Origin, read_report

    grounder = Grounder(load_home(HOME))
    pipeline = Pipeline(load_model(Config()), grounder, 0.6, Conversations(1, 1))
    figures = random.Random(1)
    names = ("tasmota", "zigbee2mqtt", "shelly", "key=value", "free text")
    for kind, name in enumerate(names):
        payloads = [message(kind + 5 * n, figures)[1] for n in range(400)]
        began = time.process_time()
        for payload in payloads:
            read_report(payload, Origin())
        read = (time.process_time() - began) / len(payloads)
        began = time.process_time()
        for payload in payloads:
            pipeline.answer(Request(text=payload), "sensor")
        whole = (time.process_time() - began) / len(payloads)
        print(f"{name:12} {read * 1e6:6.0f} us by structure, {whole * 1e3:6.3f} ms to the result")


def main() -> None:
    """Run what is asked for."""
    if sys.argv[1:2] == ["publish"]:
        port, rate, seconds, qos = sys.argv[2:]
        publish(int(port), float(rate), float(seconds), int(qos))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("cost", "load"))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rate", type=float, default=500)
    parser.add_argument("--qos", type=int, default=0, help="of what devices send")
    arguments = parser.parse_args()
    if arguments.what == "cost":
        cost()
    else:
        load(arguments.seconds, arguments.rate, arguments.qos)


if __name__ == "__main__":
    main()
