"""Memory is given back, and what it held still works."""

import json
import subprocess
import sys

import pytest

_CHILD = """
import json
from agent.memory import give_back, stay_small
from agent.recognizer import Recognizer, find_model

def files():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("RssFile"))

stay_small()
recognizer = Recognizer.load(find_model("intent-en-nano-int8"))
before = recognizer.read("turn off the hall lamp")
mapped = files()
give_back()
left = files()
after = recognizer.read("turn off the hall lamp")
print(json.dumps([mapped, left, before == after]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is mapped")
def test_the_code_of_libraries_is_given_back_and_still_runs() -> None:
    done = subprocess.run([sys.executable, "-c", _CHILD], capture_output=True, check=True)
    mapped, left, same = json.loads(done.stdout)
    assert same
    assert left < mapped * 2 / 3
