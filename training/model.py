"""The model: a MiniLM encoder whose every token gives tags, a clause border and an intent vote."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from agent.reading import KNOWN
from training.encode import IGNORED, MAX_CLAUSES
from training.labels import competing

#: Added to the logits of a label that does not compete.
NEVER = -1e4


@dataclass(frozen=True)
class Shape:
    """Sizes of the model."""

    intents: int
    tags: int
    vocabulary: int
    hidden: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1_536
    positions: int = 512
    narrow: int | None = None
    """Width of the word embeddings where it is less than ``hidden`` (as ALBERT has it)."""


def rounded_weight(weight: Tensor) -> Tensor:
    """A matrix (out, in) as the board has it: int8, one scale for each output."""
    scale = weight.detach().abs().amax(1).clamp_min(1e-8) / 127
    nothing = torch.zeros_like(scale, dtype=torch.int32)
    return torch.fake_quantize_per_channel_affine(weight, scale, nothing, 0, -127, 127)


def rounded_input(x: Tensor) -> Tensor:
    """Values (batch, tokens, width) as the board has them: 8 bits over the range of a sentence."""
    low, high = x.detach().flatten(1).aminmax(dim=1)
    low = low.clamp_max(0)
    scale = (high.clamp_min(0) - low).clamp_min(1e-8) / 255
    zero = (-low / scale).round().int()
    return torch.fake_quantize_per_channel_affine(x, scale, zero, 0, 0, 255)


class Linear(nn.Linear):
    """A matrix that can be trained as it will be quantized (Jacob et al. 2018)."""

    rounded = False
    divisor: Tensor | None = None
    """Of each input before it is rounded; the matrix makes it good. (in,)"""

    def forward(self, x: Tensor) -> Tensor:
        """(batch, tokens, in) to (batch, tokens, out)."""
        if not self.rounded:
            return super().forward(x)
        x, weight = x.float(), self.weight
        if self.divisor is not None:
            x, weight = x / self.divisor, weight * self.divisor
        return F.linear(rounded_input(x), rounded_weight(weight), self.bias)


class Dropout(nn.Module):
    """Zeroes a share of the values.

    Which ones is read from a long row drawn once, at a place of chance: torch's own draws a
    number for every value, which is an eighth of a step.
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self._share = share

    def forward(self, x: Tensor) -> Tensor:
        """Any shape to the same."""
        if not self.training:
            return x
        row = _kept(self._share)
        at = int(torch.randint(len(row) - x.numel(), ()))
        return x * row[at : at + x.numel()].view(x.shape)


@cache
def _kept(share: float) -> Tensor:
    """0 for a share of the entries, for the others what keeps the mean; of 16 million."""
    row = torch.empty(1 << 24, dtype=torch.bfloat16).bernoulli_(1 - share)
    return row / (1 - share)


class Layer(nn.Module):
    """One transformer layer, as BERT has it (post-norm)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query = Linear(shape.hidden, shape.hidden)
        self.key = Linear(shape.hidden, shape.hidden)
        self.value = Linear(shape.hidden, shape.hidden)
        self.out = Linear(shape.hidden, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, eps=1e-12)
        self.up = Linear(shape.hidden, shape.inner)
        self.down = Linear(shape.inner, shape.hidden)
        self.norm2 = nn.LayerNorm(shape.hidden, eps=1e-12)
        self.drop = Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """(batch, tokens, hidden) to the same; mask is added to the scores."""
        batch, tokens, hidden = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(batch, tokens, self.heads, hidden // self.heads).transpose(1, 2)

        # Written out: the fused attention's backward pass is slow on a CPU for short sentences.
        scores = split(self.query(x)) @ split(self.key(x)).transpose(2, 3)
        seen = torch.softmax(scores * (hidden // self.heads) ** -0.5 + mask, -1)
        seen = seen.to(x.dtype) @ split(self.value(x)).to(x.dtype)
        seen = seen.transpose(1, 2).reshape(batch, tokens, hidden)
        x = self.norm(x + self.drop(self.out(seen)))
        out: Tensor = self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))
        return out


class IntentModel(nn.Module):
    """Encoder and heads."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.narrow or shape.hidden)
        if shape.narrow:
            self.widen = nn.Linear(shape.narrow, shape.hidden, bias=False)
        self.places = nn.Embedding(shape.positions, shape.hidden)
        self.known = nn.Embedding(len(KNOWN) + 1, shape.hidden)
        nn.init.zeros_(self.known.weight)
        self.norm = nn.LayerNorm(shape.hidden, eps=1e-12)
        self.drop = Dropout(0.1)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.tags = nn.Linear(shape.hidden, shape.tags)
        self.border = nn.Linear(shape.hidden, 1)
        self.weight = nn.Linear(shape.hidden, 1)
        self.intents = nn.Linear(shape.hidden, shape.intents)
        self.transitions = nn.Parameter(torch.zeros(shape.tags + 1, shape.tags))
        """Added where the second tag follows the first; the last row is the start."""

    def forward(
        self, ids: Tensor, attention: Tensor, known: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Token outputs: tags (B, T, tags), border and weight (B, T), intents (B, T, intents).

        Args:
            ids: of the tokens, (B, T).
            attention: whether a token is one, (B, T).
            known: what it is to the home, (B, T), as in training.encode; None: nothing.
        """
        x = self.words(ids)
        if self.shape.narrow:
            x = self.widen(x)
        x = x + self.places.weight[: ids.shape[1]]
        if known is not None:
            x = x + self.known(known)
        x = self.drop(self.norm(x))
        mask = torch.zeros_like(attention, dtype=x.dtype).masked_fill(~attention, -1e4)
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        return self.tags(x), self.border(x)[..., 0], self.weight(x)[..., 0], self.intents(x)


def round_off(model: IntentModel) -> None:
    """Have a model trained as the board will run it, its embeddings and matrices in 8 bits."""
    with torch.no_grad():
        model.words.weight.copy_(rounded_weight(model.words.weight))
    for part in model.modules():
        if isinstance(part, Linear):
            part.rounded = True


def pooled(weight: Tensor, intents: Tensor, clause: Tensor) -> Tensor:
    """Intent logits of each clause: (batch, MAX_CLAUSES, intents), weighted over its tokens."""
    inside = clause[:, None, :] == torch.arange(MAX_CLAUSES)[None, :, None]
    scores = weight.float()[:, None, :].masked_fill(~inside, -1e4)
    return torch.softmax(scores, -1) @ intents.float()


def barred(intents: Sequence[str]) -> Tensor:
    """Added to intent logits: (2, intents), of voice and of sensors; 0 where a label competes."""
    return torch.zeros(2, len(intents)).masked_fill(~torch.tensor(competing(intents)), NEVER)


def judged(outputs: tuple[Tensor, ...], batch: dict[str, Tensor], bars: Tensor) -> Tensor:
    """Intent logits of each clause, those of labels that do not compete far below."""
    logits = pooled(outputs[2], outputs[3], batch["clause"])
    return logits + bars[batch["sensor"].long()][:, None, :]


def distance(
    outputs: tuple[Tensor, ...], wanted: tuple[Tensor, ...], batch: dict[str, Tensor], bars: Tensor
) -> Tensor:
    """How far a model's beliefs are from its teacher's (Hinton et al. 2015), temperature 2."""
    asked = batch["intents"] != IGNORED
    ours = judged(outputs, batch, bars)[asked] / 2
    theirs = judged(wanted, batch, bars)[asked] / 2
    inside = batch["clause"] >= 0
    tags = F.kl_div(
        F.log_softmax(outputs[0].float()[inside] / 2, -1),
        F.softmax(wanted[0].float()[inside] / 2, -1), reduction="batchmean",
    )  # fmt: skip
    intents = F.kl_div(F.log_softmax(ours, -1), F.softmax(theirs, -1), reduction="batchmean")
    return 4 * intents + 8 * tags


def unlikely(scores: Tensor, tags: Tensor, transitions: Tensor) -> Tensor:
    """How unlikely the true tags are as a sequence: -log of their chance, the mean of a word.

    A conditional random field (Lafferty et al. 2001) over the first tokens of words.

    Args:
        scores: of each tag, (batch, tokens, tags).
        tags: the true ones, (batch, tokens); IGNORED but at the first tokens of words.
        transitions: (tags + 1, tags), as :class:`IntentModel` has them.
    """
    known = tags != IGNORED
    lengths = known.sum(1)
    heads = (~known).int().argsort(dim=1, stable=True)[:, : int(lengths.max())]
    inside = torch.arange(heads.shape[1])[None] < lengths[:, None]
    true = tags.gather(1, heads).clamp_min(0)
    each = scores.float().gather(1, heads[:, :, None].expand(-1, -1, scores.shape[2]))
    before = F.pad(true[:, :-1], (1, 0), value=len(transitions) - 1)
    ours = each.gather(2, true[:, :, None])[..., 0] + transitions[before, true]
    total, factors = each[:, 0] + transitions[-1], transitions[:-1].exp()
    for at in range(1, heads.shape[1]):
        largest = total.detach().amax(1, keepdim=True)
        following = ((total - largest).exp() @ factors).log() + largest + each[:, at]
        total = torch.where(inside[:, at, None], following, total)
    spoken = lengths > 0
    chance = (ours * inside).sum(1) - total.logsumexp(1)
    return -chance[spoken].sum() / lengths.sum()


def loss(
    outputs: tuple[Tensor, ...], batch: dict[str, Tensor], bars: Tensor, transitions: Tensor
) -> Tensor:
    """Sum of the losses; ``bars`` as of :func:`barred`, ``transitions`` those of the model."""
    tags, border, _, _ = outputs
    known = batch["border"] != IGNORED
    intent = F.cross_entropy(
        judged(outputs, batch, bars).flatten(0, 1),
        batch["intents"].flatten(), ignore_index=IGNORED,
    )  # fmt: skip
    tag = torch.zeros(())
    if (batch["tags"] != IGNORED).any():
        # Each by itself, so that a span's confidence means something, and in its sequence.
        tag = unlikely(tags, batch["tags"], transitions) + F.cross_entropy(
            tags.float().flatten(0, 1), batch["tags"].flatten(), ignore_index=IGNORED
        )
    cut = F.binary_cross_entropy_with_logits(border.float()[known], batch["border"][known].float())
    return intent + tag + 2 * cut


def spread(layers: int, count: int) -> list[int]:
    """Which of so many layers a model of fewer layers takes: every second, third... one."""
    return [(at + 1) * layers // count - 1 for at in range(count)]


def pretrained(shape: Shape, weights: Path, kept: list[int]) -> IntentModel:
    """A model whose encoder is all-MiniLM-L6-v2; fewer layers take every second, third... one.

    Args:
        shape: sizes of the model.
        weights: the ``model.safetensors`` of all-MiniLM-L6-v2.
        kept: the ids of its vocabulary that the model has, in order.
    """
    model, given = IntentModel(shape), load_file(str(weights))
    with torch.no_grad():
        words = given["embeddings.word_embeddings.weight"][kept]
        if shape.narrow:  # the best approximation of that rank
            u, s, v = torch.linalg.svd(words, full_matrices=False)
            model.widen.weight.copy_(v[: shape.narrow].T)
            words = u[:, : shape.narrow] * s[: shape.narrow]
        model.words.weight.copy_(words)
        # The segment embedding is a constant for single sentences: folded into the positions.
        model.places.weight.copy_(
            given["embeddings.position_embeddings.weight"]
            + given["embeddings.token_type_embeddings.weight"][0]
        )
        model.norm.weight.copy_(given["embeddings.LayerNorm.weight"])
        model.norm.bias.copy_(given["embeddings.LayerNorm.bias"])
        for layer, source in zip(model.layers, spread(6, shape.layers), strict=True):
            for ours, theirs in _NAMES.items():
                part = getattr(layer, ours)
                for end in ("weight", "bias"):
                    getattr(part, end).copy_(given[f"encoder.layer.{source}.{theirs}.{end}"])
    return model


_NAMES = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "out": "attention.output.dense", "norm": "attention.output.LayerNorm",
    "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm",
}  # fmt: skip
