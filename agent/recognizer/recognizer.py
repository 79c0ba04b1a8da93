"""Text to what was meant, with one pass of a small encoder."""

from pathlib import Path

from tokenizers import Tokenizer

from agent.errors import ModelError
from agent.memory import give_back
from agent.messages import Kind
from agent.reading import Clause, Reading
from agent.recognizer.decode import Decoder, Token
from agent.recognizer.files import Card, ModelFiles, load_files
from agent.recognizer.network import Network
from agent.recognizer.providers import Provider


class Recognizer:
    """A loaded model. Not safe for several threads at once."""

    def __init__(self, files: ModelFiles, threads: int = 1, provider: str = "cpu") -> None:
        self.card: Card = files.card
        try:
            self._tokenizer = Tokenizer.from_buffer(files.tokenizer)
        except Exception as error:
            raise ModelError(f"model {files.folder}: tokenizer.json: {error}") from None
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._network = Network(files.network, threads, provider, files.card.max_tokens)
        self._decoder = Decoder(files.card)
        wanted = len(files.card.tags) + 2 + len(files.card.intents)
        if self._network.outputs != wanted:
            raise ModelError(
                f"model {files.folder}: labels.json needs {wanted} outputs, "
                f"model.onnx has {self._network.outputs}"
            )

    @classmethod
    def load(cls, folder: Path, threads: int = 1, provider: str = "cpu") -> "Recognizer":
        """The model of a folder, its manifest verified.

        Raises:
            ModelError: the folder cannot be used; the text says why.
        """
        recognizer = cls(load_files(folder), threads, provider)
        give_back()
        return recognizer

    @property
    def provider(self) -> Provider:
        """What the model runs on, and why."""
        return self._network.provider

    def read(self, text: str, kind: Kind = "voice") -> Reading:
        """What was meant by an utterance of a person, or by a text of a device.

        A text of more tokens than the model reads is no command: it comes back as one clause
        without an intent, because half of it could mean the opposite of the whole.
        """
        encoding = self._tokenizer.encode(text)
        ids: list[int] = encoding.ids
        if len(ids) > self.card.max_tokens:
            return Reading(text, (Clause(None, None, 1.0, (), 0, len(text)),))
        tokens = [
            Token(start, end, part.startswith("##"))
            for part, (start, end) in zip(encoding.tokens, encoding.offsets, strict=True)
        ][1:-1]
        if not tokens:
            return Reading(text, ())
        scores = self._network.run(ids)[1:-1]
        return Reading(text, self._decoder.clauses(text, tokens, scores, kind))
