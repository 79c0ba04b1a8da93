"""The board, the limits chosen for it, and its meters."""

import pytest

from agent.config import Config, Limits
from agent.doctor.board import check_board
from support.board import FakeBoard


@pytest.fixture
def board(tmp_path):
    fake = FakeBoard(tmp_path, "Raspberry Pi 4 Model B Rev 1.4")
    fake.heat(50)
    fake.press()
    return fake


def look(board, **keys):
    return list(check_board(Config(**keys), board.proc, board.sys))


def test_the_board_and_what_was_chosen_for_it(board):
    findings = look(board)
    assert findings[0].says == "Raspberry Pi 4 Model B Rev 1.4, 4 cores, 1024 MB"
    assert findings[1].says == "CPU 150 % of a core, memory 250 MB, hot at 77 C (Raspberry Pi 4)"
    assert "temperature" in findings[2].says
    assert {one.status for one in findings[:3]} == {"good"}


def test_what_a_board_lacks_is_said_with_its_reason(board):
    (finding,) = [one for one in look(board) if one.status == "note"]
    assert "battery used (the board shows no battery)" in finding.says


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({"limits": Limits(cpu=500)}, "limits.cpu is more than 4 cores have"),
        ({"limits": Limits(memory=2000)}, "limits.memory is more than the 1024 MB there are"),
        ({"threads": 8}, "threads: 8, but there are 4 cores"),
    ],
)
def test_limits_that_do_not_fit(board, keys, problem):
    wrong = [one for one in look(board, **keys) if one.status == "mend"]
    assert [one.says for one in wrong] == [problem]
    assert wrong[0].mend


def test_a_board_in_trouble(board):
    board.heat(79)
    alarm = board.sys / "class/hwmon/hwmon0"
    board.write(alarm / "name", "rpi_volt")
    board.write(alarm / "in0_lcrit_alarm", 1)
    findings = {one.about: one for one in look(board) if one.status != "good" and one.mend}
    assert "too little voltage" in findings["power"].says
