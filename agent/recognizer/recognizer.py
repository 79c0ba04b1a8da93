"""Text to what was meant, with one pass of a small encoder."""

from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from agent.errors import ModelError
from agent.memory import give_back
from agent.messages import Kind
from agent.reading import Clause, Marks, Reading, known_at
from agent.recognizer.decode import Decoder, Token
from agent.recognizer.files import Card, ModelFiles, load_files
from agent.recognizer.network import Network
from agent.recognizer.providers import Provider
from agent.recognizer.second_look import second_look


@dataclass(frozen=True, slots=True)
class _Engine:
    """What takes memory."""

    tokenizer: Tokenizer
    network: Network


class Recognizer:
    """A model, loaded unless it is told to rest. Not safe for several threads at once."""

    def __init__(self, files: ModelFiles, threads: int = 1, provider: str = "cpu") -> None:
        self.card: Card = files.card
        self._folder = files.folder
        self._threads = threads
        self._wanted = provider
        self._decoder = Decoder(files.card)
        self._engine: _Engine | None = self._open(files)
        self._provider = self._engine.network.provider

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
    def is_loaded(self) -> bool:
        """Whether it can read at once."""
        return self._engine is not None

    def unload(self) -> None:
        """Give its memory back; what is read next loads it again."""
        if self._engine is not None:
            self._engine = None
            give_back()

    def ensure(self, threads: int | None = None) -> None:
        """Load it if it is not, verified again.

        Args:
            threads: of one run from now on; as before if left out.

        Raises:
            ModelError: its folder is not any more what it was.
        """
        if self._engine is None or threads not in (None, self._threads):
            self._again(threads)

    def _again(self, threads: int | None = None) -> _Engine:
        files = load_files(self._folder)
        if files.card != self.card:
            raise ModelError(f"model {self._folder}: it was replaced; reload the configuration")
        # What was in memory goes only now: a folder that was changed does no harm to it.
        self._engine = None
        self._threads = threads or self._threads
        self._engine = self._open(files)
        give_back()
        return self._engine

    def _open(self, files: ModelFiles) -> _Engine:
        try:
            tokenizer = Tokenizer.from_buffer(files.tokenizer)
        except Exception as error:
            raise ModelError(f"model {files.folder}: tokenizer.json: {error}") from None
        tokenizer.no_padding()
        tokenizer.no_truncation()
        network = Network(files.network, self._threads, self._wanted, files.card.max_tokens)
        wanted = len(files.card.tags) + 2 + len(files.card.intents)
        if network.outputs != wanted:
            raise ModelError(
                f"model {files.folder}: labels.json needs {wanted} outputs, "
                f"model.onnx has {network.outputs}"
            )
        return _Engine(tokenizer, network)

    def interrupt(self, limit: float) -> None:
        """Stop a reading that has taken more than ``limit`` seconds; from any thread."""
        engine = self._engine
        if engine is not None:
            engine.network.interrupt(limit)

    @property
    def provider(self) -> Provider:
        """What the model runs on, and why."""
        return self._provider

    def read(self, text: str, kind: Kind = "voice", marks: Marks | None = None) -> Reading:
        """What was meant by an utterance of a person, or by a text of a device.

        Args:
            text: what was said or written.
            kind: whether a person said it or a device wrote it.
            marks: finds what the home knows of a text, if it is said in a home.

        A text of more tokens than the model reads is no command: it comes back as one clause
        without an intent, because half of it could mean the opposite of the whole. One that may
        be several commands in one is read again in parts.
        """
        first = self._pass(text, kind, marks)
        if kind != "voice":
            return first
        return second_look(first, lambda part: self._pass(part, kind, marks))

    def _pass(self, text: str, kind: Kind, marks: Marks | None) -> Reading:
        engine = self._engine or self._again()
        encoding = engine.tokenizer.encode(text)
        ids: list[int] = encoding.ids
        if len(ids) > self.card.max_tokens:
            return Reading(text, (Clause(None, None, 1.0, (), 0, len(text)),))
        tokens = [
            Token(start, end, part.startswith("##"))
            for part, (start, end) in zip(encoding.tokens, encoding.offsets, strict=True)
        ][1:-1]
        if not tokens:
            return Reading(text, ())
        asked = marks if engine.network.is_told_of_homes else None
        found = asked(text) if asked else ()
        known = [known_at(found, token.start) for token in tokens]
        scores = engine.network.run(ids, [0, *known, 0])[1:-1]
        return Reading(text, self._decoder.clauses(text, tokens, scores, kind))
