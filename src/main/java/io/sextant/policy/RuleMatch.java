package io.sextant.policy;

import io.sextant.flow.Cidr;
import io.sextant.flow.L4Protocol;
import io.sextant.policy.NearMiss.Field;
import io.sextant.policy.NearMiss.Mismatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Whether a rule is about a connection; if not, what of it is not. */
final class RuleMatch {
  private static final String NOTHING = "nothing";

  private RuleMatch() {}

  static boolean matches(Policy.Rule rule, Question question) {
    return PeerMatch.matches(rule.peers(), question.peer())
        && (rule.ports().isEmpty()
            || rule.ports().stream().anyMatch(ports -> matches(ports, question)));
  }

  private static boolean matches(Ports ports, Question question) {
    return switch (ports) {
      case PortRange range -> range.contains(question.protocol(), question.port());
      case NamedPort named -> {
        Integer port = question.destination().traits().ports().get(named);
        yield port != null && named.at(port).contains(question.protocol(), question.port());
      }
    };
  }

  /** At least one for a rule that does not match; none for one that does. */
  static List<Mismatch> mismatches(Policy.Rule rule, Question question) {
    List<Mismatch> all = new ArrayList<>();
    if (!PeerMatch.matches(rule.peers(), question.peer())) {
      all.addAll(nearest(rule.peers().stream().map(peer -> mismatches(peer, question.peer()))));
    }
    if (rule.ports().stream().noneMatch(ports -> matches(ports, question))) {
      all.addAll(nearest(rule.ports().stream().map(ports -> List.of(mismatch(ports, question)))));
    }
    return all;
  }

  private static List<Mismatch> nearest(Stream<List<Mismatch>> each) {
    return each.min(Comparator.comparingInt(NearMiss::distance)).orElse(List.of());
  }

  private static Mismatch mismatch(Ports ports, Question question) {
    String wanted = ports.toString();
    return switch (ports) {
      case PortRange range ->
          new Mismatch(field(range.protocol(), question), question.service(), wanted);
      case NamedPort named -> {
        Integer port = question.destination().traits().ports().get(named);
        String meaning = port == null ? ", which the destination does not have" : ", " + port;
        yield new Mismatch(field(named.protocol(), question), question.service(), wanted + meaning);
      }
    };
  }

  private static Field field(L4Protocol wanted, Question question) {
    return wanted == question.protocol() ? Field.PORT : Field.PROTOCOL;
  }

  private static List<Mismatch> mismatches(Policy.Peer peer, Identity found) {
    return switch (peer) {
      case Policy.Pods(LabelSelector selector) -> mismatches(selector, found);
      case Policy.Everyone(Policy.Entity entity) ->
          List.of(new Mismatch(Field.KIND, found.toString(), entity.reservedName()));
      case Policy.Range range -> List.of(mismatch(range, found));
      case Policy.Names(NamePattern pattern) ->
          List.of(new Mismatch(Field.NAME, listed(found.traits().names()), pattern.toString()));
    };
  }

  private static List<Mismatch> mismatches(LabelSelector selector, Identity found) {
    if (!found.isPod()) {
      return List.of(new Mismatch(Field.KIND, found.toString(), "a pod"));
    }
    return selector.requirements().stream()
        .filter(requirement -> !requirement.holds(found.labels()))
        .map(requirement -> mismatch(requirement, found))
        .toList();
  }

  private static Mismatch mismatch(LabelSelector.Requirement requirement, Identity found) {
    String key = requirement.key();
    boolean ofNamespace =
        key.equals(LabelSelector.NAMESPACE) || key.startsWith(LabelSelector.NAMESPACE_LABELS);
    List<String> values = requirement.valuesIn(found.labels());
    String label = values.isEmpty() ? "no label " + key : key + "=" + String.join(", ", values);
    return new Mismatch(ofNamespace ? Field.NAMESPACE : Field.LABEL, label, requirement.toString());
  }

  private static Mismatch mismatch(Policy.Range range, Identity found) {
    if (!PeerMatch.reaches(range, found)) {
      return new Mismatch(Field.KIND, found.toString(), range + " outside of the cluster");
    }
    Set<Cidr> ranges = found.traits().ranges();
    return ranges.contains(range.range())
        ? new Mismatch(
            Field.EXCEPT,
            listed(range.except().stream().filter(ranges::contains).toList()),
            range.toString())
        : new Mismatch(Field.RANGE, listed(ranges), range.toString());
  }

  private static String listed(Collection<?> parts) {
    List<String> texts = parts.stream().map(Objects::toString).sorted().toList();
    return texts.isEmpty() ? NOTHING : String.join(", ", texts);
  }
}
