package io.sextant.history;

import io.sextant.filter.Ports;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.L4Protocol;
import io.sextant.history.block.Part;
import io.sextant.history.block.Terms;
import io.sextant.history.index.Choice;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A condition on the port of one side: decided once per port. */
final class PortTest implements RowTest {
  private static final int PORTS = 1 << 16;

  /** Ports from here on are those of clients: an index does not know them. */
  private static final int FIRST_OF_CLIENTS = 32768;

  private static final int MOST_TERMS = 64;
  private static final byte UNKNOWN = 0;
  private static final byte FITS = 1;
  private static final byte DIFFERS = 2;

  private final Predicate<Event> condition;
  private final boolean source;
  private final byte[] known = new byte[PORTS];
  private final boolean fitsWithoutPorts;

  PortTest(Predicate<Event> condition, boolean source) {
    this.condition = condition;
    this.source = source;
    this.fitsWithoutPorts = condition.test(new Flow.Builder().build());
    if (condition instanceof Ports(_, var ports)) {
      Arrays.fill(known, DIFFERS);
      ports.forEach(port -> known[port] = FITS);
    }
  }

  @Override
  public void refine(BlockColumns block, Rows rows) {
    int[] ports = source ? block.sourcePorts(rows) : block.destinationPorts(rows);
    int[] shapes = block.codes(Part.SHAPE, rows);
    boolean[] withPorts = block.shapesWithPorts();
    for (int row = rows.next(0); row >= 0; row = rows.next(row + 1)) {
      boolean fits = withPorts[shapes[row]] ? fits(ports[row] & 0xffff) : fitsWithoutPorts;
      if (!fits) {
        rows.remove(row);
      }
    }
  }

  private boolean fits(int port) {
    byte answer = known[port];
    if (answer == UNKNOWN) {
      Flow.Builder flow = new Flow.Builder();
      flow.ports(L4Protocol.TCP, source ? port : 0, source ? 0 : port);
      answer = condition.test(flow.build()) ? FITS : DIFFERS;
      known[port] = answer;
    }
    return answer == FITS;
  }

  @Override
  public int cost() {
    return 3;
  }

  @Override
  public @Nullable BitSet candidates(PartitionReader partition) {
    if (fitsWithoutPorts) {
      return null;
    }
    Terms terms = new Terms();
    for (int port = 0; port < PORTS; port++) {
      if (fits(port)) {
        if (port >= FIRST_OF_CLIENTS || terms.size() == MOST_TERMS) {
          return null;
        }
        terms.add(Terms.Kind.PORT, port);
      }
    }
    return partition.select(Choice.AnyOf.of(terms));
  }
}
