import numpy as np
import pytest

from agent.recognizer.files import load_files

torch = pytest.importorskip("torch", reason="for training alone: make train installs it")
from training.export import write_folder  # noqa: E402 - needs torch
from training.model import IntentModel, Shape  # noqa: E402
from training.smooth import smooth  # noqa: E402
from training.trained import Trained, adopt, load  # noqa: E402

LABELS = {"intents": ["none", "HassTurnOn"], "tags": ["O", "B-name", "I-name"]}


def made(narrow=None, seed=1):
    torch.manual_seed(seed)
    model = IntentModel(Shape(2, 3, 11, layers=2, narrow=narrow))
    with torch.no_grad():
        model.transitions.copy_(torch.randn(4, 3))
        model.known.weight.normal_(0, 0.05)
    return Trained(model.eval(), LABELS, "{}")


@pytest.mark.parametrize("narrow", [None, 8])
def test_what_ships_can_be_trained_on(tmp_path, narrow):
    trained = made(narrow)
    ids = torch.randint(11, (1, 7))
    given = ids, torch.ones_like(ids, dtype=torch.bool), torch.tensor([[0, 1, 1, 0, 2, 3, 4]])
    smooth(trained.model, [given])
    write_folder(tmp_path, "model", "encoder", trained, 1.0, "# A card\n")
    found = load(tmp_path)
    assert (found.labels, found.tokenizer) == (LABELS, "{}")
    shapes = {name: value.shape for name, value in found.model.state_dict().items()}
    assert shapes == {name: value.shape for name, value in trained.model.state_dict().items()}
    for before, after in zip(trained.model(*given), found.model(*given), strict=True):
        torch.testing.assert_close(after, before, atol=0.06, rtol=0.02)
    written = np.array(load_files(tmp_path).card.transitions)
    np.testing.assert_allclose(written, trained.model.transitions.detach(), atol=0.005)


def test_a_flatter_model_takes_every_second_layer_and_keeps_its_own_words():
    trained, model = made(), IntentModel(Shape(2, 3, 9, layers=1, narrow=8))
    words, widen = model.words.weight.clone(), model.widen.weight.clone()
    adopt(model, LABELS, trained)
    assert (model.layers[0].up.weight == trained.model.layers[1].up.weight).all()
    assert (model.places.weight == trained.model.places.weight).all()
    assert (model.transitions == trained.model.transitions).all()
    assert (model.words.weight == words).all()
    assert (model.widen.weight == widen).all()


def test_labels_are_taken_over_by_name():
    trained, model = made(), IntentModel(Shape(3, 5, 11, layers=2))
    tags = ["O", "B-area", "I-area", "B-name", "I-name"]
    adopt(model, {"intents": ["none", "HassTurnOff", "HassTurnOn"], "tags": tags}, trained)
    theirs, ours = trained.model.transitions, model.transitions
    assert ours[0, 3] == theirs[0, 1]
    assert ours[5, 4] == theirs[3, 2]
    assert ours[1].abs().sum() == ours[:, 2].abs().sum() == 0
    assert (model.intents.weight[2] == trained.model.intents.weight[1]).all()
