import pytest

torch = pytest.importorskip("torch", reason="for training alone: make train installs it")
onnx = pytest.importorskip("onnx", reason="for training alone: make train installs it")
import numpy as np  # noqa: E402 - these need torch
import onnxruntime as ort  # noqa: E402

from training.export import build  # noqa: E402
from training.model import IntentModel, Shape, round_off  # noqa: E402
from training.smooth import smooth  # noqa: E402

IDS = torch.randint(50, (4, 12), generator=torch.Generator().manual_seed(1))
ATTENTION = torch.arange(12) < torch.tensor([[12], [9], [7], [4]])


@pytest.fixture
def model():
    """A small one, one of whose inner inputs is far larger than the others."""
    torch.manual_seed(3)
    small = IntentModel(Shape(4, 3, 50, hidden=24, layers=2, heads=2, inner=48, positions=100))
    with torch.no_grad():
        for part in small.parameters():
            if part.dim() > 1:
                part.normal_(0, 0.2)
        for layer in small.layers:
            layer.norm.weight[5] = 40
            layer.up.weight[:, 5] /= 40
    return small.eval()


def read(model):
    with torch.no_grad():
        return torch.cat([x.flatten() for x in model(IDS[:1], ATTENTION[:1])])


def run(model, mode):
    session = ort.InferenceSession(
        build(model, mode).SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, {"ids": IDS[:1].numpy(), "known": 0 * IDS[:1].numpy()})[0]


def test_what_is_smoothed_is_rounded_with_a_smaller_error(model):
    exact = read(model)
    round_off(model)
    rough = (read(model) - exact).square().median()
    smooth(model, [(IDS, ATTENTION)])
    assert (read(model) - exact).square().median() < rough / 30


def test_smoothing_is_exact_without_rounding_and_helps_the_graph_of_the_board(model):
    exact, rough = run(model, "float"), run(model, "dynamic")
    smooth(model, [(IDS, ATTENTION)])
    np.testing.assert_allclose(run(model, "float"), exact, atol=1e-4)
    better = run(model, "dynamic")
    assert np.median(np.square(better - exact)) < np.median(np.square(rough - exact)) / 30


def test_padding_does_not_count(model):
    smooth(model, [(IDS, ATTENTION)])
    before = [layer.up.divisor for layer in model.layers]
    other = torch.where(ATTENTION, IDS, 49 - IDS)
    smooth(model, [(other, ATTENTION)])
    for layer, divisor in zip(model.layers, before, strict=True):
        torch.testing.assert_close(layer.up.divisor, divisor)
