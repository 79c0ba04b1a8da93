import os

import pytest

from agent.recognizer.sealed import SealedFile


def test_it_holds_what_was_written_and_nobody_can_change_it():
    sealed = SealedFile([b"Mat", b"Mul"])
    with open(sealed.path, "rb") as file:
        assert file.read() == b"MatMul"
    assert sealed.holds(b"none", b"tMu")
    assert not sealed.holds(b"none")
    with pytest.raises(PermissionError), open(sealed.path, "r+b", buffering=0) as file:
        file.write(b"x")


def test_it_goes_with_its_owner():
    sealed = SealedFile([b"x"])
    path = sealed.path
    del sealed
    assert not os.path.exists(path)
