package io.sextant.cni;

import io.sextant.flow.IpAddress;
import java.util.List;

/**
 * A pod's network device as the book holds it.
 *
 * @param pod whose it is
 * @param namespace file of the pod's network namespace
 * @param addresses at most one of each family
 * @param state how far it has come
 */
public record Attachment(
    AttachmentId id, PodId pod, String namespace, List<IpAddress> addresses, State state) {

  /** How far an attachment has come. */
  public enum State {
    /** Between the two ends of an ADD, or what an ADD or DEL could not take away. */
    UNFINISHED,
    /** Answered to the runtime. */
    READY
  }

  /**
   * The pod, as a Kubernetes runtime tells it in {@code CNI_ARGS}.
   *
   * @param uid empty when the runtime does not tell it
   */
  public record PodId(String namespace, String name, String uid) {
    @Override
    public String toString() {
      return namespace + "/" + name;
    }
  }

  public Attachment {
    addresses = List.copyOf(addresses);
  }

  /** The node's end of the pair. */
  public String hostDevice() {
    return id.hostDevice();
  }

  Attachment in(State other) {
    return new Attachment(id, pod, namespace, addresses, other);
  }
}
