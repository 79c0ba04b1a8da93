"""Reading the configuration file, with errors that name file, line, key and mend."""

import os
import re
import types
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from agent.config.document import Document, Where, dotted
from agent.config.schema import (
    ALLOW_PATTERN,
    CLIENT_ID_PATTERN,
    NODE_FORM,
    NODE_PATTERN,
    Config,
    ModelName,
    Mqtt,
    Variable,
)
from agent.config.sensors import faults as sensor_faults
from agent.config.units import Seconds, read_seconds, show_seconds
from agent.errors import ConfigError, MessageError, ModelError
from agent.messages import INTENTS, Topics, check_publish_topic
from agent.model_names import find_model
from agent.near import offer

_TYPE_NAMES = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "object": "a mapping of keys",
    "array": "a list",
    "null": "nothing",
}

#: What a file must be, where it is something else as a whole.
_WHOLE = "expected a key and its value on each line, such as 'node: den'"
#: How to write what YAML does not take for text, by what it takes it for.
_MENDS = {
    **dict.fromkeys((bool, int, float), "; put it in quotes"),
    type(None): "; write the text, or leave the key out",
}

_T = TypeVar("_T", bound=msgspec.Struct)


class ConfigFile:
    """A configuration file that was read and found good.

    Args:
        path: the file; None stands for an empty one.

    Raises:
        ConfigError: it cannot be used; one line names file, line, key and mend.
    """

    def __init__(self, path: Path | None) -> None:
        self._folder = path.parent if path else Path()
        self._document = Document(path)
        self.config = self._read(Config, self._document.data, ())
        self._check()

    def fault(self, where: Where, problem: str) -> ConfigError:
        """An error of what only another part of the package can see: it names file and line."""
        return self._document.fault(where, problem)

    def section(self, key: str, kind: type[_T]) -> _T:
        """A section whose keys belong to another part of the package.

        Raises:
            ConfigError: as for the whole file.
        """
        data = self._document.data or {}
        return self._read(kind, data.get(key), (key,))

    def _read(self, kind: type[_T], data: Any, where: Where) -> _T:
        data = {} if data is None else data
        self._refuse_unknown_keys(kind, data, where)
        try:
            value = msgspec.convert(_without_empty(kind, data), kind, dec_hook=self._convert)
        except msgspec.ValidationError as error:
            raise self._explained(error, kind, data, where) from None
        self._check_bounds(value, where)
        return value

    def _convert(self, kind: type, value: Any) -> Any:
        if kind is Seconds:
            return read_seconds(value)
        if kind is Path and isinstance(value, str) and value:
            return self._folder / _placed(value)
        if kind is ModelName and isinstance(value, str) and value:
            return ModelName(self._folder / Path(value).expanduser() if "/" in value else value)
        if kind is Variable and isinstance(value, str):
            return Variable(value)
        if kind is Variable:
            raise ValueError("expected text")
        raise ValueError("expected a path" if kind is Path else "expected a name or a folder")

    def _refuse_unknown_keys(self, kind: Any, data: Any, where: Where) -> None:
        known, item = _fields(kind), _item(kind)
        if item is not None and isinstance(data, list):
            for position, value in enumerate(data):
                self._refuse_unknown_keys(item, value, (*where, position))
        if known is None or not isinstance(data, dict):
            return
        for key, value in data.items():
            inner = (*where, str(key))
            if key not in known:
                section = f" in {dotted(where)}" if where else ""
                problem = f"unknown key {str(key)!r}{section}; {offer(str(key), known)}"
                raise self._document.fault(inner, problem)
            self._refuse_unknown_keys(known[key], value, inner)

    def _explained(
        self, error: msgspec.ValidationError, kind: Any, data: Any, base: Where
    ) -> ConfigError:
        problem, _, path = str(error).partition(" - at `$")
        inner = _steps(path.rstrip("`"))
        where = (*base, *inner)
        value = _follow(data, inner)
        options = _options(kind, inner)
        one_of = f"expected one of {', '.join(map(str, options))}"
        problem = one_of if options else _plain(problem)
        shown = "" if _secret(where) or isinstance(value, dict | list) else f", got {value!r}"
        problem = re.sub(r", got (a |an |true|text|nothing).*", "", problem) if shown else problem
        if not where:
            problem = problem.replace("expected a mapping of keys", _WHOLE)
            return self._document.fault(where, f"{problem}{shown}")
        mend = _MENDS.get(type(value), "") if problem.startswith("expected text") else ""
        return self._document.fault(where, f"{dotted(where)}: {problem}{shown}{mend}")

    def _check_bounds(self, value: msgspec.Struct, where: Where) -> None:
        for one in msgspec.structs.fields(value):
            inner = (*where, one.encode_name)
            found = getattr(value, one.name)
            if isinstance(found, msgspec.Struct):
                self._check_bounds(found, inner)
            for at, item in enumerate(found if isinstance(found, tuple) else ()):
                if isinstance(item, msgspec.Struct):
                    self._check_bounds(item, (*inner, at))
            bounds = _bounds(one.type)
            if bounds and found is not None and not bounds[0] <= found <= bounds[1]:
                low, high = map(show_seconds, bounds)
                problem = f"{dotted(inner)}: must lie between {low} and {high}"
                raise self._document.fault(inner, problem)

    def _check(self) -> None:
        """What the types of single keys cannot tell."""
        mqtt = self.config.mqtt
        if not re.fullmatch(NODE_PATTERN, self.config.node):
            raise self._document.fault(("node",), f"node: {NODE_FORM}")
        self._check_model()
        self._check_delivery()
        if mqtt.client_id is not None and not re.fullmatch(CLIENT_ID_PATTERN, mqtt.client_id):
            problem = "mqtt.client_id: 1 to 128 visible ASCII characters"
            raise self._document.fault(("mqtt", "client_id"), problem)
        self._check_login(mqtt)
        self._check_topics()
        self._check_triggers()
        self._check_allowed()
        self._check_quiet()
        self._check_sensors()
        for where, path in _named_files(self.config):
            if path is not None and not path.is_file():
                problem = f"{dotted(where)}: there is no file {path}"
                raise self._document.fault(where, problem)

    def _check_model(self) -> None:
        """Whether there is such a model; what it holds is looked at when it is loaded."""
        if self.config.model is None:
            return
        try:
            folder = find_model(self.config.model)
        except ModelError as error:
            raise self._document.fault(("model",), str(error)) from None
        if not (folder / "manifest.json").exists():
            problem = f"model: {folder} is no folder of a model; it holds no manifest.json"
            raise self._document.fault(("model",), problem)

    def _check_delivery(self) -> None:
        if self.config.delivery == "durable" and self.config.state_dir is None:
            problem = "delivery: durable needs a state_dir (or $STATE_DIRECTORY) to keep results in"
            raise self._document.fault(("delivery",), problem)
        group = self.config.share_group
        if group is not None and not re.fullmatch(NODE_PATTERN, group):
            problem = "share_group: 1 to 64 letters, digits, dots, _ or -, the first no sign"
            raise self._document.fault(("share_group",), problem)
        if group == self.config.node:
            problem = "share_group: it must differ from node, which is this agent's alone"
            raise self._document.fault(("share_group",), problem)

    def _check_topics(self) -> None:
        """Base topics of what is announced must be plain topics."""
        found = self.config.discovery
        bases: list[tuple[Where, str | None]] = [
            (("discovery", "homeassistant"), found.homeassistant),
            (("discovery", "statestream"), found.statestream),
            (("homeassistant", "prefix"), self.config.homeassistant.prefix),
        ]
        bases += [(("discovery", "zigbee2mqtt", at), b) for at, b in enumerate(found.zigbee2mqtt)]
        for where, base in bases:
            if base is None:
                continue
            try:
                check_publish_topic(base, dotted(where))
            except MessageError as error:
                raise self._document.fault(where, str(error)) from None
            if base.startswith("/") or base.endswith("/"):
                problem = f"{dotted(where)}: write it without / at its ends"
                raise self._document.fault(where, problem)

    def _check_triggers(self) -> None:
        for at, one in enumerate(self.config.homeassistant.triggers or ()):
            if one not in INTENTS:
                problem = f"homeassistant.triggers[{at}]: unknown intent {one!r}"
                problem = f"{problem}; {offer(one, INTENTS)}"
                raise self._document.fault(("homeassistant", "triggers", at), problem)

    def _check_allowed(self) -> None:
        actuate = self.config.actuate
        for at, one in enumerate(actuate.allow):
            if not re.fullmatch(ALLOW_PATTERN, one):
                problem = f"actuate.allow[{at}]: expected a domain or an entity id, got {one!r}"
                raise self._document.fault(("actuate", "allow", at), problem)
        if actuate.enabled and not actuate.allow:
            problem = "actuate.allow is empty, so nothing would be sent; list domains or entity ids"
            raise self._document.fault(("actuate", "enabled"), problem)

    def _check_sensors(self) -> None:
        config = self.config
        found = sensor_faults(
            Topics(config.node, config.share_group), config.inputs, config.sensors, config.rules
        )
        for where, problem in found:
            raise self._document.fault(where, f"{dotted(where)}: {problem}")

    def _check_quiet(self) -> None:
        at = self.config.limits.quiet_fault()
        if at is not None:
            got = self.config.limits.quiet[at]
            problem = f'limits.quiet[{at}]: expected a stretch such as "22:00-07:00", got {got!r}'
            raise self._document.fault(("limits", "quiet", at), problem)

    def _check_login(self, mqtt: Mqtt) -> None:
        given = [k for k in ("password", "password_file", "password_env") if getattr(mqtt, k)]
        if len(given) > 1:
            problem = f"mqtt: {given[0]} and {given[1]} are both given; keep one"
            raise self._document.fault(("mqtt", given[1]), problem)
        if mqtt.password_env:
            mqtt.password_env.place = f"{self._document.place(('mqtt', 'password_env'))}: "
        if given and not mqtt.username:
            raise self._document.fault(("mqtt", given[0]), f"mqtt.{given[0]} needs mqtt.username")
        if mqtt.tls and (mqtt.tls.cert is None) != (mqtt.tls.key is None):
            raise self._document.fault(
                ("mqtt", "tls"), "mqtt.tls: cert and key belong together; give both or none"
            )
        if mqtt.tls is None and "tls" in ((self._document.data or {}).get("mqtt") or {}):
            problem = "mqtt.tls is empty; write tls: {} to trust the system's CAs, or leave it out"
            raise self._document.fault(("mqtt", "tls"), problem)


def load_config(path: Path | None) -> Config:
    """The configuration of a file; the defaults without one.

    Raises:
        ConfigError: it cannot be used; one line names file, line, key and mend.
    """
    return ConfigFile(path).config


def read_password(mqtt: Mqtt) -> str | None:
    """The broker's password, from wherever the configuration says it is.

    Raises:
        ConfigError: the file cannot be read, or the variable is not set.
    """
    if mqtt.password_env:
        value = os.environ.get(mqtt.password_env)
        if value is None:
            problem = f"mqtt.password_env: the variable {mqtt.password_env} is not set"
            place = getattr(mqtt.password_env, "place", "")
            raise ConfigError(f"{place}{problem}; set it where the agent is started")
        return value
    if mqtt.password_file:
        try:
            return mqtt.password_file.read_text("utf-8").partition("\n")[0].rstrip("\r")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8"
            raise ConfigError(f"mqtt.password_file {mqtt.password_file}: {reason}") from None
    return mqtt.password


def _placed(path: str) -> Path:
    """A path with what stands for the service's credentials replaced by where they are.

    Outside of the service they lie beside the configuration, from where the unit takes them.
    """
    start, slash, rest = path.partition("/")
    if slash and start == "$CREDENTIALS_DIRECTORY":
        return Path(os.environ.get("CREDENTIALS_DIRECTORY", "")) / rest
    return Path(path).expanduser()


def _named_files(config: Config) -> list[tuple[Where, Path | None]]:
    files: list[tuple[Where, Path | None]] = [
        (("home",), config.home),
        (("mqtt", "password_file"), config.mqtt.password_file),
    ]
    if config.mqtt.tls:
        for key in ("ca", "cert", "key"):
            files += [(("mqtt", "tls", key), getattr(config.mqtt.tls, key))]
    return files


def _fields(kind: Any) -> dict[str, Any] | None:
    """The keys of a section with their types; None where ``kind`` is no section."""
    kind = _bare(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return {one.encode_name: one.type for one in msgspec.structs.fields(kind)}
    return None


def _item(kind: Any) -> Any | None:
    """The type of a list's items; None where ``kind`` is no list."""
    kind = _bare(kind)
    return get_args(kind)[0] if get_origin(kind) in (list, tuple) else None


def _bare(kind: Any) -> Any:
    """A type without its annotations and without ``None``."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        others = [one for one in get_args(kind) if one is not type(None)]
        return _bare(others[0]) if len(others) == 1 else kind
    return kind


def _bounds(kind: Any) -> tuple[float, float] | None:
    if get_origin(kind) is not Annotated:
        return None
    for meta in get_args(kind)[1:]:
        if isinstance(meta, msgspec.Meta) and meta.extra:
            return meta.extra["min"], meta.extra["max"]
    return None


def _options(kind: Any, steps: Where) -> tuple[Any, ...]:
    """The values that the key at ``steps`` may have, where it has a fixed few."""
    for step in steps:
        kind = _item(kind) if isinstance(step, int) else (_fields(kind) or {}).get(step)
    kind = _bare(kind)
    return get_args(kind) if get_origin(kind) is Literal else ()


def _without_empty(kind: Any, data: Any) -> Any:
    """The data without sections that are empty because every key in them is a comment."""
    known = _fields(kind)
    if known is None or not isinstance(data, dict):
        return data
    return {
        key: _without_empty(known.get(key), value)
        for key, value in data.items()
        if value is not None or _fields(known.get(key)) is None
    }


def _steps(path: str) -> Where:
    """The keys and positions of a path as msgspec writes it: ``.mqtt.tls[0]``."""
    parts = re.findall(r"\.([^.\[]+)|\[(\d+)\]", path)
    return tuple(name if name else int(position) for name, position in parts)


def _follow(data: Any, steps: Where) -> Any:
    """The value at ``steps``, where msgspec has just been."""
    for step in steps:
        data = data[step]
    return data


def _secret(where: Where) -> bool:
    return bool(where) and "password" in str(where[-1])


def _plain(problem: str) -> str:
    """A message of msgspec in the words of people."""
    problem = re.sub(r"`([a-z]+)(?: \| [a-z |]+)?`", lambda m: _TYPE_NAMES.get(m[1], m[1]), problem)
    problem = problem.replace("matching regex", "of the form")
    return problem[:1].lower() + problem[1:]
