package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.Service;
import java.util.List;

/** By the Kubernetes Service of one side. */
public record Services(Side side, List<NamePrefix> names) implements Criterion {
  public Services {
    names = List.copyOf(names);
  }

  public static Services parse(Side side, List<String> texts) {
    return new Services(
        side, texts.stream().map(text -> NamePrefix.parse(side.field("service"), text)).toList());
  }

  @Override
  public boolean test(Event event) {
    Service service = event instanceof Flow flow ? side.service(flow) : null;
    return service != null
        && names.stream().anyMatch(name -> name.fits(service.namespace(), service.name()));
  }

  @Override
  public int cost() {
    return 8;
  }
}
