package io.sextant;

import io.sextant.agent.AgentStatus;
import io.sextant.cni.Attachment;
import io.sextant.cni.EndpointRegistry;
import io.sextant.control.ControlPlane;
import io.sextant.control.ControlStatus;
import io.sextant.control.EndpointSpec;
import io.sextant.enrich.PodName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Brings the pods of a container runtime to the control plane. */
record PodRegistry(ControlPlane control, Supplier<AgentStatus> agent) implements EndpointRegistry {
  /** Labels of a pod that no manifest speaks of yet. */
  private static final List<String> INIT = List.of("reserved:init");

  @Override
  public void add(Attachment attachment) throws IOException {
    control.add(List.of(spec(attachment)));
    Optional<String> trouble = trouble(attachment);
    if (trouble.isPresent()) {
      control.remove(name(attachment));
      throw new IOException(trouble.get());
    }
  }

  @Override
  public void restore(List<Attachment> attachments) {
    control.restore(attachments.stream().map(PodRegistry::spec).toList());
  }

  @Override
  public void remove(Attachment attachment) throws IOException {
    control.remove(name(attachment));
  }

  @Override
  public Optional<String> trouble(Attachment attachment) {
    return agent.get().trouble(name(attachment));
  }

  @Override
  public Optional<String> unready() {
    return Optional.ofNullable(control.status().failure()).map(ControlStatus.Failure::problem);
  }

  private static PodName name(Attachment attachment) {
    return new PodName(attachment.pod().namespace(), attachment.pod().name());
  }

  private static EndpointSpec spec(Attachment attachment) {
    Attachment.PodId pod = attachment.pod();
    return new EndpointSpec(
        pod.namespace(),
        pod.name(),
        pod.uid(),
        INIT,
        null,
        attachment.addresses(),
        attachment.hostDevice());
  }
}
