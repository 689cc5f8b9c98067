package io.sextant.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code kubectl port-forward} to the relay of a cluster, as a child that ends with us. kubectl has
 * all ways to log in to a cluster; none is built in here.
 */
final class PortForward implements AutoCloseable {
  private static final String SERVICE = "service/hubble-relay";
  private static final Pattern FORWARDING =
      Pattern.compile("Forwarding from (127\\.0\\.0\\.1:\\d+) -> \\d+.*");

  private final Process kubectl;
  private final Thread hook;
  private final String address;

  private PortForward(Process kubectl, Thread hook, String address) {
    this.kubectl = kubectl;
    this.hook = hook;
    this.address = address;
  }

  /**
   * @param flags of kubectl: which cluster, which namespace
   * @param port on this machine, 0 for any
   */
  static PortForward open(Terminal terminal, List<String> flags, int port, Duration patience) {
    String kubectl = find(terminal);
    String servicePort =
        run(kubectl, flags, patience, "get", SERVICE, "--output=jsonpath={.spec.ports[0].port}")
            .lines()
            .reduce("", (_, last) -> last); // warnings come first
    if (!servicePort.matches("\\d+")) {
      throw new CommandFailure("--port-forward: kubectl knows no port of " + SERVICE);
    }
    Process process =
        start(
            command(
                kubectl,
                flags,
                "port-forward",
                SERVICE,
                (port == 0 ? "" : port) + ":" + servicePort));
    Thread hook = Thread.ofPlatform().name("port-forward-end").unstarted(process::destroy);
    Runtime.getRuntime().addShutdownHook(hook);
    CompletableFuture<String> ready = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("port-forward").start(() -> watch(process, ready));
    try {
      return new PortForward(process, hook, await(ready, patience));
    } catch (CommandFailure e) {
      end(process, hook);
      throw e;
    }
  }

  String address() {
    return address;
  }

  @Override
  public void close() {
    end(kubectl, hook);
  }

  private static void end(Process process, Thread hook) {
    process.destroy();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Already on the way out.
    }
    try {
      if (!process.waitFor(1, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Reads to the end, so that the child never waits for us. */
  private static void watch(Process process, CompletableFuture<String> ready) {
    List<String> said = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher forwarding = FORWARDING.matcher(line);
        if (forwarding.matches()) {
          ready.complete(forwarding.group(1));
        } else if (!ready.isDone()) {
          said.add(line);
        }
      }
    } catch (IOException e) {
      said.add(String.valueOf(e.getMessage()));
    }
    ready.completeExceptionally(failure(String.join("; ", said)));
  }

  private static String await(CompletableFuture<String> ready, Duration patience) {
    try {
      return ready.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CommandFailure known ? known : failure(String.valueOf(e));
    } catch (TimeoutException e) {
      throw silent(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted");
    }
  }

  private static String run(
      String kubectl, List<String> flags, Duration patience, String... arguments) {
    Process process = start(command(kubectl, flags, arguments));
    CompletableFuture<String> said =
        CompletableFuture.supplyAsync(
            () ->
                process
                    .inputReader(StandardCharsets.UTF_8)
                    .lines()
                    .collect(Collectors.joining("; ")),
            Thread::startVirtualThread);
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw silent(patience);
      }
      if (process.exitValue() != 0) {
        throw failure(said.join());
      }
      return said.join().strip();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted");
    } finally {
      process.destroy();
    }
  }

  private static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw failure(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> command(String kubectl, List<String> flags, String... arguments) {
    List<String> command = new ArrayList<>(List.of(kubectl));
    command.addAll(flags);
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private static String find(Terminal terminal) {
    for (String folder : terminal.environment("PATH", "").split(":", -1)) {
      Path program = Path.of(folder, "kubectl");
      if (!folder.isEmpty() && Files.isExecutable(program) && Files.isRegularFile(program)) {
        return program.toString();
      }
    }
    throw new CommandFailure(
        "--port-forward needs kubectl, which is not in PATH: install it, or forward a port by other"
            + " means and name it with --server");
  }

  private static CommandFailure silent(Duration patience) {
    return new CommandFailure(
        "--port-forward: kubectl says nothing within "
            + patience.toMillis() / 1000.0
            + " s, see --timeout");
  }

  private static CommandFailure failure(String why) {
    return new CommandFailure("--port-forward: kubectl says: " + Escape.text(why));
  }
}
