import json

import pytest

torch = pytest.importorskip("torch", reason="for training alone: make train installs it")
from training.average import average  # noqa: E402 - needs torch
from training.model import IntentModel, Shape, pretrained  # noqa: E402
from training.trained import load  # noqa: E402
from training.words import base_folder  # noqa: E402

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


def test_the_encoder_goes_back_to_the_base_model_and_the_heads_stay(tmp_path):
    one = trained(tmp_path / "one", 1)
    average(tmp_path / "back", [one], base=0.25)
    own, back = load(one).model, load(tmp_path / "back").model
    base = pretrained(SHAPE, base_folder() / "model.safetensors", list(range(SHAPE.vocabulary)))
    for name, weight in back.state_dict().items():
        mine, theirs = own.state_dict()[name], base.state_dict()[name]
        of_base = name.split(".")[0] in ("layers", "norm", "places")
        torch.testing.assert_close(weight, 0.75 * mine + 0.25 * theirs if of_base else mine)


def test_a_share_is_no_more_than_all(tmp_path):
    with pytest.raises(ValueError, match="from 0 to 1"):
        average(tmp_path / "back", [trained(tmp_path / "one", 1)], base=12)


def test_models_of_other_labels_have_no_mean(tmp_path):
    one = trained(tmp_path / "one", 1)
    other = trained(tmp_path / "other", 2, ("none", "HassTurnOff"))
    with pytest.raises(ValueError, match="other labels"):
        average(tmp_path / "mean", [one, other])
    assert not (tmp_path / "mean").exists()
