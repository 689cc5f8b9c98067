package io.sextant.cni;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** A control plane that knows pods by name, and can be slow, unready or unwilling. */
final class TestRegistry implements EndpointRegistry {
  private final Map<AttachmentId, Attachment> endpoints = new ConcurrentHashMap<>();

  /** Reached when somebody waits to be added. */
  final CountDownLatch asked = new CountDownLatch(1);

  volatile CountDownLatch gate = new CountDownLatch(0);
  volatile String refusal = "";
  volatile String unready = "";
  volatile String trouble = "";

  @Override
  public void add(Attachment attachment) throws IOException, InterruptedException {
    endpoints.put(attachment.id(), attachment);
    asked.countDown();
    gate.await();
    if (!refusal.isEmpty()) {
      throw new IOException(refusal);
    }
  }

  @Override
  public void restore(List<Attachment> attachments) {
    attachments.forEach(attachment -> endpoints.put(attachment.id(), attachment));
  }

  @Override
  public void remove(Attachment attachment) {
    endpoints.remove(attachment.id());
  }

  @Override
  public Optional<String> trouble(Attachment attachment) {
    return trouble.isEmpty() ? Optional.empty() : Optional.of(trouble);
  }

  @Override
  public Optional<String> unready() {
    return unready.isEmpty() ? Optional.empty() : Optional.of(unready);
  }

  /** Of all endpoints, sorted. */
  List<String> pods() {
    return endpoints.values().stream().map(each -> each.pod().name()).sorted().toList();
  }
}
