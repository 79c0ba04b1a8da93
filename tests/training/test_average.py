import json

import pytest

torch = pytest.importorskip("torch", reason="for training alone: make train installs it")
from training.average import average  # noqa: E402 - needs torch
from training.model import IntentModel, Shape  # noqa: E402
from training.trained import load  # noqa: E402

SHAPE = Shape(2, 3, 11, hidden=384, layers=1, inner=1_536, positions=512)


def trained(folder, seed, intents=("none", "HassTurnOn")):
    torch.manual_seed(seed)
    folder.mkdir()
    model = IntentModel(SHAPE)
    torch.save(model.state_dict(), folder / "model.pt")
    labels = {"intents": list(intents), "tags": ["O", "B-name", "I-name"]}
    (folder / "labels.json").write_text(json.dumps(labels))
    (folder / "tokenizer.json").write_text("{}")
    return folder


def test_the_mean_lies_between_its_models_and_a_folder_named_twice_counts_twice(tmp_path):
    one, other = trained(tmp_path / "one", 1), trained(tmp_path / "other", 2)
    average(tmp_path / "mean", [one, other, other])
    mean = load(tmp_path / "mean").model.intents.weight
    first, second = (load(folder).model.intents.weight for folder in (one, other))
    torch.testing.assert_close(mean, (first + 2 * second) / 3)


def test_models_of_other_labels_have_no_mean(tmp_path):
    one = trained(tmp_path / "one", 1)
    other = trained(tmp_path / "other", 2, ("none", "HassTurnOff"))
    with pytest.raises(ValueError, match="other labels"):
        average(tmp_path / "mean", [one, other])
    assert not (tmp_path / "mean").exists()
