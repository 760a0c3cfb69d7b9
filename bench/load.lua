-- Asks for the addresses of a file, one after the other, and ends with the figures in one line.

local paths, place = {}, 0
for line in io.lines(os.getenv("ZUOXI_BENCH_PATHS")) do
  paths[#paths + 1] = line
end

request = function()
  place = place % #paths + 1
  return wrk.format("GET", paths[place])
end

done = function(summary, latency, requests)
  local errors = summary.errors
  local faults = errors.connect + errors.read + errors.write + errors.timeout + errors.status
  io.write(string.format("figures %d %d %d %.1f %.1f %.1f\n", summary.requests, summary.duration,
    faults, latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
