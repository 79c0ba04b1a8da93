import json
import logging
import sys

import pytest

from agent.log import get_logger, set_up


@pytest.fixture(autouse=True)
def restored():
    logger = logging.getLogger("edge_intent")
    before = (logger.handlers[:], logger.level, logger.propagate)
    yield
    logger.handlers, logger.propagate = before[0], before[2]
    logger.setLevel(before[1])


def test_a_message_from_outside_cannot_forge_a_line(capsys):
    set_up("info", "text")
    get_logger("part").info("topic %s", "a\nERROR forged\u2028\x1b[31m")
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert r"a\nERROR forged\u2028\x1b[31m" in line


def test_the_journal_gets_a_priority_on_every_line(capsys, monkeypatch):
    monkeypatch.setenv("JOURNAL_STREAM", "1:2")
    set_up("debug", "text")
    logger = get_logger("part")
    logger.debug("a")
    logger.warning("b")
    try:
        raise RuntimeError("c")
    except RuntimeError:
        logger.exception("d")
    lines = capsys.readouterr().err.splitlines()
    assert lines[:3] == ["<7>a", "<4>b", "<3>d"]
    assert all(line.startswith("<3>") for line in lines[2:])
    assert lines[-1] == "<3>RuntimeError: c"


def test_json_lines_hold_the_fault(capsys):
    set_up("error", "json")
    get_logger("part").info("not shown")
    try:
        raise RuntimeError("c")
    except RuntimeError:
        get_logger("part").exception("it %s", "failed")
    entry = json.loads(capsys.readouterr().err)
    assert (entry["level"], entry["part"], entry["message"]) == ("error", "part", "it failed")
    assert entry["fault"].endswith("RuntimeError: c")


def test_the_root_logger_is_left_alone():
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    set_up("debug", "text")
    assert (root.handlers, root.level) == before
    assert logging.getLogger("edge_intent").handlers[0].stream is sys.stderr
