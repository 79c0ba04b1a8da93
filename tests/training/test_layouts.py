import random
import re

from training.grammar import load_yaml
from training.layouts import Layouts
from training.sensors import SENSORS

LAYOUTS = Layouts(SENSORS / "layouts.yaml", random.Random(5))


def drawn(label, body="", *, named=False):
    return [LAYOUTS.line(label, body, named) for _ in range(300)]


def test_a_reading_in_fields_has_one_value():
    assert {len(re.findall(r"\{value:vu?\}", line)) for line in drawn("SensorReading")} == {1}


def test_fields_come_in_any_order():
    first = {re.match(r"\W*(?:\w+\W+)?", line)[0] for line in drawn("SensorReading")}
    assert len(first) > 20


def test_a_state_is_that_of_the_label():
    assert all("{state:is_opened}" in line for line in drawn("SensorEvent.opened"))
    assert all("{state:is_alert}" in line for line in drawn("SensorAlert"))


def test_a_body_that_names_its_device_gets_no_second_name():
    lines = drawn("SensorEvent.on", "{name:dev} {state=on}", named=True)
    assert {line.count("{name") for line in lines} == {1}
    assert not any("{area" in line for line in lines)


def test_only_a_key_tells_a_target_from_what_is_measured():
    fields = load_yaml(SENSORS / "layouts.yaml")["fields"]
    keys = "|".join(map(re.escape, fields["target"]["keys"] + fields["before"]["keys"]))
    told = re.compile(rf"({keys})(<\w+>|\W)*$", re.IGNORECASE)
    for line in drawn("SensorReading"):
        for figure in re.finditer(r"<over>|<under>", line):
            assert told.search(line[: figure.start()]), line
