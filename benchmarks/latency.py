"""How fast a sentence is read, what it costs in memory, and how soon the agent is ready.

``python benchmarks/latency.py`` prints a table for every shipped model. Run it on an idle machine.
The comparison with hassil needs ``pip install hassil home-assistant-intents``.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil
from tokenizers import Tokenizer

from agent.grounding import Grounder
from agent.home import Area, Entity, Home
from agent.reading import Reading
from agent.recognizer import Recognizer, find_model, shipped
from agent.recognizer.files import load_files
from agent.recognizer.network import Network

#: 5, 12 and 21 words, as people say them to a house.
SENTENCES = (
    "turn off the hall lamp",
    "please set the brightness of the bedroom lights to forty percent now",
    "dim the lights in the living room to twenty percent then close all the blinds and "
    "lock the front door",
)


def measure(run: Callable[[], object], times: int) -> tuple[float, float]:
    """Median and 99th percentile of a call, in milliseconds."""
    for _ in range(20):
        run()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=100)[98]


def make_home(entities: int) -> Home:
    """A home of so many lights, switches and covers in ten areas."""
    areas = tuple(Area(id=f"area_{at}", name=f"{word} Room") for at, word in enumerate(
        ("Amber", "Birch", "Cedar", "Dahlia", "Elder", "Fern", "Gorse", "Hazel", "Iris", "Juniper")
    ))  # fmt: skip
    kinds = (("light", "Lamp"), ("switch", "Plug"), ("cover", "Blind"), ("fan", "Fan"))
    return Home(areas=areas, entities=tuple(
        Entity(id=f"{domain}.{area.id}_{at}", name=f"{area.name} {noun} {at // 40 + 1}",
               area=area.id)
        for at in range(entities)
        for (domain, noun), area in [(kinds[at % 4], areas[at // 4 % 10])]
    ))  # fmt: skip


def bench_model(name: str, times: int) -> None:
    """The rows of one model."""
    files = load_files(find_model(name))
    recognizer, network = Recognizer(files), Network(files.network)
    grounder = Grounder(make_home(50))
    tokenizer = Tokenizer.from_buffer(files.tokenizer)
    print(f"\n{name}")
    print(f"{'':38}{'p50 ms':>9}{'p99 ms':>9}")
    for text in SENTENCES:
        ids = tokenizer.encode(text).ids
        words = len(text.split())
        bare = measure(lambda ids=ids: network.run(ids), times)  # type: ignore[misc]

        def read_it(text: str = text) -> Reading:
            return recognizer.read(text, marks=grounder.marks)

        read = measure(read_it, times)
        parse = measure(lambda read_it=read_it: grounder.ground(read_it()), times)  # type: ignore[misc]
        for label, (p50, p99) in (("session.run", bare), ("recognize", read),
                                  ("recognize and ground", parse)):  # fmt: skip
            print(f"{f'{words} words, {len(ids)} tokens: {label}':38}{p50:9.2f}{p99:9.2f}")
        print(f"{'recognize / session.run':38}{read[0] / bare[0]:9.2f}{read[1] / bare[1]:9.2f}")
    rss, ready = child(name)
    print(f"resident memory of a process that parses: {rss / 1e6:.0f} MB")
    print(f"from its start to its first answer: {ready * 1000:.0f} ms")


def bench_homes(name: str, times: int) -> None:
    """The whole way of one sentence in small and large homes."""
    recognizer = Recognizer.load(find_model(name))
    text = "turn off the cedar room lamp 1 and open the hazel room blind 1"
    print(f"\n{name}: recognize and ground, by the size of the home")
    print(f"{'':38}{'p50 ms':>9}{'p99 ms':>9}")
    for size in (20, 200, 2_000, 20_000):
        grounder = Grounder(make_home(size))
        p50, p99 = measure(
            lambda grounder=grounder: grounder.ground(  # type: ignore[misc]
                recognizer.read(text, marks=grounder.marks)
            ),
            times,
        )
        print(f"{f'{size} entities':38}{p50:9.2f}{p99:9.2f}")


def child(model: str) -> tuple[int, float]:
    """Resident memory in bytes and seconds to the first answer of ``edge-intent parse --jsonl``."""
    command = [sys.executable, "-m", "agent", "parse", "--jsonl", "--model", model]
    started = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"turn on the hall lamp\n")
        process.stdin.flush()
        process.stdout.readline()
        ready = time.perf_counter() - started
        for text in SENTENCES * 30:
            process.stdin.write(text.encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["status"]
        rss: int = psutil.Process(process.pid).memory_info().rss
        process.stdin.close()
    return rss, ready


def bench_hassil(times: int) -> None:
    """The same sentences with hassil in a home of 50 entities, for comparison."""
    try:
        from hassil import recognize_best
        from hassil.intents import Intents, TextSlotList
        from home_assistant_intents import get_intents
    except ModuleNotFoundError as error:
        print(f"\nhassil: left out, {error.name} is not installed")
        return
    home = make_home(50)
    names = [(e.name, e.id, {"domain": e.domain}) for e in home.entities]
    lists: dict[str, Any] = {
        "name": TextSlotList.from_tuples(names, name="name"),
        "area": TextSlotList.from_tuples([(a.name, a.id) for a in home.areas], name="area"),
        "floor": TextSlotList.from_tuples([], name="floor"),
    }
    intents = Intents.from_dict(get_intents("en"))  # type: ignore[arg-type]
    print("\nhassil.recognize_best, 50 entities")
    print(f"{'':38}{'p50 ms':>9}{'p99 ms':>9}")
    for text in (*SENTENCES, "turn on amber room lamp 1", "open the cedar room blinds"):
        p50, p99 = measure(
            lambda text=text: recognize_best(text, intents, slot_lists=lists),  # type: ignore[misc]
            max(times // 10, 20),
        )
        print(f"{f'{len(text.split())} words':38}{p50:9.2f}{p99:9.2f}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", action="append", help="shipped model or folder; all if left out")
    parser.add_argument("--times", type=int, default=1000, help="measured calls of each")
    parsed = parser.parse_args(arguments)
    print(f"{Path('/proc/cpuinfo').read_text().partition('model name')[2].partition(chr(10))[0]}")
    for name in parsed.model or shipped():
        bench_model(name, parsed.times)
    bench_homes((parsed.model or shipped())[0], parsed.times)
    bench_hassil(parsed.times)


if __name__ == "__main__":
    main()
