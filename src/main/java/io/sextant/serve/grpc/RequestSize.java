package io.sextant.serve.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import io.sextant.proto.flow.FlowFilter;
import io.sextant.proto.observer.GetFlowsRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Holds requests against the limits, before anything in it is read or compiled. */
final class RequestSize {
  /** What is too much. */
  record Excess(Refused.Why why, String text) {}

  private final GrpcLimits limits;

  RequestSize(GrpcLimits limits) {
    this.limits = limits;
  }

  /** The first limit that a request exceeds. */
  Optional<Excess> excess(Object request) {
    Optional<Excess> bytes =
        request instanceof MessageLite message
            ? over(
                Refused.Why.REQUEST_BYTES,
                "request",
                message.getSerializedSize(),
                limits.requestBytes(),
                "bytes")
            : Optional.empty();
    return bytes.isEmpty() && request instanceof GetFlowsRequest flows ? flows(flows) : bytes;
  }

  private Optional<Excess> flows(GetFlowsRequest request) {
    List<FlowFilter> filters =
        Stream.concat(request.getWhitelistList().stream(), request.getBlacklistList().stream())
            .toList();
    return Stream.of(
            over(
                Refused.Why.FILTERS,
                "whitelist and blacklist",
                filters.size(),
                limits.filters(),
                "filters"),
            over(
                Refused.Why.FILTER_BYTES,
                "whitelist and blacklist",
                filters.stream().mapToLong(FlowFilter::getSerializedSize).sum(),
                limits.filterBytes(),
                "bytes"),
            over(
                Refused.Why.FILTER_VALUES,
                "whitelist and blacklist",
                filters.stream().mapToLong(RequestSize::values).sum(),
                limits.filterValues(),
                "values"),
            over(
                Refused.Why.EXPRESSIONS,
                "dns_query, http_path, http_url and cel_expression",
                filters.stream().mapToLong(RequestSize::expressions).sum(),
                limits.expressions(),
                "expressions"),
            over(
                Refused.Why.MASK_PATHS,
                "field_mask",
                request.getFieldMask().getPathsCount(),
                limits.maskPaths(),
                "paths"))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Excess> over(
      Refused.Why why, String field, long count, int most, String unit) {
    return count <= most
        ? Optional.empty()
        : Optional.of(
            new Excess(
                why, "%s: %d %s; a request may have %d".formatted(field, count, unit, most)));
  }

  private static long values(Message filter) {
    long values = 0;
    for (FieldDescriptor field : filter.getAllFields().keySet()) {
      if (field.isRepeated()) {
        values += filter.getRepeatedFieldCount(field);
      } else if (filter.getField(field) instanceof Message part) {
        values += values(part);
      }
    }
    return values;
  }

  private static long expressions(FlowFilter filter) {
    return (long) filter.getDnsQueryCount()
        + filter.getHttpPathCount()
        + filter.getHttpUrlCount()
        + filter.getExperimental().getCelExpressionCount();
  }
}
