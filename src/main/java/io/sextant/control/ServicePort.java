package io.sextant.control;

import io.sextant.flow.L4Protocol;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a connection is opened to.
 *
 * @param number of the port, or type of the ICMP message
 */
public record ServicePort(L4Protocol protocol, int number) {
  /** What {@link #parse} takes. */
  public static final String FORMS =
      "a number and a protocol, as 80/tcp, 53/udp, 9/sctp, 8/icmp or 128/icmpv6";

  private static final int LAST_PORT = 0xffff;
  private static final int LAST_TYPE = 0xff;
  private static final Pattern FORM = Pattern.compile("([0-9]{1,5})/([a-z0-9]+)");
  private static final Map<String, L4Protocol> PROTOCOLS =
      Map.of(
          "tcp", L4Protocol.TCP,
          "udp", L4Protocol.UDP,
          "sctp", L4Protocol.SCTP,
          "icmp", L4Protocol.ICMPv4,
          "icmpv6", L4Protocol.ICMPv6);

  /**
   * Reads {@code 80/tcp}, {@code 53/udp} or, with the type of a message, {@code 8/icmp}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static ServicePort parse(String text) {
    Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
    L4Protocol protocol = form.matches() ? PROTOCOLS.get(form.group(2)) : null;
    if (protocol == null) {
      throw new IllegalArgumentException("port \"%s\": expected %s".formatted(text, FORMS));
    }
    int number = Integer.parseInt(form.group(1));
    int last = protocol.hasPorts() ? LAST_PORT : LAST_TYPE;
    if (number > last) {
      throw new IllegalArgumentException("port \"%s\": must be 0 to %d".formatted(text, last));
    }
    return new ServicePort(protocol, number);
  }

  @Override
  public String toString() {
    for (Map.Entry<String, L4Protocol> each : PROTOCOLS.entrySet()) {
      if (each.getValue() == protocol) {
        return number + "/" + each.getKey();
      }
    }
    return number + "/" + protocol.text();
  }
}
