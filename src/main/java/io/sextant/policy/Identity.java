package io.sextant.policy;

import io.sextant.flow.Identities;
import java.util.List;

/**
 * A number and what it stands for.
 *
 * @param number see {@link Identities}
 * @param labels sorted, of the form {@code source:key=value}
 */
public record Identity(int number, List<String> labels, Traits traits) {
  public Identity {
    labels = List.copyOf(labels);
  }

  /** By the number alone, which hardly ever means two things: thousands are looked up at once. */
  @Override
  public int hashCode() {
    return number;
  }

  /** Whether it stands for pods. */
  public boolean isPod() {
    return Identities.reservedName(number) == null && !Identities.isCidr(number);
  }

  /** Whether it stands for something outside of the cluster. */
  public boolean isWorld() {
    return switch (number) {
      case Identities.WORLD, Identities.WORLD_IPV4, Identities.WORLD_IPV6 -> true;
      default -> Identities.isCidr(number);
    };
  }

  /** As in {@code 12345 (k8s:app=cart, …)}. */
  @Override
  public String toString() {
    return "%s (%s)".formatted(Integer.toUnsignedString(number), String.join(", ", labels));
  }
}
