package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command in a process of its own, for tests that end it from outside. */
final class SextantProcess implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(90);

  private final Process process;
  private final Path said;

  private SextantProcess(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /**
   * @param folder for what it says, and its home
   */
  static SextantProcess start(Path folder, String... arguments) throws IOException {
    return start(folder, Main.class.getName(), Map.of(), "", arguments);
  }

  static SextantProcess start(
      Path folder, String main, Map<String, String> variables, String input, String... arguments)
      throws IOException {
    Path said = Files.createTempFile(folder, "said", ".txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            main));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("HOME", folder.toString());
    builder.environment().putAll(variables);
    Process process = builder.start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    return new SextantProcess(process, said);
  }

  /** Waits for a line, and gives its first group. */
  String await(Pattern pattern) throws Exception {
    Instant end = Instant.now().plus(LONGEST);
    while (true) {
      String text = said();
      Matcher matcher = pattern.matcher(text);
      if (matcher.find()) {
        return matcher.group(1);
      }
      assertThat(process.isAlive()).as("ended without %s: %s", pattern, text).isTrue();
      assertThat(Instant.now()).as("no %s in %s", pattern, text).isBefore(end);
      Thread.sleep(20);
    }
  }

  /** Waits for its end; the exit code. */
  int end() throws InterruptedException {
    assertThat(process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** Asks it to end, as systemd does. */
  int terminate() throws InterruptedException {
    process.destroy();
    return end();
  }

  /** Ends it at once. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    end();
  }

  String said() throws IOException {
    return Files.readString(said);
  }

  /** Ends it if it did not end yet, and waits for that even when interrupted. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
