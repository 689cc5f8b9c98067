package io.sextant.demo;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs iproute2's {@code ip}, many commands at once; they are a text each, without "ip". */
final class IpRoute {
  private static final int TIMEOUT_SECONDS = 20;

  private IpRoute() {}

  /** In the namespace of the process. */
  static void batch(List<String> commands) throws IOException {
    run(List.of("ip", "-batch", "-"), commands);
  }

  /** In a named namespace. */
  static void batchIn(String namespace, List<String> commands) throws IOException {
    run(List.of("ip", "-n", namespace, "-batch", "-"), commands);
  }

  /** As far as it goes: what fails is skipped, for cleaning up. */
  static void batchAsFarAsPossible(List<String> commands) throws IOException {
    execute(List.of("ip", "-force", "-batch", "-"), commands);
  }

  private static void run(List<String> command, List<String> lines) throws IOException {
    Result result = execute(command, lines);
    if (result.exitCode != 0) {
      throw new IOException(
          String.join(" ", command) + " failed: " + result.output + failedLine(result, lines));
    }
  }

  private static String failedLine(Result result, List<String> lines) {
    int colon = result.output.lastIndexOf("-:");
    if (colon < 0) {
      return "";
    }
    String number = result.output.substring(colon + 2).strip();
    return number.matches("[0-9]{1,6}") ? " (" + lines.get(Integer.parseInt(number) - 1) + ")" : "";
  }

  private record Result(int exitCode, String output) {}

  private static Result execute(List<String> command, List<String> lines) throws IOException {
    List<String> input = new ArrayList<>(lines);
    input.add("");
    Process process = start(command);
    try {
      try (var stdin = process.getOutputStream()) {
        stdin.write(String.join("\n", input).getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It ended before it read everything: its exit code and output say why.
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(String.join(" ", command) + " did not end in time");
      }
      return new Result(process.exitValue(), output.strip());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + command);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(List<String> command) throws IOException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException("cannot run ip: install iproute2 (apt-get install iproute2)", e);
    }
  }
}
