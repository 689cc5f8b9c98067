package io.sextant;

import io.sextant.agent.AgentSettings;
import io.sextant.cni.CniSettings;
import io.sextant.control.LabelFilter;
import io.sextant.control.WantedEndpoint;
import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.policy.EnforcementMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What roles that enforce are told, as parts of the {@code sextant:} tree; the README's table has
 * each key.
 */
final class NodeOptions {
  private NodeOptions() {}

  /**
   * {@code sextant.policies}.
   *
   * @param folder of manifests; empty for none
   * @param mode default, always or never
   * @param audit whether refused packets are told and let pass
   * @param labels beginnings of keys that identities are made of, with ! of those that they are not
   * @param dnsShortest how long an answer's addresses are kept at least
   */
  record Policies(
      @DefaultValue("") String folder,
      @DefaultValue("default") EnforcementMode mode,
      @DefaultValue("false") boolean audit,
      @DefaultValue List<String> labels,
      @DefaultValue("60s") Duration dnsShortest) {
    Policies {
      labels = List.copyOf(labels);
      checked("sextant.policies.labels", labels, LabelFilter::of);
      if (dnsShortest.isNegative()) {
        throw new IllegalArgumentException(
            "sextant.policies.dns-shortest is " + dnsShortest + "; it must be 0s or more");
      }
    }

    LabelFilter filter() {
      return LabelFilter.of(labels);
    }

    WantedEndpoint.Refusals refusals() {
      return audit ? WantedEndpoint.Refusals.AUDIT : WantedEndpoint.Refusals.DROP;
    }
  }

  /**
   * {@code sextant.datapath}.
   *
   * @param pins folder in a bpf file system
   * @param namespace name of the network namespace that pods' devices are in; empty for the
   *     process's own
   * @param addresses the node's own; empty for those that its devices have at the start
   * @param reconcile time between two comparisons of kernel and intent
   * @param state folder of what is to be known after a restart
   */
  record Datapath(
      @DefaultValue("/sys/fs/bpf/sextant") Path pins,
      @DefaultValue("") String namespace,
      @DefaultValue List<String> addresses,
      @DefaultValue("30s") Duration reconcile,
      @DefaultValue("/var/lib/sextant") Path state) {
    Datapath {
      addresses = List.copyOf(addresses);
      addresses.forEach(each -> checked("sextant.datapath.addresses", each, IpAddress::parse));
      checked(
          "sextant.datapath.reconcile",
          reconcile,
          time -> AgentSettings.defaults().withReconcileEvery(time));
    }
  }

  /**
   * {@code sextant.cni}.
   *
   * @param ranges that pods get addresses of; none means that no plug-in is served
   */
  record Cni(
      @DefaultValue List<String> ranges,
      @DefaultValue("/var/run/sextant/cni.sock") Path socket,
      @DefaultValue("1500") int mtu) {
    Cni {
      ranges = List.copyOf(ranges);
      ranges.forEach(each -> checked("sextant.cni.ranges", each, Cidr::parse));
    }

    boolean isOn() {
      return !ranges.isEmpty();
    }

    CniSettings settings(Path state) {
      return new CniSettings(
          socket, state.resolve("attachments"), ranges.stream().map(Cidr::parse).toList(), mtu);
    }
  }

  private static <T, R> void checked(String key, T value, Function<T, R> reading) {
    try {
      var _ = reading.apply(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }
}
