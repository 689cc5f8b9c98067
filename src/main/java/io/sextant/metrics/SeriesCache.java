package io.sextant.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Series by a small number; made when first asked for, so that only what was seen is exposed. */
final class SeriesCache {
  private final @Nullable CounterDataPoint[] series;
  private final IntFunction<CounterDataPoint> make;

  SeriesCache(int size, IntFunction<CounterDataPoint> make) {
    this.series = new CounterDataPoint[size];
    this.make = make;
  }

  CounterDataPoint at(int key) {
    CounterDataPoint point = series[key];
    if (point == null) {
      point = make.apply(key);
      series[key] = point;
    }
    return point;
  }
}
