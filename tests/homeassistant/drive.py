"""Runs a Home Assistant core and does in it what a test asks, a JSON object a line.

Runs on Home Assistant's own Python, with nothing of this package.
"""

import asyncio
import json
import sys
import threading
import traceback

from homeassistant.const import __version__
from homeassistant.helpers import device_registry, entity_registry

from homeassistant import bootstrap, runner


class Driver:
    def __init__(self, hass):
        self.hass = hass

    async def version(self):
        return __version__

    async def flow(self, handler, data):
        """Sets an integration up as a person does, form by form."""
        manager = self.hass.config_entries.flow
        step = await manager.async_init(handler, context={"source": "user"})
        for _ in range(4):
            if step["type"] not in ("form", "menu"):
                break
            step = await manager.async_configure(step["flow_id"], data)
        await self.hass.async_block_till_done()
        kind = str(getattr(step["type"], "value", step["type"]))
        return {"type": kind, "errors": step.get("errors")}

    async def states(self):
        return {one.entity_id: one.state for one in self.hass.states.async_all()}

    async def attributes(self, entity):
        return json.loads(json.dumps(dict(self.hass.states.get(entity).attributes), default=str))

    async def wait(self, entity, state, seconds=20):
        """Until an entity has a state, or another than ``!state``; the seconds that took."""
        loop = asyncio.get_running_loop()
        began = loop.time()

        def there():
            now = self.hass.states.get(entity)
            return now and (now.state != state[1:] if state[:1] == "!" else now.state == state)

        while not there():
            if loop.time() - began > seconds:
                raise TimeoutError(f"{entity} is {self.hass.states.get(entity)}, not {state}")
            await asyncio.sleep(0.002)
        return loop.time() - began

    async def service(self, name, data, response=False):
        domain, _, service = name.partition(".")
        began = asyncio.get_running_loop().time()
        answer = await self.hass.services.async_call(
            domain, service, data, blocking=True, return_response=response
        )
        return {"seconds": asyncio.get_running_loop().time() - began, "answer": answer}

    async def entities(self, platform):
        """The entities of an integration, with what a person sees of them."""
        registry = entity_registry.async_get(self.hass)
        return {
            one.entity_id: {"unique_id": one.unique_id, "name": one.original_name}
            for one in registry.entities.values()
            if one.platform == platform
        }

    async def triggers(self, identifier):
        """What automations of a device can be clicked together from."""
        from homeassistant.components import device_automation

        registry = device_registry.async_get(self.hass)
        wanted = ("mqtt", identifier)
        devices = [
            device
            for entry in self.hass.config_entries.async_entries("mqtt")
            for device in device_registry.async_entries_for_config_entry(registry, entry.entry_id)
        ]
        device = next((one for one in devices if wanted in one.identifiers), None)
        if device is None:
            return None
        found = await device_automation.async_get_device_automations(
            self.hass, device_automation.DeviceAutomationType.TRIGGER, [device.id]
        )
        return {
            "device": {"name": device.name, "version": device.sw_version},
            "id": device.id,
            "subtypes": sorted(
                one["subtype"] for one in found[device.id] if one.get("domain") == "mqtt"
            ),
        }


def read_lines(loop, queue):
    for line in sys.stdin:
        loop.call_soon_threadsafe(queue.put_nowait, json.loads(line))
    loop.call_soon_threadsafe(queue.put_nowait, None)


async def main(folder):
    hass = await bootstrap.async_setup_hass(
        runner.RuntimeConfig(config_dir=folder, skip_pip=True, verbose=False)
    )
    await hass.async_start()
    queue = asyncio.Queue()
    threading.Thread(
        target=read_lines, args=(asyncio.get_running_loop(), queue), daemon=True
    ).start()
    driver = Driver(hass)
    print(json.dumps({"answer": "ready"}), flush=True)
    while (order := await queue.get()) is not None:
        try:
            answer = {"answer": await getattr(driver, order.pop("do"))(**order)}
        except Exception as error:
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer, default=str), flush=True)
    await hass.async_stop(force=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
