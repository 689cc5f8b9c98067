package io.sextant.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach the relay of a Kubernetes cluster that shows it to nobody outside. */
final class PortForwardOptions {
  @Option(
      names = {"-P", "--port-forward"},
      arity = "0..1",
      fallbackValue = "true",
      hideParamSyntax = true,
      description = "Reach the service hubble-relay of a cluster through kubectl port-forward.")
  private boolean wanted;

  @Option(
      names = "--port-forward-port",
      paramLabel = "PORT",
      description = "Port on this machine for --port-forward. Default: 0, any that is free.")
  private int port;

  @Option(
      names = "--kube-context",
      paramLabel = "CONTEXT",
      description = "Context of kubectl for --port-forward.")
  private @Nullable String context;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Configuration of kubectl for --port-forward.")
  private @Nullable String kubeconfig;

  @Option(
      names = "--kube-namespace",
      paramLabel = "NAMESPACE",
      description = "Where the service is, for --port-forward. Default: kube-system.")
  private String namespace = SettingKey.KUBE_NAMESPACE.otherwise();

  /** The forward, if one is wanted. */
  @Nullable PortForward open(Terminal terminal, Duration patience) {
    if (!wanted) {
      return null;
    }
    if (port < 0 || port > 0xffff) {
      throw new CommandFailure("--port-forward-port: " + port + " is no port from 0 to 65535");
    }
    List<String> flags = new ArrayList<>();
    if (kubeconfig != null) {
      flags.add("--kubeconfig=" + kubeconfig);
    }
    if (context != null) {
      flags.add("--context=" + context);
    }
    flags.add("--namespace=" + namespace);
    return PortForward.open(terminal, flags, port, patience);
  }
}
