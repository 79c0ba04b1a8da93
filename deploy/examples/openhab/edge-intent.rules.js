// openHAB 4 and newer, JavaScript Scripting. Carries out what the agent understood.
// The ids of the agent's home file are the item names here: light.Hall_Lamp is the item Hall_Lamp.
const { items, rules, triggers } = require('openhab');

const ON_OFF = { HassTurnOn: 'ON', HassTurnOff: 'OFF' };

// What has one of these is not done at once and for good.
const WAITS = ['condition', 'delay', 'duration', 'time', 'until'];

// What an item is to be told: null where this intent is not for it.
function command(intent, slots, domain) {
  if (domain === 'cover') {
    if (intent === 'HassSetPosition') return 'position' in slots ? String(100 - slots.position) : null;
    return { HassTurnOn: 'UP', HassTurnOff: 'DOWN' }[intent] ?? null;
  }
  if (intent === 'HassLightSet' && 'brightness' in slots) return String(slots.brightness);
  if (intent === 'HassClimateSetTemperature') return 'temperature' in slots ? String(slots.temperature) : null;
  return domain === 'lock' ? null : ON_OFF[intent] ?? null;
}

function carryOut(message) {
  const slots = Object.fromEntries(message.slots.map((slot) => [slot.name, slot.value]));
  if (WAITS.some((name) => name in slots)) return;
  for (const target of message.targets) {
    const [domain, name] = target.split('.', 2);
    const item = items.getItem(name, true);
    const order = command(message.intent, slots, domain);
    if (item !== null && order !== null) item.sendCommand(order);
  }
}

rules.JSRule({
  name: 'edge-intent',
  description: 'Carries out what was understood',
  triggers: [triggers.ChannelEventTrigger('mqtt:broker:home:intents')],
  // The event is the topic, the separator of the channel, and the payload.
  execute: (event) => carryOut(JSON.parse(event.receivedEvent.replace(/^[^#]*#/, ''))),
});
