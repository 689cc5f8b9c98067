package io.sextant.serve.http;

import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/** One way to write JSON for REST and streams. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE).build();

  private Json() {}

  /** For where only ASCII may stand. */
  static String ascii(Object value) {
    return MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(value);
  }

  static String of(Object value) {
    return MAPPER.writeValueAsString(value);
  }
}
