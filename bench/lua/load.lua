-- One workload for wrk: BENCH_METHOD, BENCH_BODY and BENCH_PATHS (a file, one path a line) from the environment.
-- "%d" in the body becomes a number that no other request has. The results come out as one line of JSON.

local method = os.getenv("BENCH_METHOD") or "GET"
local body = os.getenv("BENCH_BODY")
local paths, count = {}, 0

function init(args)
  for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
  for header, value in (os.getenv("BENCH_HEADERS") or ""):gmatch("([^:\n]+): ([^\n]+)") do
    wrk.headers[header] = value
  end
end

function request()
  count = count + 1
  local text = body and body:gsub("%%d", tostring(count)) or nil
  return wrk.format(method, paths[(count - 1) % #paths + 1], nil, text)
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"seconds":%.3f,"p50":%.3f,"p95":%.3f,"bad_status":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    failed.status, failed.connect + failed.read + failed.write + failed.timeout))
end
