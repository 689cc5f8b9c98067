package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flag, variables, files, default: which of them counts, and what is said of wrong ones. */
class SettingsTest {
  @TempDir private Path home;
  private TestTerminal terminal;

  @BeforeEach
  void open() {
    terminal = new TestTerminal().with("HOME", home.toString());
  }

  @Test
  void strongerSources_win() throws IOException {
    Path named = file("named.yaml", "request-timeout: 6s");
    List<Runnable> sources = new ArrayList<>();
    sources.add(() -> file(".hubble/config.yaml", "request-timeout: 1s"));
    sources.add(() -> file(".config/hubble/config.yaml", "request-timeout: 2s"));
    sources.add(() -> file(".config/sextant/config.yaml", "request-timeout: 3s"));
    sources.add(() -> terminal.with("HUBBLE_REQUEST_TIMEOUT", "4s"));
    sources.add(() -> terminal.with("SEXTANT_REQUEST_TIMEOUT", "5s"));
    assertThat(effective()).isEqualTo("12s");
    for (int i = 0; i < sources.size(); i++) {
      sources.get(i).run();
      assertThat(effective()).isEqualTo(i + 1 + "s");
    }
    terminal.with("SEXTANT_REQUEST_TIMEOUT", "").with("HUBBLE_REQUEST_TIMEOUT", "");
    assertThat(effective("--config", named.toString())).isEqualTo("6s");
    terminal.with("HUBBLE_CONFIG", named.toString());
    assertThat(effective()).isEqualTo("6s");
  }

  @Test
  void flags_winOverAll() throws IOException {
    terminal.with("SEXTANT_SERVER", "localhost:1").with("HUBBLE_SERVER", "localhost:2");
    file(".config/sextant/config.yaml", "server: localhost:3");
    terminal.run("status", "--server", "localhost:4", "--timeout", "5s");
    assertThat(terminal.err()).contains("no server answers at localhost:4:");
  }

  @Test
  void files_layerKeyByKey() {
    file(".config/hubble/config.yaml", "server: hubble.example:4245\ntls-server-name: a.example");
    file(".config/sextant/config.yaml", "server: sextant.example:4245");
    Settings settings = Settings.load(terminal.terminal(), "");
    assertThat(settings.get(SettingKey.SERVER).orElseThrow().text())
        .isEqualTo("sextant.example:4245");
    assertThat(settings.get(SettingKey.TLS_SERVER_NAME).orElseThrow().text())
        .isEqualTo("a.example");
  }

  @Test
  void xdgFolder_isUsed() {
    file("elsewhere/sextant/config.yaml", "timeout: 7s");
    terminal.with("XDG_CONFIG_HOME", home.resolve("elsewhere").toString());
    assertThat(Settings.load(terminal.terminal(), "").get(SettingKey.TIMEOUT)).isPresent();
  }

  @Test
  void allKinds_reachTheirOptions() {
    file(
        ".config/sextant/config.yaml",
        """
        # what a team shares
        server: unix:///nowhere.sock
        debug: yes
        tls: false
        port-forward-port: 4245
        tls-ca-cert-files:
          - /a.pem
          - /b.pem
        allowlist: ['{"verdict":["DROPPED"]}', '{"reply":[true]}']
        denylist: '{"source_port":["80"]} {"source_port":["81"]}'
        color: never
        time-format: rfc3339
        use-default-field-masks: false
        """);
    assertThat(terminal.run("observe", "--print-raw-filters")).as(terminal.err()).isZero();
    assertThat(terminal.out().lines())
        .containsExactly(
            "allowlist:",
            "    - '{\"verdict\":[\"DROPPED\"]}'",
            "    - '{\"reply\":[true]}'",
            "denylist:",
            "    - '{\"source_port\":[\"80\"]}'",
            "    - '{\"source_port\":[\"81\"]}'");
    terminal.run("status");
    assertThat(terminal.err()).contains("debug: server unix:///nowhere.sock without TLS");
  }

  @Test
  void filters_ofAFlagReplaceThoseOfAVariable() {
    terminal.with("HUBBLE_ALLOWLIST", "{\"reply\":[true]}");
    terminal.run("observe", "--print-raw-filters", "--allowlist", "{\"reply\":[false]}");
    assertThat(terminal.out()).contains("[false]").doesNotContain("[true]");
  }

  @Test
  void switches_canBeTurnedOffByFlag() {
    terminal.with("SEXTANT_DEBUG", "true").with("SEXTANT_SERVER", "unix:///nowhere.sock");
    terminal.run("status", "--debug=false");
    assertThat(terminal.err()).doesNotContain("debug:");
  }

  @Test
  void globalFlags_mayStandBeforeTheCommand() {
    Path file = file("named.yaml", "server: unix:///nowhere.sock");
    terminal.run("--config", file.toString(), "-D", "list", "nodes");
    assertThat(terminal.err()).contains("debug: server unix:///nowhere.sock without TLS");
    assertThat(GlobalFlags.behind("--debug", "observe", "--", "x"))
        .containsExactly("observe", "--debug", "--", "x");
    assertThat(GlobalFlags.behind("--config")).containsExactly("--config");
    assertThat(GlobalFlags.behind("-D", "--help")).containsExactly("-D", "--help");
  }

  @Test
  void wrongValues_nameTheirPlace() {
    Path file = file(".config/sextant/config.yaml", "tls: false\nrequest-timeout: 12\n");
    assertFails(file + ":2: request-timeout: \"12\" is no duration such as 12s");
    file(".config/sextant/config.yaml", "server: relay");
    assertFails(file + ":1: server: \"relay\" is no address: it has no port, give relay:4245");
    file(".config/sextant/config.yaml", "tls: perhaps");
    assertFails(file + ":1: tls: \"perhaps\" is neither true nor false");
    file(".config/sextant/config.yaml", "color: red");
    assertFails(file + ":1: color: \"red\" is not one of auto, always, never");
    file(".config/sextant/config.yaml", "server: {host: a}");
    assertFails(file + ":1: server: give one value, not a structure");
    file(".config/sextant/config.yaml", "server: 'a");
    assertFails(file + ":");
    file(".config/sextant/config.yaml", "- server");
    assertFails(file + ": give lines of the form key: value");
    file(".config/sextant/config.yaml", "");
    terminal.with("HUBBLE_PORT_FORWARD_PORT", "70000");
    assertFails("HUBBLE_PORT_FORWARD_PORT: \"70000\" is no port from 0 to 65535");
    terminal.with("HUBBLE_PORT_FORWARD_PORT", "").with("SEXTANT_CONFIG", "/nowhere.yaml");
    assertFails("--config: cannot read /nowhere.yaml");
  }

  @Test
  void unknownKeys_areSaidAndLeftOut() {
    Path file = file(".config/hubble/config.yaml", "sever: a:1\nserver: unix:///nowhere.sock");
    terminal.run("status");
    assertThat(terminal.err())
        .isEqualTo(
            "sextant: "
                + file
                + ":1: sever is no setting and is left out; did you mean server?\n"
                + "sextant: no server answers at unix:///nowhere.sock: start one with ./sextant"
                + " demo, or name it with --server\n");
  }

  @Test
  void keys_areFlagsOfObserve() {
    for (SettingKey key : SettingKey.values()) {
      TestTerminal fresh = new TestTerminal();
      fresh.run("observe", "--help");
      assertThat(fresh.out()).contains("--" + key.text());
    }
  }

  @Test
  void set_keepsWhatElseIsInTheFile() throws IOException {
    Path file = file(".config/sextant/config.yaml", "# ours\nserver: a:1\ntls: true # safe\n");
    assertThat(terminal.run("config", "set", "server", "b:2")).as(terminal.err()).isZero();
    assertThat(terminal.run("config", "set", "tls-ca-cert-files", "/a.pem,/b c.pem")).isZero();
    assertThat(Files.readString(file))
        .isEqualTo(
            """
            # ours
            server: b:2
            tls: true # safe
            tls-ca-cert-files: [/a.pem, '/b c.pem']
            """);
    assertThat(terminal.run("config", "set", "tls")).isZero();
    assertThat(terminal.run("config", "reset", "server")).isZero();
    assertThat(Files.readString(file))
        .isEqualTo("# ours\ntls-ca-cert-files: [/a.pem, '/b c.pem']\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(terminal.run("config", "reset")).isZero();
    assertThat(Files.readString(file)).isEqualTo("# ours\n");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void set_readsBackWhateverTheValue() {
    for (String value : List.of("a'b", "x: y", "#c", "yes", "[a", "ünï", "a b", "-", "null", "~")) {
      assertThat(terminal.run("config", "set", "basic-auth-password", value)).isZero();
      TestTerminal fresh = new TestTerminal().with("HOME", home.toString());
      assertThat(fresh.run("config", "get", "basic-auth-password")).isZero();
      assertThat(fresh.out()).isEqualTo(value + "\n");
    }
  }

  @Test
  void set_replacesAListOfSeveralLines() throws IOException {
    Path file =
        file(".config/sextant/config.yaml", "tls-ca-cert-files:\n  - /a\n- /b\ntls: true\n");
    assertThat(terminal.run("config", "set", "tls-ca-cert-files", "/c")).isZero();
    assertThat(Files.readString(file)).isEqualTo("tls-ca-cert-files: [/c]\ntls: true\n");
  }

  @Test
  void set_refusesWhatItCannotMean() {
    assertConfigFails("\"sever\" is no setting; did you mean server?", "set", "sever", "a:1");
    assertConfigFails("server: \"a\" is no address: it has no port", "set", "server", "a");
    assertConfigFails("\"nonsense\" is no setting: give one of allowlist,", "get", "nonsense");
    assertThat(home.resolve(".config")).doesNotExist();
  }

  @Test
  void view_showsAllWithTheirSource() {
    Path file = file(".config/sextant/config.yaml", "basic-auth-password: s3cret\ntimeout: 7s");
    terminal.with("SEXTANT_TLS", "true");
    assertThat(terminal.run("config", "view")).isZero();
    assertThat(terminal.out().lines())
        .hasSize(SettingKey.values().length)
        .contains(
            "basic-auth-password: '********' # " + file + ":1: basic-auth-password",
            "timeout: 7s # " + file + ":2: timeout",
            "tls: true # SEXTANT_TLS",
            "tls-ca-cert-files: ''",
            "server: localhost:4245");
    assertThat(terminal.out()).doesNotContain("s3cret");
    TestTerminal fresh = new TestTerminal();
    fresh.run("config", "get", "server");
    assertThat(fresh.out()).isEqualTo("localhost:4245\n");
  }

  @Test
  void addresses_areReadInAllForms() {
    assertThat(ServerAddress.parse("--server", "[::1]:4245").hostAndPort()).isEqualTo("[::1]:4245");
    assertThat(ServerAddress.parse("--server", "tls://a.example:443"))
        .isEqualTo(new ServerAddress("tls://a.example:443", true, "a.example", 443));
    assertThat(ServerAddress.parse("--server", "unix:///run/a.sock").isSocket()).isTrue();
    assertNoAddress("::1", "an IPv6 address stands in brackets, [::1]:4245");
    assertNoAddress("[::1]", "it has no port, give [::1]:4245");
    assertNoAddress("http://a:1", "give host:port, tls://host:port or unix:///path");
    assertNoAddress("a:0", "the port is a number from 1 to 65535 (Hubble's is 4245)");
    assertNoAddress("a:http", "the port is a number from 1 to 65535 (Hubble's is 4245)");
    assertNoAddress(":4245", "give host:port");
    assertNoAddress("unix://run/a.sock", "give the whole path, unix:///var/run");
    assertNoAddress("a:1/b", "the port is a number");
  }

  private static void assertNoAddress(String text, String right) {
    assertThatThrownBy(() -> ServerAddress.parse("--server", text))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("--server: \"" + text + "\" is no address: " + right);
  }

  private String effective(String... options) {
    String[] all = new String[3 + options.length];
    List.of("config", "get", "request-timeout").toArray(all);
    System.arraycopy(options, 0, all, 3, options.length);
    String before = terminal.out();
    assertThat(terminal.run(all)).as(terminal.err()).isZero();
    return terminal.out().substring(before.length()).strip();
  }

  private void assertFails(String message) {
    String before = terminal.err();
    assertThat(terminal.run("status")).isEqualTo(1);
    assertThat(terminal.err().substring(before.length())).startsWith("sextant: " + message);
  }

  private void assertConfigFails(String message, String... arguments) {
    String[] all = new String[1 + arguments.length];
    all[0] = "config";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    String before = terminal.err();
    assertThat(terminal.run(all)).isEqualTo(1);
    assertThat(terminal.err().substring(before.length())).startsWith("sextant: " + message);
  }

  private Path file(String name, String text) {
    try {
      Path file = home.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
