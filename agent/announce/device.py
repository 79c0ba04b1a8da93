"""What is announced; the entities stand in ``data/homeassistant_device.json``.

See https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload
"""

import re
from collections.abc import Mapping
from typing import Any, get_args

from agent import __version__
from agent.config import HomeAssistant
from agent.messages import INTENTS, ResultStatus, TimerEventName, Topics, encode
from agent.tables import table

#: By this name the agent knows its own announcements, and those of others like it.
ORIGIN = "edge-intent"

_LISTS: Mapping[str, tuple[str, ...]] = {
    "INTENTS": INTENTS,
    "STATUSES": get_args(ResultStatus),
    "TIMERS": get_args(TimerEventName),
}


class OwnDevice:
    """The announcements of one node.

    Args:
        topics: of the node.
        node: its name.
    """

    def __init__(self, topics: Topics, node: str) -> None:
        self._topics = topics
        self._node = node
        # Home Assistant takes no dots in this place.
        self.id = re.sub(r"[^A-Za-z0-9_-]", "_", f"edge-intent-{node}")

    def filters(self, config: HomeAssistant) -> tuple[str, ...]:
        """What to subscribe: Home Assistant's birth, and whatever was announced for this node."""
        levels = ("status", f"device/{self.id}/config", f"+/{self.id}/+/config")
        return tuple(f"{config.prefix}/{level}" for level in levels)

    def messages(self, config: HomeAssistant) -> dict[str, bytes]:
        """What is to be retained, by topic; nothing where the agent is not to be announced."""
        if not config.discovery:
            return {}
        about = self._about(config)
        components = self._components(config)
        if config.form == "device":
            # Home Assistant keeps what is left out; what names its platform alone it takes away.
            gone = {key: {"p": "device_automation"} for key in self._triggers(INTENTS)}
            whole = {**about, "cmps": {**gone, **components}}
            return {f"{config.prefix}/device/{self.id}/config": encode(whole)}
        return {
            f"{config.prefix}/{one['p']}/{self.id}/{key}/config": encode(
                {**about, **{name: value for name, value in one.items() if name != "p"}}
            )
            for key, one in components.items()
        }

    def _about(self, config: HomeAssistant) -> dict[str, Any]:
        device = {
            "ids": [self.id],
            "name": f"Edge Intent {self._node}",
            "mf": ORIGIN,
            "mdl": "Language agent",
            "sw": __version__,
            **({"sa": config.area} if config.area else {}),
        }
        return {"dev": device, "o": {"name": ORIGIN, "sw": __version__}}

    def _components(self, config: HomeAssistant) -> dict[str, dict[str, Any]]:
        entities = {
            key: {
                **{name: self._filled(name, value) for name, value in one.items()},
                "uniq_id": f"{self.id}_{key}",
                "avty_t": self._topics.state,
                "avty_tpl": "{{ value_json.state }}",
            }
            for key, one in table("homeassistant_device")["components"].items()
        }
        return entities | self._triggers(INTENTS if config.triggers is None else config.triggers)

    def _triggers(self, intents: tuple[str, ...]) -> dict[str, dict[str, Any]]:
        shared = table("homeassistant_device")["trigger"]
        return {
            f"trigger_{intent}": {**shared, "stype": intent, "t": self._topics.intent(intent)}
            for intent in intents
        }

    def _filled(self, key: str, value: Any) -> Any:
        if key == "evt_typ":
            return _LISTS[value]
        is_topic = key.endswith("_t") and isinstance(value, str)
        return value.replace("~", self._topics.base, 1) if is_topic else value
