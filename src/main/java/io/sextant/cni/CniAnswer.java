package io.sextant.cni;

import java.util.Optional;

/**
 * What the plug-in prints and ends with.
 *
 * @param exitCode 0 for success
 * @param text for standard output, may be empty
 * @param added what an ADD made; taken back when the answer reaches nobody
 */
record CniAnswer(int exitCode, String text, Optional<AttachmentId> added) {
  private static final int FAILED = 1;

  /** A verb without a result went well. */
  static final CniAnswer DONE = new CniAnswer(0, "", Optional.empty());

  static CniAnswer of(String text) {
    return new CniAnswer(0, text, Optional.empty());
  }

  static CniAnswer added(AttachmentId id, String text) {
    return new CniAnswer(0, text, Optional.of(id));
  }

  static CniAnswer failed(CniVersion version, CniException failure) {
    return new CniAnswer(
        FAILED,
        "{\"cniVersion\":\"%s\",\"code\":%d,\"msg\":%s,\"details\":%s}"
            .formatted(
                version, failure.code().number(), quoted(failure.text()), quoted(failure.hint())),
        Optional.empty());
  }

  /** As JSON; by hand, since the plug-in's process has no time to load a library for it. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        default -> {
          if (c < ' ' || Character.isSurrogate(c) || c == 0x7f) {
            quoted.append("\\u%04x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
