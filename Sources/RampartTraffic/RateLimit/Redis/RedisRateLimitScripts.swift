import RampartRedis

/// The decisions of `RateLimitArithmetic`, as Redis runs them: one script for each algorithm, one key for each decision.
///
/// The clock is the server's own, so that gateways with different clocks share one limit. Lua counts in doubles, which
/// are exact up to 2^53; the store makes sure that no number here is greater. A script changes nothing where it denies,
/// and lets a key expire once it is worth nothing. Scripts that read the clock and write need Redis 5 or Valkey.
///
/// Each returns whether there was room, then the state, with time counted from now (or from the window of now).
enum RedisRateLimitScripts {
  /// ARGV: action, ticks and rest of the price, ticks and rest of the burst, count, horizon. A tick is a microsecond.
  static let gcra = RedisScript(
    """
    local action = ARGV[1]
    local count, horizon = tonumber(ARGV[6]), tonumber(ARGV[7])
    local spanTicks, spanRest = tonumber(ARGV[4]), tonumber(ARGV[5])
    local time = redis.call('TIME')
    local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
    local mark, rest = now, 0
    local held = redis.call('GET', KEYS[1])
    if held then
      local heldMark, heldRest = string.match(held, '^(%d+) (%d+)$')
      if not heldMark then return redis.error_reply('ERR this is no rate limit') end
      if tonumber(heldMark) >= now then mark, rest = tonumber(heldMark), tonumber(heldRest) end
    end
    local wantedMark, wantedRest = mark + tonumber(ARGV[2]), rest + tonumber(ARGV[3])
    if wantedRest >= count then wantedMark, wantedRest = wantedMark + 1, wantedRest - count end
    local ahead = wantedMark - now
    local fits = ahead < spanTicks or (ahead == spanTicks and wantedRest <= spanRest)
    if action == 'charge' or (action == 'take' and fits) then
      if ahead > horizon then wantedMark, wantedRest = now + horizon, 0 end
      mark, rest = wantedMark, wantedRest
      local expiry = math.ceil((mark - now + 1) / 1000)
      redis.call('SET', KEYS[1], string.format('%.0f %.0f', mark, rest), 'PX', string.format('%.0f', expiry))
      if action == 'charge' then fits = true end
    end
    return {fits and 1 or 0, mark - now, rest}
    """)

  /// ARGV: action, cost, limit, period. A tick is a millisecond.
  static let fixedWindow = RedisScript(
    """
    local action, cost, limit, period = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
    local time = redis.call('TIME')
    local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
    local window = math.floor(now / period)
    local elapsed = now - window * period
    local used = 0
    local held = redis.call('GET', KEYS[1])
    if held then
      local heldWindow, heldUsed = string.match(held, '^(%d+) (%d+)$')
      if not heldWindow then return redis.error_reply('ERR this is no rate limit') end
      if tonumber(heldWindow) == window then used = tonumber(heldUsed) end
    end
    local fits = used + cost <= limit
    if action == 'charge' or (action == 'take' and fits) then
      used = math.min(used + cost, 4294967295)
      local expiry = string.format('%.0f', period - elapsed)
      redis.call('SET', KEYS[1], string.format('%.0f %.0f', window, used), 'PX', expiry)
      fits = true
    end
    return {fits and 1 or 0, elapsed, used, 0}
    """)

  /// ARGV: action, cost, limit, period. A tick is a millisecond.
  static let slidingWindow = RedisScript(
    """
    local action, cost, limit, period = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
    local time = redis.call('TIME')
    local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
    local window = math.floor(now / period)
    local elapsed = now - window * period
    local used, before = 0, 0
    local held = redis.call('GET', KEYS[1])
    if held then
      local heldWindow, heldUsed, heldBefore = string.match(held, '^(%d+) (%d+) (%d+)$')
      if not heldWindow then return redis.error_reply('ERR this is no rate limit') end
      if tonumber(heldWindow) == window then
        used, before = tonumber(heldUsed), tonumber(heldBefore)
      elseif tonumber(heldWindow) == window - 1 then
        before = tonumber(heldUsed)
      end
    end
    local fits = before * (period - elapsed) <= (limit - used - cost) * period
    if action == 'charge' or (action == 'take' and fits) then
      used = math.min(used + cost, 4294967295)
      local expiry = string.format('%.0f', 2 * period - elapsed)
      redis.call('SET', KEYS[1], string.format('%.0f %.0f %.0f', window, used, before), 'PX', expiry)
      fits = true
    end
    return {fits and 1 or 0, elapsed, used, before}
    """)

  /// The secret that all gateways hash keys with: what the server has, or else what the caller offers in ARGV.
  static let agree = RedisScript(
    """
    local held = redis.call('GET', KEYS[1])
    if held then return held end
    redis.call('SET', KEYS[1], ARGV[1])
    return ARGV[1]
    """)
}
