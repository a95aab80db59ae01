-- Requests for wrk: each line of the file LIST is "METHOD<TAB>path<TAB>cookie<TAB>body" and is asked in turn, every thread beginning at a place of its own. With ONCE=1 a line is used once, and a thread
-- whose lines are used up stops. At the end one line says what was seen: requests, microseconds from the first question to the last answer (wrk's own duration goes on after the lines are used
-- up), p50, p99, answers that were not expected.
local ffi = require("ffi")
ffi.cdef "typedef struct { long s, ns; } bench_time; int clock_gettime(int, bench_time *);"
local clock = ffi.new("bench_time")

local function now()
	ffi.C.clock_gettime(1, clock)	-- CLOCK_MONOTONIC
	return tonumber(clock.s) * 1e6 + tonumber(clock.ns) / 1e3
end

local lines, at, step, once = {}, 1, 1, os.getenv("ONCE") == "1"
local threads = {}

function setup(thread)
	table.insert(threads, thread)
	thread:set("number", #threads)
end

function init()
	for line in io.lines(os.getenv("LIST")) do
		local method, path, cookie, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
		local headers = {}
		if cookie ~= "" then headers["Cookie"] = cookie end
		if os.getenv("GZIP") == "1" then headers["Accept-Encoding"] = "gzip" end
		if method == "POST" then
			headers["Content-Type"] = "application/x-www-form-urlencoded"
			headers["Sec-Fetch-Site"] = "same-origin"
			headers["Origin"] = os.getenv("ORIGIN")
		end
		table.insert(lines, wrk.format(method, path, headers, body))
	end
	step = tonumber(os.getenv("THREADS"))
	at = once and number or (number * 7919) % #lines + 1
	want = tonumber(os.getenv("WANT"))
	bad, first, last = 0, 0, 0
end

function request()
	if first == 0 then first = now() end
	local line = lines[(at - 1) % #lines + 1]
	if once and at > #lines then
		wrk.thread:stop()
	end
	at = at + (once and step or 1)
	return line
end

function response(status)
	if status ~= want then bad = bad + 1 end
	last = now()
end

function done(summary, latency)
	local wrong = summary.errors.connect + summary.errors.read + summary.errors.timeout
	local from, to = math.huge, 0
	for _, t in ipairs(threads) do
		wrong = wrong + t:get("bad")
		from, to = math.min(from, t:get("first")), math.max(to, t:get("last"))
	end
	io.write(string.format("RESULT %d %d %.1f %.1f %d\n", summary.requests, math.max(1, to - from), latency:percentile(50), latency:percentile(99), wrong))
end
