package io.sextant.decode;

import io.sextant.flow.IpAddress;
import java.util.List;

/** What a packet turned out to be that may be a DNS answer. */
public sealed interface DnsReading {
  /**
   * Addresses for a name.
   *
   * @param name that was asked for: lower case, without the last dot
   * @param addresses of the type that was asked for, of the name or of what its aliases lead to
   * @param ttlSeconds how long all of it holds: the least of the records on the way, a week at most
   * @param complete whether the message had no more; else it was cut off by its sender or by the
   *     capture, or what follows is broken
   */
  record Answer(String name, List<IpAddress> addresses, int ttlSeconds, boolean complete)
      implements DnsReading {
    public Answer {
      addresses = List.copyOf(addresses);
    }
  }

  /** Why nothing was learnt. */
  enum Nothing implements DnsReading {
    /** No DNS answer, or one that breaks off before its records. */
    UNREADABLE,
    /** An answer to something else than one question for addresses of the internet. */
    OTHER_QUESTION,
    /** The name is the root, or has other characters than letters, digits, dashes, underscores. */
    UNUSUAL_NAME,
    /** There are none for this name, or the server reports an error. */
    NO_ADDRESS
  }
}
