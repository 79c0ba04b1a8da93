from itertools import product

import pytest

torch = pytest.importorskip("torch", reason="for training alone: make train installs it")
from training.encode import IGNORED  # noqa: E402 - needs torch
from training.model import Dropout, rounded_input, rounded_weight, unlikely  # noqa: E402


def test_dropout_zeroes_its_share_in_training_alone_and_keeps_the_mean():
    torch.manual_seed(1)
    dropout, x = Dropout(0.1), torch.ones(64, 20, 384)
    dropped = dropout.train()(x)
    assert (dropped == 0).float().mean().item() == pytest.approx(0.1, abs=0.005)
    assert dropped.mean().item() == pytest.approx(1, abs=0.01)
    assert dropout.eval()(x) is x


def test_a_rounded_matrix_has_255_levels_an_output_and_passes_its_gradient():
    torch.manual_seed(2)
    weight = torch.randn(5, 4_000).requires_grad_()
    rounded = rounded_weight(weight)
    step = weight.detach().abs().amax(1, keepdim=True) / 127
    assert (rounded - weight).abs().le(step / 2 + 1e-6).all()
    levels = rounded.detach() / step
    torch.testing.assert_close(levels, levels.round(), atol=1e-3, rtol=0)
    rounded.sum().backward()
    assert (weight.grad == 1).all()


def test_inputs_are_rounded_over_the_range_of_their_own_sentence():
    x = torch.stack([torch.linspace(-1, 3, 600), torch.linspace(0.2, 100, 600)]).view(2, 3, 200)
    error = (rounded_input(x) - x).abs().amax((1, 2))
    assert error[0] <= 4 / 255
    assert 4 / 255 < error[1] <= 100 / 255


def test_how_unlikely_tags_are_is_told_among_all_sequences():
    torch.manual_seed(3)
    count, transitions = 3, torch.randn(4, 3)
    scores = torch.randn(2, 6, count)
    # Of words of one piece, of a word of two, and of an utterance without known tags.
    tags = torch.tensor([[IGNORED, 0, IGNORED, 1, 2, IGNORED], [IGNORED] * 6])

    def total(path):
        before = [count, *path]
        return sum(
            scores[0, at, tag] + transitions[before[place], tag]
            for place, (at, tag) in enumerate(zip((1, 3, 4), path, strict=True))
        )

    every = torch.stack([total(path) for path in product(range(count), repeat=3)])
    wanted = (every.logsumexp(0) - total((0, 1, 2))) / 3
    torch.testing.assert_close(unlikely(scores, tags, transitions), wanted)
