-- Each client walks one order through its life and begins again: one thread, so one Lua state, per
-- client. Ends with a line for each step that holds the microseconds of all its calls.

local ffi = require("ffi")
ffi.cdef[[
typedef struct { long seconds; long nanoseconds; } moment;
int clock_gettime(int clock, moment *found);
]]
local found = ffi.new("moment")

local function now()
  ffi.C.clock_gettime(1, found) -- CLOCK_MONOTONIC
  return tonumber(found.seconds) * 1e6 + tonumber(found.nanoseconds) / 1e3
end

local steps = {}
for line in io.lines(os.getenv("ZUOXI_BENCH_WALK")) do
  local name, path, token, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)$")
  steps[#steps + 1] = { name = name, path = path, token = token, body = body }
end

-- What wrk copies out of a thread has to be global; at a long table it dies, so times are texts, a
-- short one for each step that flows into a long one now and then.
faults, fault = 0, ""
local function short(index) return "short" .. index end
local function long(index) return "long" .. index end
local threads, place, number, sent = {}, 1, "", 0

function setup(thread)
  threads[#threads + 1] = thread
  thread:set("client", #threads)
end

function init()
  math.randomseed(os.time() * 1000 + client)
  for index = 1, #steps do _G[short(index)], _G[long(index)] = "", "" end
end

local function word()
  return string.format("%08x", math.random(0, 0xffffffff))
end

function request()
  local step = steps[place]
  local headers = {
    ["Authorization"] = "Bearer " .. step.token,
    ["Content-Type"] = "application/json",
    ["Idempotency-Key"] = word() .. word() .. word() .. word(),
  }
  local path = step.path:gsub("NUMBER", number)
  sent = now()
  return wrk.format("POST", path, headers, step.body)
end

function response(status, headers, body)
  local took = now() - sent
  local made = place > 1 or body:match('"number": ?"(%d+%-%d+)"')
  if status >= 300 or not made then
    faults, fault = faults + 1, steps[place].name .. " " .. status .. " " .. body:sub(1, 500)
    place, number = 1, ""
    return
  end
  local times = string.format("%s %.0f", _G[short(place)], took)
  if #times > 500 then
    _G[long(place)] = _G[long(place)] .. times
    times = ""
  end
  _G[short(place)] = times
  if place == 1 then number = made end
  place = place % #steps + 1
end

function done(summary)
  local errors = summary.errors
  local lost = errors.connect + errors.read + errors.write + errors.timeout
  for _, thread in ipairs(threads) do
    if thread:get("faults") > 0 then
      lost = lost + thread:get("faults")
      io.write("fault ", (thread:get("fault"):gsub("\n", " ")), "\n")
    end
  end
  for index, step in ipairs(steps) do
    io.write("step ", step.name)
    for _, thread in ipairs(threads) do
      io.write(thread:get(long(index)), thread:get(short(index)))
    end
    io.write("\n")
  end
  io.write(string.format("walked %d %d\n", summary.duration, lost))
end
