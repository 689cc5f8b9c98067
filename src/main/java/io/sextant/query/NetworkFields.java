package io.sextant.query;

import io.sextant.filter.Addresses;
import io.sextant.filter.Condition;
import io.sextant.filter.Interfaces;
import io.sextant.filter.InvalidFilterException;
import io.sextant.filter.Named;
import io.sextant.filter.Named.What;
import io.sextant.filter.Ports;
import io.sextant.filter.Protocols;
import io.sextant.filter.Range;
import io.sextant.filter.Range.Quantity;
import io.sextant.filter.Side;
import io.sextant.filter.TcpFlagSets;
import io.sextant.flow.Identities;
import io.sextant.flow.IpAddress;
import io.sextant.flow.NetworkInterface;
import io.sextant.flow.TcpFlags;
import io.sextant.query.QueryField.Sided;
import io.sextant.query.QueryField.Whole;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Fields about addresses and headers. */
final class NetworkFields {
  static final String RESERVED = "reserved:";

  private static final long MOST_PORT = 0xffff;
  private static final long MOST_IDENTITY = 0xffff_ffffL;
  private static final Bounds.Kind PORTS = new Bounds.Kind(text -> number(text, MOST_PORT), true);
  private static final Bounds.Kind IDENTITIES =
      new Bounds.Kind(text -> number(text, MOST_IDENTITY), true);
  private static final List<String> FLAGS =
      List.of("SYN", "ACK", "RST", "FIN", "PSH", "URG", "ECE", "CWR", "NS");

  static final List<QueryField> ALL =
      List.of(
          field(
              "ip",
              "an address, or a range such as 10.0.0.0/8",
              List.of("ip:10.0.0.0/8", "destination.ip:fd00::1"),
              List.of(),
              new Sided(true, NetworkFields::ip)),
          field(
              "port",
              "a number from 0 to 65535, or a range such as 1000-2000 or >=1024",
              List.of("port:443", "destination.port:8000-8999", "port:>=1024"),
              List.of(),
              new Sided(true, NetworkFields::port)),
          field(
              "identity",
              "a security identity: a number, a range, or a reserved name such as world",
              List.of("identity:world", "identity:4711"),
              IntStream.range(1, Identities.FIRST_ALLOCATED)
                  .mapToObj(Identities::reservedName)
                  .flatMap(Stream::ofNullable)
                  .toList(),
              new Sided(true, NetworkFields::identity)),
          new QueryField(
              "protocol",
              List.of("proto"),
              "one of " + KindFields.names(Protocols.Protocol.values()),
              List.of("protocol:udp"),
              KindFields.list(Protocols.Protocol.values()),
              new Whole(true, NetworkFields::protocol)),
          field(
              "flags",
              "TCP flags that are all set, with commas between",
              List.of("flags:SYN,ACK"),
              FLAGS,
              new Whole(false, NetworkFields::flags)),
          field(
              "interface",
              "a network device by name or number",
              List.of("interface:eth0", "interface:lxc*"),
              List.of(),
              new Whole(true, NetworkFields::device)));

  private NetworkFields() {}

  private static QueryField field(
      String name,
      String takes,
      List<String> examples,
      List<String> values,
      QueryField.Meaning meaning) {
    return new QueryField(name, List.of(), takes, examples, values, meaning);
  }

  static Condition ip(Side side, Value value) {
    String text = value.text();
    IpAddress single = IpAddress.parseOrNull(text);
    try {
      return Addresses.parse(
          side == Side.SOURCE ? Addresses.Which.SOURCE : Addresses.Which.DESTINATION,
          List.of(single == null || isOctal(text) ? text : single.toString()));
    } catch (InvalidFilterException e) {
      throw new BadValue();
    }
  }

  /** Whether a text looks like an address or a range of them. */
  static boolean isAddress(String text) {
    int slash = text.indexOf('/');
    return IpAddress.parseOrNull(slash < 0 ? text : text.substring(0, slash)) != null;
  }

  private static boolean isOctal(String text) {
    return !text.contains(":") && text.matches("(.*\\.)?0[0-9].*");
  }

  private static Condition port(Side side, Value value) {
    Bounds bounds = Bounds.read(value.text(), PORTS);
    return bounds.single()
        ? new Ports(side, Set.of((int) bounds.from()))
        : range(side, Quantity.SOURCE_PORT, bounds);
  }

  static Condition identity(Side side, Value value) {
    String text = value.text().toLowerCase(Locale.ROOT);
    String name = text.startsWith(RESERVED) ? text.substring(RESERVED.length()) : text;
    int reserved = Identities.reservedNumber(name);
    if (reserved >= 0) {
      return new io.sextant.filter.Identities(side, Set.of(reserved));
    }
    Bounds bounds = Bounds.read(value.text(), IDENTITIES);
    return bounds.single()
        ? new io.sextant.filter.Identities(side, Set.of((int) bounds.from()))
        : range(side, Quantity.SOURCE_IDENTITY, bounds);
  }

  private static Condition range(Side side, Quantity source, Bounds bounds) {
    Quantity quantity =
        side == Side.SOURCE
            ? source
            : source == Quantity.SOURCE_PORT
                ? Quantity.DESTINATION_PORT
                : Quantity.DESTINATION_IDENTITY;
    return new Range(quantity, bounds.from(), bounds.to());
  }

  private static Condition protocol(Value value) {
    try {
      return Protocols.parse(List.of(value.text()));
    } catch (InvalidFilterException e) {
      throw new BadValue();
    }
  }

  private static Condition flags(Value value) {
    int bits = 0;
    for (String name : value.text().split("[,+ ]+", -1)) {
      int bit = TcpFlags.bit(name.toUpperCase(Locale.ROOT));
      if (bit == 0) {
        throw new BadValue("TCP flags of " + String.join(", ", FLAGS));
      }
      bits |= bit;
    }
    return new TcpFlagSets(List.of(bits));
  }

  private static Condition device(Value value) {
    return !value.quoted() && value.text().matches("[1-9][0-9]{0,8}")
        ? new Interfaces(List.of(new NetworkInterface(Integer.parseInt(value.text()), "")))
        : new Named(What.INTERFACE, null, value.exactly());
  }

  /** A whole number from 0 to a largest one. */
  static long number(String text, long most) {
    if (text.matches("[0-9]{1,18}")) {
      long number = Long.parseLong(text);
      if (number <= most) {
        return number;
      }
    }
    throw new BadValue();
  }
}
