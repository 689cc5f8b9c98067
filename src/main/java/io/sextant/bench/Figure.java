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
  COMMAND_FIRST_ROW("cli.first_row_ms", "ms", "start of sextant observe --last 1 to its first row");

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
