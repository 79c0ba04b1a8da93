"""``edge-intent models``."""

import shutil

from agent import cli
from agent.recognizer import NANO_MODEL, find_model, shipped


def test_every_shipped_model_is_listed_and_verified(capsys):
    assert cli.main(["models"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == shipped()
    assert cli.main(["models", "--verify"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{name}: every file is what the manifest says" for name in shipped()
    ]


def test_one_model_is_shown_and_verified(capsys):
    assert cli.main(["models", NANO_MODEL]) == 0
    assert NANO_MODEL in capsys.readouterr().out
    assert cli.main(["models", NANO_MODEL, "--verify"]) == 0
    assert capsys.readouterr().out == f"{NANO_MODEL}: every file is what the manifest says\n"


def test_a_model_that_was_changed_fails(capsys, tmp_path):
    folder = shutil.copytree(find_model(NANO_MODEL), tmp_path / "model")
    (folder / "card.md").write_text("changed")
    assert cli.main(["models", str(folder), "--verify"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "card.md is not the file that manifest.json names" in told.err
