package io.sextant.bench;

import java.io.IOException;

/** The parts that can be chosen, in the order that they run. */
enum Part {
  DECODE(FlowParts::decode),
  PIPELINE(FlowParts::pipeline),
  METRICS(FlowParts::metrics),
  RING(RingPart::measure),
  STREAM(StreamPart::measure),
  CLI(CommandPart::measure),
  HISTORY(HistoryPart::measure),
  POLICY(PolicyPart::measure);

  private interface Measurement {
    void run(Bench bench) throws IOException;
  }

  private final Measurement measurement;

  Part(Measurement measurement) {
    this.measurement = measurement;
  }

  void measure(Bench bench) throws IOException {
    measurement.run(bench);
  }
}
