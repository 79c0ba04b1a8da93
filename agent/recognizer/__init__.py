"""Text to what was meant: tokenizer, onnxruntime session, decoding, model files."""

from agent.model_names import DEFAULT_MODEL, NANO_MODEL, find_model, shipped
from agent.recognizer.files import Card, load_files
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
