package io.sextant.cni;

import io.sextant.datapath.sys.NetworkNamespace;
import io.sextant.flow.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The verbs of the specification over the book, the wires and the registry. Called from platform
 * threads; calls for one attachment exclude each other.
 */
final class CniVerbs {
  private static final System.Logger LOG = System.getLogger(CniVerbs.class.getName());

  private final AttachmentBook book;
  private final NodeWiring wiring;
  private final EndpointRegistry registry;
  private final Set<AttachmentId> busy = ConcurrentHashMap.newKeySet();

  CniVerbs(AttachmentBook book, NodeWiring wiring, EndpointRegistry registry) {
    this.book = book;
    this.wiring = wiring;
    this.registry = registry;
  }

  /** Never fails: what goes wrong is in the answer. */
  CniAnswer answer(CniRequest request) {
    try {
      return run(request);
    } catch (CniException e) {
      return failed(request, e);
    } catch (IOException e) {
      return failed(
          request,
          new CniException(
              CniErrorCode.IO_FAILURE,
              e.getMessage() == null ? e.toString() : e.getMessage(),
              "nothing is left of the call; the agent's log says more",
              e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(
          request,
          new CniException(
              CniErrorCode.TRY_AGAIN, "the agent is stopping", "try again when it runs", e));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a call of a container runtime failed", e);
      return failed(
          request,
          new CniException(
              CniErrorCode.IO_FAILURE, "the agent failed: " + e, "the agent's log says more", e));
    }
  }

  private static CniAnswer failed(CniRequest request, CniException failure) {
    return CniAnswer.failed(NetworkConfiguration.versionOrNewest(request.configuration()), failure);
  }

  private CniAnswer run(CniRequest request) throws CniException, IOException, InterruptedException {
    CniVerb verb = request.verb();
    NetworkConfiguration configuration = NetworkConfiguration.read(request.configuration());
    if (configuration.version().compareTo(verb.since()) < 0) {
      throw new CniException(
          CniErrorCode.INCOMPATIBLE_VERSION,
          "%s is not in version %s".formatted(verb, configuration.version()),
          "it is since " + verb.since());
    }
    request.checkVariables(verb);
    return switch (verb) {
      case ADD -> alone(request, configuration, id -> add(id, request, configuration));
      case DEL -> alone(request, configuration, this::delete);
      case CHECK -> alone(request, configuration, id -> check(id, request, configuration));
      case GC -> collect(configuration);
      case STATUS -> status();
      case VERSION -> CniAnswer.of(configuration.version().report());
    };
  }

  /**
   * Puts the endpoints of an earlier process into the registry again and takes away what it did not
   * finish, and what belongs to namespaces that are gone.
   */
  void resume() throws IOException {
    for (Attachment attachment : book.all()) {
      if (attachment.state() != Attachment.State.READY
          || !Files.exists(Path.of(attachment.namespace()))) {
        takeBack(attachment.id());
      }
    }
    registry.restore(
        book.all().stream()
            .filter(attachment -> attachment.state() == Attachment.State.READY)
            .toList());
  }

  /**
   * Takes away what nobody waits for: a runtime that is gone has not the answer. Nothing to do
   * while another call is about the same.
   */
  void takeBack(AttachmentId id) {
    if (!busy.add(id)) {
      return;
    }
    try {
      Optional<Attachment> attachment = book.find(id);
      if (attachment.isPresent()) {
        takeAway(attachment.get());
      }
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} is of no use to anybody and stays until its DEL: {1}",
          id,
          e.toString());
    } finally {
      busy.remove(id);
    }
  }

  @FunctionalInterface
  private interface Act {
    CniAnswer on(AttachmentId id) throws CniException, IOException, InterruptedException;
  }

  private CniAnswer alone(CniRequest request, NetworkConfiguration configuration, Act act)
      throws CniException, IOException, InterruptedException {
    AttachmentId id = request.attachment(configuration.name());
    if (!busy.add(id)) {
      throw new CniException(
          CniErrorCode.TRY_AGAIN,
          "another call for %s is under way".formatted(id),
          "one call at a time for a container");
    }
    try {
      return act.on(id);
    } finally {
      busy.remove(id);
    }
  }

  private CniAnswer add(AttachmentId id, CniRequest request, NetworkConfiguration configuration)
      throws CniException, IOException, InterruptedException {
    if (configuration.previous().isPresent()) {
      throw new CniException(
          CniErrorCode.INVALID_CONFIGURATION,
          "prevResult is given: another plug-in comes before this one",
          "sextant-cni makes the device and is the first of the list");
    }
    String namespace = checkedNamespace(request.namespace());
    Attachment attachment = book.open(id, request.pod(), namespace);
    try {
      wiring.create(attachment);
      registry.add(attachment);
      book.mark(id, Attachment.State.READY);
      return CniAnswer.added(id, CniResult.of(configuration, attachment, wiring.mtu()));
    } catch (IOException | InterruptedException | RuntimeException e) {
      undo(attachment, e);
      throw e;
    }
  }

  /** Also when the agent is stopping: an interrupt waits until all is taken back. */
  private void undo(Attachment attachment, Exception cause) {
    boolean interrupted = Thread.interrupted();
    try {
      takeAway(attachment);
    } catch (IOException e) {
      cause.addSuppressed(e);
      LOG.log(
          System.Logger.Level.WARNING,
          "an ADD for {0} failed and left something until its DEL: {1}",
          attachment.pod(),
          e.toString());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String checkedNamespace(Path path) throws CniException {
    try (NetworkNamespace namespace = NetworkNamespace.at(path)) {
      return namespace.name();
    } catch (IOException e) {
      throw new CniException(
          CniErrorCode.INVALID_ENVIRONMENT,
          "CNI_NETNS is \"%s\": %s".formatted(path, e.getMessage()),
          "it is the path of a network namespace that the agent sees",
          e);
    }
  }

  private CniAnswer delete(AttachmentId id) throws IOException {
    Optional<Attachment> attachment = book.find(id);
    if (attachment.isPresent()) {
      takeAway(attachment.get());
    }
    return CniAnswer.DONE;
  }

  /**
   * Device first: without it no packet can pass unjudged. The addresses are free only when all is
   * gone.
   */
  private void takeAway(Attachment attachment) throws IOException {
    book.mark(attachment.id(), Attachment.State.UNFINISHED);
    wiring.remove(attachment);
    registry.remove(attachment);
    book.close(attachment.id());
  }

  private CniAnswer check(AttachmentId id, CniRequest request, NetworkConfiguration configuration)
      throws CniException, IOException {
    Attachment attachment =
        book.find(id)
            .orElseThrow(() ->
                new CniException(
                    CniErrorCode.UNKNOWN_CONTAINER,
                    "%s is not attached to network %s".formatted(id, id.network()),
                    "ADD comes before CHECK"));
    Set<IpAddress> previous =
        configuration
            .previous()
            .orElseThrow(() ->
                new CniException(
                    CniErrorCode.INVALID_CONFIGURATION,
                    "prevResult is missing",
                    "CHECK comes with the result of ADD"));
    if (!previous.containsAll(attachment.addresses())) {
      throw notAsAdded(
          "prevResult has %s, the book %s".formatted(previous, attachment.addresses()));
    }
    checkedNamespace(request.namespace());
    List<String> differences = wiring.differences(attachment);
    if (!differences.isEmpty()) {
      throw notAsAdded(String.join("; ", differences));
    }
    Optional<String> trouble = registry.trouble(attachment);
    if (trouble.isPresent()) {
      throw notAsAdded("the endpoint of " + attachment.pod() + ": " + trouble.get());
    }
    return CniAnswer.DONE;
  }

  private static CniException notAsAdded(String what) {
    return new CniException(
        CniErrorCode.NOT_AS_ADDED, what, "delete the pod, so that it is made anew");
  }

  /** Takes away all of the network that the runtime does not know; the first failure is told. */
  private CniAnswer collect(NetworkConfiguration configuration) throws CniException, IOException {
    Set<AttachmentId> valid =
        configuration
            .valid()
            .orElseThrow(() ->
                new CniException(
                    CniErrorCode.INVALID_CONFIGURATION,
                    "cni.dev/valid-attachments is missing",
                    "GC comes with the attachments to keep"));
    IOException failure = null;
    for (Attachment attachment : book.all()) {
      AttachmentId id = attachment.id();
      if (id.network().equals(configuration.name()) && !valid.contains(id) && busy.add(id)) {
        try {
          takeAway(attachment);
        } catch (IOException e) {
          failure = e;
        } finally {
          busy.remove(id);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return CniAnswer.DONE;
  }

  private CniAnswer status() throws CniException {
    Optional<String> unready = registry.unready();
    if (unready.isPresent()) {
      throw new CniException(
          CniErrorCode.NOT_AVAILABLE, unready.get(), "the agent's status says more");
    }
    try {
      book.checkFree();
    } catch (CniException e) {
      throw new CniException(CniErrorCode.NOT_AVAILABLE, e.text(), e.hint(), e);
    }
    return CniAnswer.DONE;
  }
}
