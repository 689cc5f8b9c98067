package io.sextant.decode;

import io.sextant.decode.DnsReading.Nothing;
import io.sextant.flow.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One DNS message (RFC 1035), read from front to back and only within its bytes:
 *
 * <pre>
 *  0    2       4           6         8            10           12
 *  | id | flags | questions | answers | authorities | additional | question | answers | ...
 *  record: name | type 2 | class 2 | time to live 4 | length 2 | data
 * </pre>
 *
 * Only the question and the answers are looked at. A pointer in a name must lead to before the
 * place where the name, or the part of it that the pointer ends, begins: so names end.
 */
final class DnsMessage {
  static final int A = 1;
  static final int AAAA = 28;
  static final int MAX_TTL_SECONDS = 604_800; // RFC 8767, section 4

  private static final int CNAME = 5;
  private static final int IN = 1;
  private static final int HEADER = 12;
  private static final int RECORD = 10;
  private static final int RESPONSE = 0x8000;
  private static final int OPCODE = 0x7800;
  private static final int TRUNCATED = 0x0200;
  private static final int ERROR = 0x000f;
  private static final int POINTER = 0xc0;
  private static final int MAX_LABEL = 63;
  private static final int MAX_NAME = 254; // without the root's byte
  private static final int MOST_ALIASES = 16;
  private static final String UNUSUAL = "";

  private final byte[] data;
  private final int from;
  private final int to;
  private int at;

  DnsMessage(byte[] data, int from, int to) {
    this.data = data;
    this.from = from;
    this.to = to;
  }

  /** An answer record: an address of the name, or the name that it is an alias of. */
  private record Answer(
      String name, int ttlSeconds, @Nullable IpAddress address, @Nullable String alias) {}

  DnsReading read() {
    at = from + HEADER;
    if (at > to) {
      return Nothing.UNREADABLE;
    }
    int flags = Wire.u16be(data, from + 2);
    if ((flags & RESPONSE) == 0) {
      return Nothing.UNREADABLE;
    }
    if ((flags & OPCODE) != 0 || Wire.u16be(data, from + 4) != 1) {
      return Nothing.OTHER_QUESTION;
    }
    String name = name();
    if (name == null || !has(4)) {
      return Nothing.UNREADABLE;
    }
    int type = Wire.u16be(data, at);
    if ((type != A && type != AAAA) || Wire.u16be(data, at + 2) != IN) {
      return Nothing.OTHER_QUESTION;
    }
    at += 4;
    if (name.equals(UNUSUAL)) {
      return Nothing.UNUSUAL_NAME;
    }
    return (flags & ERROR) != 0 ? Nothing.NO_ADDRESS : answer(name, type, (flags & TRUNCATED) == 0);
  }

  private DnsReading answer(String name, int type, boolean whole) {
    int count = Wire.u16be(data, from + 6);
    List<Answer> answers = new ArrayList<>();
    boolean complete = whole;
    for (int i = 0; i < count; i++) {
      if (!record(type, answers)) {
        complete = false;
        break;
      }
    }
    return follow(name, answers, complete);
  }

  /** From the name over its aliases to the first that has addresses. */
  private static DnsReading follow(String name, List<Answer> answers, boolean complete) {
    String current = name;
    int ttl = MAX_TTL_SECONDS;
    for (int i = 0; i <= MOST_ALIASES; i++) {
      List<IpAddress> addresses = new ArrayList<>();
      String alias = null;
      for (Answer answer : answers) {
        if (!answer.name.equals(current)) {
          continue;
        }
        ttl = Math.min(ttl, answer.ttlSeconds);
        if (answer.address != null) {
          addresses.add(answer.address);
        } else {
          alias = answer.alias;
        }
      }
      if (!addresses.isEmpty()) {
        return new DnsReading.Answer(name, addresses, ttl, complete);
      }
      if (alias == null) {
        break;
      }
      current = alias;
    }
    return Nothing.NO_ADDRESS;
  }

  /** Goes over one record, and adds it if it can belong to the answer; false when it is broken. */
  private boolean record(int type, List<Answer> answers) {
    String owner = name();
    if (owner == null || !has(RECORD)) {
      return false;
    }
    int recordType = Wire.u16be(data, at);
    int recordClass = Wire.u16be(data, at + 2);
    int ttl = ttl(Wire.i32be(data, at + 4));
    int length = Wire.u16be(data, at + 8);
    at += RECORD;
    if (!has(length)) {
      return false;
    }
    int end = at + length;
    if (recordClass == IN && !owner.equals(UNUSUAL)) {
      if (recordType == CNAME) {
        String alias = name();
        if (alias == null || at != end) {
          return false;
        }
        answers.add(new Answer(owner, ttl, null, alias));
      } else if (recordType == type) {
        if (length != (type == A ? 4 : 16)) {
          return false;
        }
        IpAddress address = IpAddress.ofBytes(Arrays.copyOfRange(data, at, end));
        answers.add(new Answer(owner, ttl, address, null));
      }
    }
    at = end;
    return true;
  }

  /** RFC 2181, section 8: with the first bit set it counts as 0. */
  private static int ttl(int bits) {
    return bits < 0 ? 0 : Math.min(bits, MAX_TTL_SECONDS);
  }

  private boolean has(int bytes) {
    return to - at >= bytes;
  }

  /** The name here in lower case, {@link #UNUSUAL}, or null when it is broken; goes behind it. */
  private @Nullable String name() {
    StringBuilder text = new StringBuilder();
    boolean usual = true;
    boolean jumped = false;
    int length = 0;
    int before = at;
    int place = at;
    while (place < to) {
      int size = Wire.u8(data, place);
      if (size == 0) {
        at = jumped ? at : place + 1;
        return usual ? text.toString() : UNUSUAL;
      }
      if (size >= POINTER) {
        int target = place + 1 < to ? from + (Wire.u16be(data, place) & 0x3fff) : to;
        if (target < from + HEADER || target >= before) {
          return null;
        }
        at = jumped ? at : place + 2;
        jumped = true;
        before = target;
        place = target;
        continue;
      }
      length += size + 1;
      if (size > MAX_LABEL || length > MAX_NAME || place + 1 + size > to) {
        return null;
      }
      usual &= label(place + 1, size, text);
      place += size + 1;
    }
    return null;
  }

  /** Adds a label; false when it has bytes that names of hosts do not have. */
  private boolean label(int start, int size, StringBuilder text) {
    if (!text.isEmpty()) {
      text.append('.');
    }
    boolean usual = true;
    for (int i = start; i < start + size; i++) {
      char letter = (char) Wire.u8(data, i);
      usual &= isUsual(letter);
      text.append(Character.toLowerCase(letter));
    }
    return usual;
  }

  private static boolean isUsual(char letter) {
    return (letter >= 'a' && letter <= 'z')
        || (letter >= 'A' && letter <= 'Z')
        || (letter >= '0' && letter <= '9')
        || letter == '-'
        || letter == '_';
  }
}
