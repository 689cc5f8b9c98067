package io.sextant.bench;

/** Every figure: its key in JSON, its unit, what it says. */
enum Figure {
  DECODE_NANOS("decode.ns_per_event", "ns", "raw sample to named flow, one thread"),
  DECODE_BYTES("decode.bytes_per_event", "bytes", "allocated for it"),
  PIPELINE_NANOS("pipeline.ns_per_event", "ns", "the same and into the memory ring"),
  PIPELINE_BYTES("pipeline.bytes_per_event", "bytes", "allocated for it"),
  METRICS_NANOS("metrics.ns_per_event", "ns", "added by all metrics of flows"),
  RING_HEAP("ring.heap_bytes_per_flow", "bytes", "memory of a full ring of 65,535"),
  RING_NEEDLE("ring.needle_ms", "ms", "finding the flows of one rare pod in it"),
  STREAM("stream.flows_per_s", "flows/s", "that ring to one gRPC client over loopback"),
  STREAM_FILTERED("stream.filtered_flows_per_s", "flows/s", "the same through a filter"),
  COMMAND_FIRST_ROW("cli.first_row_ms", "ms", "start of sextant observe --last 1 to its first row"),
  HISTORY_APPEND(
      "history.append_flows_per_s", "flows/s", "named flow to durable and indexed, one thread"),
  HISTORY_APPEND_2("history.append_2t_flows_per_s", "flows/s", "the same with two threads"),
  HISTORY_APPEND_SPARSE(
      "history.append_sparse_flows_per_s",
      "flows/s",
      "one thread, flows of a node that saw 1,000 a second"),
  HISTORY_CPU("history.cpu_us_per_flow", "us", "CPU time of the writer and its helpers"),
  HISTORY_BYTES("history.bytes_per_flow", "bytes", "on the disk, reserve left out"),
  HISTORY_HEAP("history.heap_mb", "MiB", "memory of the store after these queries"),
  HISTORY_VISIBLE("history.visible_p99_ms", "ms", "flow handed to the store to found by a query"),
  HISTORY_P50_LAST100_DROPPED(
      "history.p50_ms.last100_dropped", "ms", "the last 100 dropped flows before a place"),
  HISTORY_P50_LAST100_RARE_POD(
      "history.p50_ms.last100_rare_pod", "ms", "the last 100 flows of a rare pod"),
  HISTORY_P50_RARE_POD_DROPPED(
      "history.p50_ms.rare_pod_dropped_all", "ms", "dropped flows of a rare pod, of all time"),
  HISTORY_P50_UUID("history.p50_ms.uuid", "ms", "a flow by its UUID"),
  HISTORY_P50_TRACE_ID("history.p50_ms.trace_id", "ms", "flows by trace id"),
  HISTORY_P50_PREFIX_PORT(
      "history.p50_ms.prefix_port_1h", "ms", "the last 100 by pod prefix and port in an hour"),
  HISTORY_P50_TEXT("history.p50_ms.text", "ms", "the last 100 that name a rare host"),
  HISTORY_P50_COUNT_BY_VERDICT(
      "history.p50_ms.count_by_verdict", "ms", "all flows counted by verdict"),
  HISTORY_P50_MAP_5M("history.p50_ms.map_5m", "ms", "service map of five minutes"),
  HISTORY_P50_MAP_1H("history.p50_ms.map_1h", "ms", "service map of an hour"),
  HISTORY_P50_MAP_ALL("history.p50_ms.map_all", "ms", "service map of all time"),
  HISTORY_P99_LAST100_DROPPED(
      "history.p99_ms.last100_dropped", "ms", "the last 100 dropped flows before a place"),
  HISTORY_P99_LAST100_RARE_POD(
      "history.p99_ms.last100_rare_pod", "ms", "the last 100 flows of a rare pod"),
  HISTORY_P99_RARE_POD_DROPPED(
      "history.p99_ms.rare_pod_dropped_all", "ms", "dropped flows of a rare pod, of all time"),
  HISTORY_P99_UUID("history.p99_ms.uuid", "ms", "a flow by its UUID"),
  HISTORY_P99_TRACE_ID("history.p99_ms.trace_id", "ms", "flows by trace id"),
  HISTORY_P99_PREFIX_PORT(
      "history.p99_ms.prefix_port_1h", "ms", "the last 100 by pod prefix and port in an hour"),
  HISTORY_P99_TEXT("history.p99_ms.text", "ms", "the last 100 that name a rare host"),
  HISTORY_P99_COUNT_BY_VERDICT(
      "history.p99_ms.count_by_verdict", "ms", "all flows counted by verdict"),
  HISTORY_P99_MAP_5M("history.p99_ms.map_5m", "ms", "service map of five minutes"),
  HISTORY_P99_MAP_1H("history.p99_ms.map_1h", "ms", "service map of an hour"),
  HISTORY_P99_MAP_ALL("history.p99_ms.map_all", "ms", "service map of all time"),
  POLICY_LABEL(
      "policy.label_change_ms",
      "ms",
      "one pod's label to enforced: 500 endpoints, 1,000 policies, 5,000 identities"),
  POLICY_FULL("policy.full_regeneration_ms", "ms", "the same for a policy about all endpoints");

  private final String key;
  private final String unit;
  private final String meaning;

  Figure(String key, String unit, String meaning) {
    this.key = key;
    this.unit = unit;
    this.meaning = meaning;
  }

  String key() {
    return key;
  }

  String unit() {
    return unit;
  }

  String meaning() {
    return meaning;
  }
}
