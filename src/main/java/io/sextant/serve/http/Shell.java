package io.sextant.serve.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the page loads, with the names that the UI's build gave them. All are relative, so that the
 * page may stand behind a path of its own.
 *
 * @param script of the page; empty when this jar was built without its UI
 */
record Shell(String script, List<String> styles, List<String> fonts) {
  private static final String MANIFEST = "static/app/manifest.json";
  private static final String ENTRY = "src/main.ts";
  private static final String APP = "app/";

  static Shell read() {
    ClassPathResource manifest = new ClassPathResource(MANIFEST);
    if (!manifest.exists()) {
      return new Shell("", List.of(), List.of());
    }
    try (InputStream in = manifest.getInputStream()) {
      return of(JsonMapper.shared().readTree(in));
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + MANIFEST + " of the jar", e);
    }
  }

  private static Shell of(JsonNode manifest) {
    JsonNode entry = manifest.path(ENTRY);
    if (!entry.has("file")) {
      throw new IllegalStateException(MANIFEST + " of the jar has no entry " + ENTRY);
    }
    List<String> styles = new ArrayList<>();
    entry.path("css").forEach(css -> styles.add(APP + css.asString()));
    List<String> fonts = new ArrayList<>();
    manifest.forEach(asset -> {
      String file = asset.path("file").asString();
      if (file.endsWith(".woff2")) {
        fonts.add(APP + file);
      }
    });
    return new Shell(APP + entry.path("file").asString(), styles, fonts);
  }
}
