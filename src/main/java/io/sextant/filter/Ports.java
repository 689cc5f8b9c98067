package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** By the port of one side; only TCP, UDP and SCTP have any. */
public record Ports(Side side, Set<Integer> ports) implements Criterion {
  private static final int LARGEST = 0xffff;

  public Ports {
    ports = Set.copyOf(ports);
  }

  public static Ports parse(Side side, List<String> texts) {
    return new Ports(
        side, texts.stream().map(text -> port(side, text)).collect(Collectors.toSet()));
  }

  @Override
  public boolean test(Event event) {
    return event instanceof Flow flow
        && flow.protocol().hasPorts()
        && ports.contains(side.port(flow) & LARGEST);
  }

  @Override
  public int cost() {
    return 4;
  }

  private static int port(Side side, String text) {
    if (text.matches("0*[0-9]{1,5}")) {
      int port = (int) Math.min(Long.parseLong(lastDigits(text)), LARGEST + 1L);
      if (port <= LARGEST) {
        return port;
      }
    }
    throw InvalidFilterException.value(
        side.field("port"), text, "is not a port: give a number from 0 to 65535");
  }

  private static String lastDigits(String text) {
    return text.substring(Math.max(0, text.length() - 5));
  }
}
