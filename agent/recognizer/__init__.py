"""Text to what was meant: tokenizer, onnxruntime session, decoding, model files."""

from agent.recognizer.files import DEFAULT_MODEL, Card, find_model, load_files, shipped
from agent.recognizer.providers import Provider
from agent.recognizer.recognizer import Recognizer

__all__ = ["DEFAULT_MODEL", "Card", "Provider", "Recognizer", "find_model", "load_files", "shipped"]
