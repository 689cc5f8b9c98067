package io.sextant.control;

import io.sextant.flow.Identities;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number and what it stands for.
 *
 * @param number see {@link Identities}
 * @param labels sorted, of the form {@code source:key=value}
 * @param range the addresses that it stands for, or null when it is a set of labels
 */
public record Identity(int number, List<String> labels, @Nullable Cidr range) {
  private static final String POD = "k8s:";

  public Identity {
    labels = List.copyOf(labels);
  }

  /** Whether it stands for pods. */
  public boolean isPod() {
    return range == null && labels.stream().anyMatch(label -> label.startsWith(POD));
  }

  /** Whether it stands for something outside of the cluster. */
  public boolean isWorld() {
    return switch (number) {
      case Identities.WORLD, Identities.WORLD_IPV4, Identities.WORLD_IPV6 -> true;
      default -> Identities.isCidr(number);
    };
  }
}
