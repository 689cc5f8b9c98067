package io.sextant.control;

import io.sextant.control.ControlStatus.Refused;
import io.sextant.manifest.ClusterObject;
import io.sextant.manifest.ClusterObjects;
import io.sextant.manifest.ObjectName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Lets in what can be planned. Of a change that cannot, the objects at fault are found by halves
 * and stay as they were; all others come in.
 */
final class Admission {
  private final Planner planner;
  private final Plan before;
  private final Wanted wanted;
  private final List<Refused> refused = new ArrayList<>();

  /** A plan, and what is not in it. */
  record Admitted(Plan plan, List<Refused> refused) {}

  private Admission(Planner planner, Plan before, Wanted wanted) {
    this.planner = planner;
    this.before = before;
    this.wanted = wanted;
  }

  /**
   * @throws IllegalStateException when not even the objects before can be planned, with pods and
   *     names as they are now
   */
  static Admitted admit(Planner planner, Plan before, Wanted wanted) {
    try {
      return new Admitted(planner.plan(before, wanted), List.of());
    } catch (IllegalStateException e) {
      return new Admission(planner, before, wanted).withoutCulprits(e);
    }
  }

  private Admitted withoutCulprits(IllegalStateException reason) {
    ClusterObjects good = before.wanted().objects();
    planner.plan(before, wanted.with(good));
    ClusterObjects in = admit(good, changes(good), reason);
    return new Admitted(planner.plan(before, wanted.with(in)), refused);
  }

  private List<ObjectName> changes(ClusterObjects good) {
    Set<ObjectName> names = new HashSet<>(good.byName().keySet());
    names.addAll(wanted.objects().byName().keySet());
    names.removeIf(
        name -> Objects.equals(good.byName().get(name), wanted.objects().byName().get(name)));
    return names.stream().sorted(java.util.Comparator.comparing(ObjectName::toString)).toList();
  }

  /** The objects with those of the changes that can be planned. */
  private ClusterObjects admit(
      ClusterObjects in, List<ObjectName> changes, IllegalStateException reason) {
    if (changes.size() == 1) {
      refused.add(new Refused(changes.getFirst(), String.valueOf(reason.getMessage())));
      return in;
    }
    int half = changes.size() / 2;
    ClusterObjects some = tried(in, changes.subList(0, half));
    return tried(some, changes.subList(half, changes.size()));
  }

  private ClusterObjects tried(ClusterObjects in, List<ObjectName> changes) {
    ClusterObjects all = changed(in, changes);
    try {
      planner.plan(before, wanted.with(all));
      return all;
    } catch (IllegalStateException e) {
      return admit(in, changes, e);
    }
  }

  private ClusterObjects changed(ClusterObjects in, List<ObjectName> changes) {
    Map<ObjectName, ClusterObject> objects = new HashMap<>(in.byName());
    for (ObjectName name : changes) {
      ClusterObject next = wanted.objects().byName().get(name);
      if (next == null) {
        objects.remove(name);
      } else {
        objects.put(name, next);
      }
    }
    return new ClusterObjects(objects);
  }
}
