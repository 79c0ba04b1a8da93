"""Measure grounding: time of a sentence, time and memory of the index, by the size of the home.

``PYTHONPATH=tests python benchmarks/grounding.py [repeats]``
"""

import statistics
import sys
import time
import tracemalloc

from agent.grounding import Grounder
from agent.home import Area, Entity, Home
from support.marked import reading

SIZES = (20, 200, 2_000, 20_000)
ROOMS = ("Kitchen", "Hall", "Bedroom", "Study", "Bathroom", "Living Room", "Attic", "Garage")
KINDS = (
    ("light", "Lamp"), ("light", "Ceiling Light"), ("switch", "Plug"), ("sensor", "Temperature"),
    ("sensor", "Humidity"), ("cover", "Blind"), ("binary_sensor", "Motion"),
    ("media_player", "Speaker"), ("fan", "Fan"), ("climate", "Thermostat"),
    ("binary_sensor", "Window"), ("light", "Floor Lamp"),
)  # fmt: skip
SENTENCES = {
    "name": ("HassTurnOff", "turn off the <name kitchen floor lamp>"),
    "place": ("HassTurnOn", "turn on the <name lights> in the <area study>"),
    "level": ("HassLightSet", "set the <name bedroom lamp> to <value 40 percent>"),
    "cover": ("HassTurnOn/open", "open the <name blind> in the <area bathroom>"),
    "near name": ("HassTurnOff", "turn off the <name kichen flor lamp>"),
    "not there": ("HassTurnOn", "turn on the <name toaster>"),
    "question": ("HassGetState", "what is the <quantity humidity> in the <area bathroom>"),
}


def home(size: int) -> Home:
    """A home of ``size`` entities, twelve to a room."""
    count = max(len(ROOMS), size // len(KINDS))
    rooms = [ROOMS[i % len(ROOMS)] + (f" {i // len(ROOMS) + 1}" if i >= len(ROOMS) else "")
             for i in range(count)]  # fmt: skip
    entities = []
    for at in range(size):
        room = at // len(KINDS) if size > len(ROOMS) * len(KINDS) else at % len(ROOMS)
        domain, noun = KINDS[at % len(KINDS)]
        name = f"{rooms[room % count]} {noun}"
        entities.append(
            Entity(id=f"{domain}.e{at}", name=name, area=f"a{room % count}", state="off")
        )
    areas = tuple(Area(id=f"a{at}", name=name) for at, name in enumerate(rooms))
    return Home(areas=areas, entities=tuple(entities))


def median_us(grounder: Grounder, clause: tuple[str, str], repeats: int) -> float:
    """The median time of a sentence in microseconds."""
    said = reading(clause)
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        grounder.ground(said, area="a1")
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


def main() -> None:
    """Print a table."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    Grounder(home(20)).ground(reading(*SENTENCES.values()))  # reads the language data
    print(f"{'entities':>9} {'index ms':>9} {'B/entity':>9} {'p50 us':>7}  " + "  ".join(SENTENCES))
    for size in SIZES:
        made = home(size)
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        grounder = Grounder(made)
        memory = (tracemalloc.get_traced_memory()[0] - before) / size
        tracemalloc.stop()
        start = time.perf_counter()
        grounder = Grounder(made)
        build = (time.perf_counter() - start) * 1e3
        each = [median_us(grounder, clause, repeats) for clause in SENTENCES.values()]
        figures = "  ".join(
            f"{us:{len(name)}.0f}" for us, name in zip(each, SENTENCES, strict=True)
        )
        print(f"{size:9} {build:9.1f} {memory:9.0f} {statistics.median(each):7.0f}  {figures}")


if __name__ == "__main__":
    main()
