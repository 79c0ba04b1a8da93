"""Text to what was meant: tokenizer, onnxruntime session, decoding, model files."""

from agent.recognizer.files import DEFAULT_MODEL, Card, find_model, load_files, shipped
from agent.recognizer.recognizer import Recognizer

__all__ = ["DEFAULT_MODEL", "Card", "Recognizer", "find_model", "load_files", "shipped"]
