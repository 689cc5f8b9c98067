package io.sextant.history.block;

import io.sextant.flow.FlowId;

/**
 * UUIDs to columns. Of our own ids the session is kept once and the counters as steps; all others
 * stay as they are.
 *
 * <pre>
 *  SESSION     | sessions u8 | foreign u8 | for each session: first half i64, first counter - 1 i64 |
 *              | 1 + number of the session, or 0, for each row: packed, see ColumnWriter |
 *  COUNTER     | step of the counter since the session's last one, for each own id |
 *  FOREIGN_ID  | first half, second half, for each other id |
 * </pre>
 *
 * <p>The rows' sessions are left out when there is one and no foreign id.
 */
final class IdWriter {
  /** Sessions of a block; ids of further ones stay as they are. */
  static final int MOST_SESSIONS = 64;

  private final long[] sessions = new long[MOST_SESSIONS];
  private final long[] befores = new long[MOST_SESSIONS];
  private final long[] lasts = new long[MOST_SESSIONS];
  private long[] codes = new long[1024];
  private long[] steps = new long[1024];
  private int sessionCount;
  private int own;
  private int foreign;
  private int lastSession;
  private long minCounter;
  private long maxCounter;

  /** Tells the ids apart; what the other methods write or give is about these. */
  void collect(long[] highs, long[] lows, int from, int to) {
    begin(to - from);
    for (int i = from; i < to; i++) {
      int session = FlowId.isOurs(highs[i], lows[i]) ? session(highs[i], lows[i]) : -1;
      codes[i - from] = session + 1L;
      if (session < 0) {
        foreign++;
        continue;
      }
      long counter = FlowId.counter(lows[i]);
      steps[own++] = counter - lasts[session];
      lasts[session] = counter;
      minCounter = Math.min(minCounter, counter);
      maxCounter = Math.max(maxCounter, counter);
    }
  }

  private void begin(int rows) {
    if (rows > codes.length) {
      codes = new long[Math.max(rows, 2 * codes.length)];
      steps = new long[codes.length];
    }
    sessionCount = 0;
    own = 0;
    foreign = 0;
    lastSession = 0;
    minCounter = Long.MAX_VALUE;
    maxCounter = Long.MIN_VALUE;
  }

  private int session(long high, long low) {
    if (lastSession < sessionCount && sessions[lastSession] == high) {
      return lastSession;
    }
    for (int i = 0; i < sessionCount; i++) {
      if (sessions[i] == high) {
        lastSession = i;
        return i;
      }
    }
    if (sessionCount == MOST_SESSIONS) {
      return -1;
    }
    sessions[sessionCount] = high;
    befores[sessionCount] = FlowId.counter(low) - 1;
    lasts[sessionCount] = befores[sessionCount];
    lastSession = sessionCount;
    return sessionCount++;
  }

  int foreign() {
    return foreign;
  }

  int sessions() {
    return sessionCount;
  }

  /** Session of the first own id, or 0. */
  long firstSession() {
    return sessionCount == 0 ? 0 : FlowId.session(sessions[0]);
  }

  /** Above {@link #maxCounter} when no id is ours. */
  long minCounter() {
    return minCounter;
  }

  long maxCounter() {
    return maxCounter;
  }

  void writeSessions(ByteWriter out, ColumnWriter columns, int rows) {
    out.put(sessionCount);
    out.put(foreign > 0 ? 1 : 0);
    for (int i = 0; i < sessionCount; i++) {
      out.putLong(sessions[i]);
      out.putLong(befores[i]);
    }
    if (foreign > 0 || sessionCount > 1) {
      columns.numbers(codes, 0, rows);
    }
  }

  void writeCounters(ColumnWriter columns) {
    columns.numbers(steps, 0, own);
  }

  void writeForeign(ByteWriter out, long[] highs, long[] lows, int from, int to) {
    for (int i = from; i < to && foreign > 0; i++) {
      if (codes[i - from] == 0) {
        out.putLong(highs[i]);
        out.putLong(lows[i]);
      }
    }
  }

  /** The filter of the foreign ids. */
  byte[] bloom(long[] highs, long[] lows, int from, int to) {
    byte[] bloom = Bloom.of(foreign);
    for (int i = from; i < to; i++) {
      if (codes[i - from] == 0) {
        Bloom.add(bloom, highs[i], lows[i]);
      }
    }
    return bloom;
  }

  /** A term for each range of counters that a session goes into. */
  void terms(Terms terms) {
    for (int session = 0; session < sessionCount; session++) {
      lasts[session] = befores[session];
      befores[session] = -1;
    }
    int next = 0;
    for (int row = 0; next < own; row++) {
      int session = (int) codes[row] - 1;
      if (session >= 0) {
        lasts[session] += steps[next++];
        long chunk = Terms.chunk(lasts[session]);
        if (chunk != befores[session]) {
          befores[session] = chunk;
          terms.add(Terms.Kind.ID_CHUNK, FlowId.session(sessions[session]), chunk);
        }
      }
    }
  }
}
