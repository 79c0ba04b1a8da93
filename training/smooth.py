"""Evens out what goes into the inner matrices before it is rounded to 8 bits.

One of their inputs may be twenty times the others, and one scale for all of them would round the
others away: each is divided by about its own size, and its row of the matrix multiplied by as much
(SmoothQuant, Xiao et al. 2023).
"""

from collections.abc import Iterable
from itertools import islice

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.generator import Generator, Vocabulary
from training.model import IntentModel, Linear
from training.trained import Trained
from training.words import made_up_words

#: The matrices whose inputs differ so much.
_UNEVEN = ("up", "down")
#: How much of an input's size the matrix takes over; the best of 0.3 to 0.9 for the default.
_SHARE = 0.75
_SENTENCES = 200


def smooth(model: IntentModel, seen: Iterable[tuple[Tensor, ...]]) -> None:
    """Set the divisors of the inner matrices by what goes into them.

    Args:
        model: its matrices are told.
        seen: sentences: ids, attention and perhaps what is known, each (batch, tokens).
    """
    largest: dict[Linear, Tensor] = {}
    attended = torch.empty(0)

    def look(matrix: Linear, given: tuple[Tensor]) -> None:
        size = given[0][attended].detach().float().abs().amax(0)
        largest[matrix] = torch.maximum(largest[matrix], size) if matrix in largest else size

    parts = [getattr(layer, name) for layer in model.layers for name in _UNEVEN]
    hooks = [part.register_forward_pre_hook(look) for part in parts]
    is_training = model.training
    model.eval()
    with torch.no_grad():
        for ids, attention, *known in seen:
            attended = attention
            model(ids, attention, *known)
    model.train(is_training)
    for hook in hooks:
        hook.remove()
    for matrix, size in largest.items():
        own = matrix.weight.detach().abs().amax(0).clamp_min(1e-5)
        matrix.divisor = size.clamp_min(1e-3) ** _SHARE / own ** (1 - _SHARE)


def smoothed(trained: Trained) -> Trained:
    """The same, its divisors set by sentences of the generator; the same ones every time."""
    drawn = islice(Generator(Vocabulary(made_up_words(apart=False)), seed=1), _SENTENCES)
    tokenizer = Tokenizer.from_str(trained.tokenizer)
    rows = (torch.tensor([tokenizer.encode(example.text).ids]) for example in drawn)
    smooth(trained.model, ((row, torch.ones_like(row, dtype=torch.bool)) for row in rows))
    return trained
