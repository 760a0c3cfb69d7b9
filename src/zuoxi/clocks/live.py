"""Which open pages hear of a clock: none yet; who shows one says so when it does."""

from zuoxi.clocks import events
from zuoxi.kernel.events import silent

silent(events.LevelReached, events.ClockRepaired)
