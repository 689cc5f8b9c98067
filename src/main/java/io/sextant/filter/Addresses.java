package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** By an IP address or the range that it lies in. */
public record Addresses(Which which, List<AddressRange> ranges) implements Criterion {

  /** The addresses that a flow has. */
  public enum Which {
    SOURCE("source_ip"),
    DESTINATION("destination_ip"),
    TRANSLATED_SOURCE("source_ip_xlated");

    private final String field;

    Which(String field) {
      this.field = field;
    }
  }

  public Addresses {
    ranges = List.copyOf(ranges);
  }

  public static Addresses parse(Which which, List<String> texts) {
    return new Addresses(
        which, texts.stream().map(text -> AddressRange.parse(which.field, text)).toList());
  }

  @Override
  public boolean test(Event event) {
    if (!(event instanceof Flow flow)) {
      return false;
    }
    return switch (which) {
      case SOURCE -> flow.hasSourceAddress() && any(flow.sourceHigh(), flow.sourceLow());
      case DESTINATION ->
          flow.hasDestinationAddress() && any(flow.destinationHigh(), flow.destinationLow());
      case TRANSLATED_SOURCE -> any(flow.extras().translatedSource());
    };
  }

  @Override
  public int cost() {
    return 5;
  }

  private boolean any(@Nullable IpAddress address) {
    return address != null && any(address.high(), address.low());
  }

  private boolean any(long high, long low) {
    for (int i = 0; i < ranges.size(); i++) {
      if (ranges.get(i).contains(high, low)) {
        return true;
      }
    }
    return false;
  }
}
