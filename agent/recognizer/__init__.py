"""Text to what was meant: tokenizer, onnxruntime session, decoding, model files."""

from agent.recognizer.files import (
    DEFAULT_MODEL,
    NANO_MODEL,
    Card,
    find_model,
    load_files,
    shipped,
)
from agent.recognizer.phrases import Phrase, Phrases
from agent.recognizer.providers import Provider
from agent.recognizer.recognizer import Recognizer

__all__ = [
    "DEFAULT_MODEL",
    "NANO_MODEL",
    "Card",
    "Phrase",
    "Phrases",
    "Provider",
    "Recognizer",
    "find_model",
    "load_files",
    "shipped",
]
