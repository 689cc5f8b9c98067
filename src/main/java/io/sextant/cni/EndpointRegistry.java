package io.sextant.cni;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Who puts created devices under enforcement: the control plane. Any thread calls. */
public interface EndpointRegistry {
  /**
   * Tells of a pod whose device is wired. Returns when the device's packets are judged, by the
   * pod's policies or, while its labels are not known, by those of the init identity.
   *
   * @throws IOException when that is not to be, with what to do
   */
  void add(Attachment attachment) throws IOException, InterruptedException;

  /**
   * Tells of the pods that an earlier process made devices for, all at once and before any other
   * call. Waits for nothing: their packets are judged as that process left it.
   */
  void restore(List<Attachment> attachments) throws IOException;

  /** Forgets a pod; one that is not known is no error. */
  void remove(Attachment attachment) throws IOException;

  /** What is wrong with the endpoint of an attachment; empty when its packets are judged. */
  Optional<String> trouble(Attachment attachment);

  /** Why no endpoint could be added now; empty when it could. */
  Optional<String> unready();
}
