import hashlib
import json
import os
import shutil

import pytest

from agent.errors import ModelError
from agent.recognizer import DEFAULT_MODEL, Recognizer, find_model, load_files, shipped


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "model"
    shutil.copytree(find_model(DEFAULT_MODEL), copy)
    return copy


def sign(folder):
    """Write a manifest that holds."""
    names = ("labels.json", "tokenizer.json", "model.onnx", "card.md")
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    (folder / "manifest.json").write_text(json.dumps({"files": digests}))


def test_every_shipped_model_holds_its_manifest_and_its_limit():
    assert shipped()[0] == DEFAULT_MODEL
    for name in shipped():
        files = load_files(find_model(name))
        assert files.card.name == name
        assert name in (files.folder / "card.md").read_text()
        limit = (8 if files.card.tier == "nano" else 25) * 2**20
        assert sum(path.stat().st_size for path in files.folder.iterdir()) <= limit


def test_a_folder_may_be_named(folder):
    assert find_model(str(folder)) == folder.resolve()
    assert Recognizer.load(folder).read("turn on the hall lamp").clauses


@pytest.mark.parametrize("name", ["no-such-model", "../models", "", "a/b", "x" * 300])
def test_an_unknown_model_is_refused_naming_the_shipped_ones(name):
    with pytest.raises(ModelError, match=DEFAULT_MODEL):
        find_model(name)


@pytest.mark.parametrize("name", ["labels.json", "tokenizer.json", "model.onnx", "card.md"])
def test_a_changed_file_is_refused_before_it_is_opened(folder, name):
    path = folder / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ModelError, match=f"{name}.*SHA-256"):
        load_files(folder)


def test_a_changed_folder_does_no_harm_to_what_is_in_memory(folder):
    recognizer = Recognizer.load(folder)
    (folder / "model.onnx").write_bytes(b"")
    with pytest.raises(ModelError, match="install the model again"):
        recognizer.ensure(2)
    assert recognizer.read("turn on the hall lamp").clauses


@pytest.mark.parametrize("name", ["labels.json", "tokenizer.json", "model.onnx", "manifest.json"])
def test_a_missing_file_is_refused(folder, name):
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        load_files(folder)


def test_a_link_out_of_the_folder_is_refused(folder, tmp_path):
    outside = tmp_path / "outside.onnx"
    shutil.move(folder / "model.onnx", outside)
    os.symlink(outside, folder / "model.onnx")
    with pytest.raises(ModelError, match="outside its folder"):
        load_files(folder)


def test_a_manifest_that_leaves_a_file_out_is_refused(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["files"]["model.onnx"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match=r"does not name model\.onnx"):
        load_files(folder)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.onnx", b"\x08\x07garbage"),
        ("tokenizer.json", b"{}"),
        ("labels.json", b'{"name": "x"}'),
        ("labels.json", b"\xff"),
    ],
)
def test_signed_rubbish_is_a_model_error(folder, name, content):
    (folder / name).write_bytes(content)
    sign(folder)
    with pytest.raises(ModelError):
        Recognizer.load(folder)


def test_labels_that_do_not_fit_the_network_are_refused(folder):
    labels = json.loads((folder / "labels.json").read_text())
    labels["intents"] = labels["intents"][:-1]
    (folder / "labels.json").write_text(json.dumps(labels))
    sign(folder)
    with pytest.raises(ModelError, match="outputs"):
        Recognizer.load(folder)


@pytest.mark.parametrize("rows", [[[0.0]], [[0.0, 1.0]]])
def test_transitions_that_do_not_fit_the_tags_are_refused(folder, rows):
    labels = json.loads((folder / "labels.json").read_text())
    (folder / "labels.json").write_text(json.dumps({**labels, "transitions": rows}))
    sign(folder)
    with pytest.raises(ModelError, match=r"transitions must be 54 rows of 53 numbers"):
        Recognizer.load(folder)
