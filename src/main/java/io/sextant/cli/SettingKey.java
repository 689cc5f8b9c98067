package io.sextant.cli;

import io.sextant.flow.GoDuration;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What may be set by environment or file besides on the command line, in alphabetical order. Each
 * is called as its flag is.
 */
enum SettingKey {
  ALLOWLIST(Kind.FILTERS, ""),
  BASIC_AUTH_PASSWORD(Kind.SECRET, ""),
  BASIC_AUTH_USERNAME(Kind.TEXT, ""),
  COLOR(Kind.TEXT, "auto") {
    @Override
    List<String> choices() {
      return List.of("auto", "always", "never");
    }
  },
  DEBUG(Kind.SWITCH, "false"),
  DENYLIST(Kind.FILTERS, ""),
  IP_TRANSLATION(Kind.SWITCH, "true"),
  KUBE_CONTEXT(Kind.TEXT, ""),
  KUBE_NAMESPACE(Kind.TEXT, "kube-system"),
  KUBECONFIG(Kind.TEXT, ""),
  NUMERIC(Kind.SWITCH, "false"),
  PORT_FORWARD(Kind.SWITCH, "false"),
  PORT_FORWARD_PORT(Kind.PORT, "0"),
  PRINT_NODE_NAME(Kind.SWITCH, "false"),
  PRINT_POLICY_NAMES(Kind.SWITCH, "false"),
  REQUEST_TIMEOUT(Kind.DURATION, "12s"),
  SERVER(Kind.ADDRESS, "localhost:" + ServerAddress.HUBBLE_PORT),
  TIME_FORMAT(Kind.TEXT, "StampMilli") {
    @Override
    List<String> choices() {
      return List.of(TimeFormat.names().split(", ", -1));
    }
  },
  TIMEOUT(Kind.DURATION, "5s"),
  TLS(Kind.SWITCH, "false"),
  TLS_ALLOW_INSECURE(Kind.SWITCH, "false"),
  TLS_CA_CERT_FILES(Kind.LIST, ""),
  TLS_CLIENT_CERT_FILE(Kind.TEXT, ""),
  TLS_CLIENT_KEY_FILE(Kind.TEXT, ""),
  TLS_SERVER_NAME(Kind.TEXT, ""),
  USE_DEFAULT_FIELD_MASKS(Kind.SWITCH, "true");

  enum Kind {
    ADDRESS,
    DURATION,
    FILTERS,
    LIST,
    PORT,
    SECRET,
    SWITCH,
    TEXT
  }

  private static final List<String> ON = List.of("true", "t", "1", "yes", "on");
  private static final List<String> OFF = List.of("false", "f", "0", "no", "off");

  private final Kind kind;
  private final String otherwise;

  SettingKey(Kind kind, String otherwise) {
    this.kind = kind;
    this.otherwise = otherwise;
  }

  Kind kind() {
    return kind;
  }

  /** What counts when nothing is set; lists are joined by commas. */
  String otherwise() {
    return otherwise;
  }

  /** As flags and files have it. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Words that are possible; empty if any text is. */
  List<String> choices() {
    return List.of();
  }

  static Optional<SettingKey> named(String text) {
    return Arrays.stream(values()).filter(key -> key.text().equals(text)).findFirst();
  }

  static Stream<String> names() {
    return Arrays.stream(values()).map(SettingKey::text);
  }

  /** The elements of a value that came as one text. */
  List<String> split(String value) {
    if (kind != Kind.LIST) {
      return List.of(value);
    }
    String bare = value.replaceFirst("^\\[(.*)]$", "$1");
    return Arrays.stream(bare.split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  /**
   * @param source where the value stands, for the error
   * @throws CommandFailure if the value cannot be meant
   */
  void check(String source, String value) {
    switch (kind) {
      case ADDRESS -> ServerAddress.parse(source, value);
      case DURATION -> duration(source, value);
      case SWITCH -> on(source, value);
      case PORT -> {
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 0xffff) {
          throw wrong(source, value, "no port from 0 to 65535");
        }
      }
      case FILTERS -> FilterOptions.parse(source, value);
      case LIST, SECRET, TEXT -> {
        if (!choices().isEmpty() && choices().stream().noneMatch(value::equalsIgnoreCase)) {
          throw wrong(source, value, "not one of " + String.join(", ", choices()));
        }
      }
    }
  }

  static Duration duration(String source, String value) {
    return GoDuration.parse(value)
        .filter(duration -> duration.isPositive())
        .orElseThrow(() -> wrong(source, value, "no duration such as 12s"));
  }

  static boolean on(String source, String value) {
    String word = value.toLowerCase(Locale.ROOT);
    if (!ON.contains(word) && !OFF.contains(word)) {
      throw wrong(source, value, "neither true nor false");
    }
    return ON.contains(word);
  }

  private static CommandFailure wrong(String source, String value, String why) {
    return new CommandFailure(source + ": \"" + value + "\" is " + why);
  }

  /** The keys, for messages. */
  static String list() {
    return names().collect(Collectors.joining(", "));
  }
}
