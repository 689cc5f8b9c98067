package io.sextant.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchCommandTest {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void json_hasEveryKey_withAPositiveNumber() throws Exception {
    run(
        "--json",
        "--seconds",
        "0.02",
        "--only",
        "decode,pipeline,metrics,ring,stream,history",
        "--flows",
        "100000",
        "--history-folder",
        directory.toString());
    JsonNode figures = JsonMapper.shared().readTree(out.toString());
    assertThat(figures.path("machine").asString()).contains("CPUs", "JDK");
    assertThat(figures.path("version").asString()).isNotEmpty();
    assertThat(figures.path("input").asString()).endsWith("events-100k.bin.gz: 100,000 events");
    // The first row of a command needs a launcher with a build behind it; a policy needs a kernel.
    Arrays.stream(Figure.values())
        .filter(figure -> figure != Figure.COMMAND_FIRST_ROW)
        .filter(figure -> !figure.key().startsWith("policy."))
        .forEach(figure ->
            assertThat(figures.path(figure.key()).asDouble()).as(figure.key()).isPositive());
    assertThat(figures.path("decode.bytes_per_event").asDouble()).isBetween(50.0, 1_000.0);
    assertThat(figures.path("ring.heap_bytes_per_flow").asDouble()).isBetween(50.0, 1_000.0);
    assertThat(err.toString())
        .contains("measuring decode ...", "measuring metrics ...", "measuring ring ...")
        .contains("100,000 flows of 1,000,000 a second by 2 threads", "MiB in " + directory);
    assertThat(figures.path("history.bytes_per_flow").asDouble()).isBetween(20.0, 100.0);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void partsNotChosen_areAbsent() throws Exception {
    run("--json", "--seconds", "0.01", "--only", "metrics");
    JsonNode figures = JsonMapper.shared().readTree(out.toString());
    assertThat(figures.propertyNames())
        .containsExactlyInAnyOrder("machine", "version", "input", "metrics.ns_per_event");
  }

  @Test
  void table_saysWhatIsWhat() throws Exception {
    run("--seconds", "0.01", "--only", "decode");
    assertThat(out.toString().lines())
        .hasSize(5)
        .anyMatch(line -> line.matches("decode\\.ns_per_event +[0-9,.]+ ns +raw sample to .*"));
  }

  @Test
  void historyThatCannotBe_isRefused() {
    assertThat(execute("--only", "history", "--flows", "9")).isNotZero();
    assertThat(err.toString()).contains("--flows 9: 10000 to 1000000000 is possible");
    String none = directory.resolve("none").toString();
    assertThat(execute("--only", "history", "--history-folder", none)).isNotZero();
    assertThat(err.toString()).contains("--history-folder " + none + ": there is no such folder");
    assertThat(execute("--only", "history", "--flows", "1000000000")).isNotZero();
    assertThat(err.toString()).contains("MiB are needed");
  }

  @Test
  void corpus_broken_isNamedWithItsPlace() throws IOException {
    assertThatThrownBy(() -> Corpus.read(directory.resolve("none.gz"), null))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("none.gz: there is no such file");
    Path text = Files.writeString(directory.resolve("a.txt"), "hello");
    assertThatThrownBy(() -> Corpus.read(text, null))
        .hasMessageContaining("a.txt: neither a recording nor a corpus");
    Path cut = corpus("cut.gz", 3, 0, 0, 0, 1, 2, 3, 9, 0, 0, 0, 1);
    assertThatThrownBy(() -> Corpus.read(cut, null))
        .hasMessageEndingWith("cut.gz: cut off in event 2, 1 bytes of 9");
    Path huge = corpus("huge.gz", 255, 255, 255, 255);
    assertThatThrownBy(() -> Corpus.read(huge, null))
        .hasMessageContaining("event 1 has a length of 4294967295 bytes");
    Path empty = corpus("empty.gz");
    assertThatThrownBy(() -> Corpus.read(empty, null)).hasMessageEndingWith("no event in it");
  }

  @Test
  void corpus_isReadInOrder() throws IOException {
    Corpus corpus = Corpus.read(corpus("two.gz", 1, 0, 0, 0, 7, 2, 0, 0, 0, 8, 9), null);
    assertThat(corpus.size()).isEqualTo(2);
    assertThat(corpus.length(1)).isEqualTo(2);
    assertThat(corpus.buffer()[corpus.offset(1)]).isEqualTo((byte) 8);
  }

  private Path corpus(String name, int... bytes) throws IOException {
    Path file = directory.resolve(name);
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      for (int b : bytes) {
        gzip.write(b);
      }
    }
    return file;
  }

  private void run(String... arguments) {
    assertThat(execute(arguments)).as(err.toString()).isZero();
  }

  private int execute(String... arguments) {
    CommandLine command =
        new CommandLine(
            new BenchCommand(() -> {
              throw new AssertionError("the checkout has a corpus");
            }));
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return command.execute(arguments);
  }
}
