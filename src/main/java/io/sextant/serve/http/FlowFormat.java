package io.sextant.serve.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.reactive.function.server.ServerRequest;

/** The forms in which flows are given; where a client takes several alike, the first. */
enum FlowFormat {
  /** A page. */
  JSON(MediaType.APPLICATION_JSON),
  /** A flow a line, any number of them. */
  NDJSON(MediaType.APPLICATION_NDJSON),
  /** A table, any number of rows. */
  CSV(new MediaType("text", "csv"));

  static final String PARAMETER = "format";

  private final MediaType mediaType;

  FlowFormat(MediaType mediaType) {
    this.mediaType = mediaType;
  }

  MediaType mediaType() {
    return mediaType;
  }

  /**
   * What the request asks for: the parameter, else what its client accepts.
   *
   * @throws NotAcceptable if that is nothing we have
   */
  static FlowFormat of(ServerRequest request) {
    Optional<String> named = request.queryParam(PARAMETER);
    if (named.isPresent()) {
      return named(named.get());
    }
    List<String> accept = request.headers().header("Accept");
    return accepted(accept)
        .orElseThrow(() -> new NotAcceptable(String.join(", ", accept), offer()));
  }

  private static FlowFormat named(String name) {
    for (FlowFormat format : values()) {
      if (format.text().equals(name)) {
        return format;
      }
    }
    throw new BadParameter(
        PARAMETER,
        name,
        Arrays.stream(values()).map(FlowFormat::text).collect(Collectors.joining(", ")));
  }

  private static Optional<FlowFormat> accepted(List<String> accept) {
    List<MediaType> types;
    try {
      types = new ArrayList<>(MediaType.parseMediaTypes(accept));
      MimeTypeUtils.sortBySpecificity(types);
    } catch (InvalidMediaTypeException | InvalidMimeTypeException e) {
      return Optional.empty();
    }
    if (types.isEmpty()) {
      return Optional.of(JSON);
    }
    return types.stream()
        .filter(type -> type.getQualityValue() > 0)
        .flatMap(type -> Arrays.stream(values()).filter(format -> type.includes(format.mediaType)))
        .findFirst();
  }

  private static String offer() {
    return Arrays.stream(values())
        .map(format -> format.mediaType.toString())
        .collect(Collectors.joining(", "));
  }

  private String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
