package io.sextant.control;

import io.sextant.flow.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a Kubernetes pod says which workload it belongs to.
 *
 * @param generateName prefix that the name was made from, or empty
 */
public record Pod(
    String name, String generateName, Map<String, String> labels, List<Owner> owners) {
  private static final String TEMPLATE_HASH = "pod-template-hash";
  private static final String DEPLOYMENT_CONFIG = "deploymentconfig";
  private static final Pattern CRON_JOB_RUN = Pattern.compile("(.+)-\\d{8,10}");

  /** An owner reference of the pod. */
  public record Owner(String kind, String name, boolean controller) {}

  public Pod {
    labels = Map.copyOf(labels);
    owners = List.copyOf(owners);
  }

  /**
   * The controller, or what stands behind it: the Deployment of a ReplicaSet, the CronJob of a Job,
   * OpenShift's DeploymentConfig of a ReplicationController. Empty for a pod that nobody controls.
   */
  public Optional<Workload> workload() {
    if (generateName.isEmpty()) {
      return Optional.empty();
    }
    return owners.stream().filter(Owner::controller).findFirst().map(this::behind);
  }

  private Workload behind(Owner controller) {
    return switch (controller.kind()) {
      case "ReplicaSet" -> behindReplicaSet(controller);
      case "ReplicationController" -> behindReplicationController(controller);
      case "Job" -> behindJob(controller);
      default -> new Workload(controller.name(), controller.kind());
    };
  }

  private Workload behindReplicaSet(Owner set) {
    String hash = labels.getOrDefault(TEMPLATE_HASH, "");
    if (hash.isEmpty() || !set.name().endsWith(hash)) {
      return new Workload(set.name(), set.kind());
    }
    String dashed = "-" + hash;
    String name = set.name();
    return new Workload(
        name.endsWith(dashed) ? name.substring(0, name.length() - dashed.length()) : name,
        "Deployment");
  }

  private Workload behindReplicationController(Owner controller) {
    String config = labels.getOrDefault(DEPLOYMENT_CONFIG, "");
    return config.isEmpty()
        ? new Workload(controller.name(), controller.kind())
        : new Workload(config, "DeploymentConfig");
  }

  private static Workload behindJob(Owner job) {
    Matcher run = CRON_JOB_RUN.matcher(job.name());
    return run.matches()
        ? new Workload(run.group(1), "CronJob")
        : new Workload(job.name(), job.kind());
  }
}
