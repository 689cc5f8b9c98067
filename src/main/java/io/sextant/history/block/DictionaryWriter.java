package io.sextant.history.block;

import io.sextant.flow.Endpoint;
import io.sextant.flow.IpAddress;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.Service;
import io.sextant.flow.Workload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Adds values to a dictionary and to its log. The log is a row of frames, whole or torn:
 *
 * <pre>
 *  | length of the entries u32 | CRC32C of the entries u32 | entries |
 * </pre>
 *
 * <p>An entry is a byte for its {@link Kind} and its fields. It has no number: it is the next of
 * its kind. Texts, and endpoints within parties, are numbers of entries that came before.
 */
final class DictionaryWriter {
  static final int FRAME_HEAD = 8;

  /** A frame is closed when it has passed this size. */
  static final int FULL_FRAME = 1 << 20;

  static final int HAS_ADDRESS = 1;
  static final int IS_V4 = 2;
  static final int HAS_SERVICE = 4;

  /** Kinds of entries; their bytes are their ordinals. */
  enum Kind {
    NONE,
    STRING,
    ENDPOINT,
    PARTY,
    SHAPE,
    PLACE,
    DECISION,
    HOP;

    static final Kind[] ALL = values();
  }

  private final Dictionary dictionary;
  private final ByteWriter entry = new ByteWriter(256);
  private final ByteWriter log = new ByteWriter(1024);
  private final CRC32C crc = new CRC32C();
  private @Nullable Lookup lookup;
  private boolean sealed;
  private int frame;
  private long written;

  DictionaryWriter(Dictionary dictionary) {
    this.dictionary = dictionary;
  }

  /** The one fast way to the numbers, for all builders of the thread that adds. */
  Lookup lookup() {
    if (sealed) {
      throw new IllegalStateException("the dictionary is sealed, a builder needs an open one");
    }
    if (lookup == null) {
      lookup = new Lookup(this);
    }
    return lookup;
  }

  void seal() {
    sealed = true;
    lookup = null;
  }

  long bytes() {
    return written + log.size();
  }

  /** What is in a log already. */
  void begin(long bytes) {
    written = bytes;
  }

  ByteBuffer pending() {
    closeFrame();
    return ByteBuffer.wrap(log.bytes(), 0, log.size());
  }

  void written() {
    closeFrame();
    written += log.size();
    log.clear();
    frame = 0;
  }

  int party(Party party) {
    int known = dictionary.parties.find(party);
    if (known >= 0) {
      return known;
    }
    int endpoint = endpoint(party.endpoint());
    Service service = party.service();
    boolean v4 = IpAddress.isV4(party.high(), party.low());
    entry.put(
        (party.hasAddress() ? HAS_ADDRESS : 0)
            | (v4 ? IS_V4 : 0)
            | (service != null ? HAS_SERVICE : 0));
    entry.putVarint(endpoint);
    if (v4) {
      entry.putInt((int) party.low());
    } else {
      entry.putLong(party.high());
      entry.putLong(party.low());
    }
    strings(party.names());
    if (service != null) {
      string(service.name());
      string(service.namespace());
    }
    return append(Kind.PARTY, dictionary.parties, party);
  }

  private int endpoint(Endpoint endpoint) {
    int known = dictionary.endpoints.find(endpoint);
    if (known >= 0) {
      return known;
    }
    entry.putSigned(endpoint.id());
    entry.putInt(endpoint.identity());
    string(endpoint.clusterName());
    string(endpoint.namespace());
    strings(endpoint.labels());
    string(endpoint.podName());
    string(endpoint.podUid());
    entry.putVarint(endpoint.workloads().size());
    for (Workload workload : endpoint.workloads()) {
      string(workload.name());
      string(workload.kind());
    }
    return append(Kind.ENDPOINT, dictionary.endpoints, endpoint);
  }

  int shape(Shape shape) {
    int known = dictionary.shapes.find(shape);
    if (known >= 0) {
      return known;
    }
    entry.putLong(shape.kinds());
    entry.putLong(shape.codes());
    entry.putLong(shape.drop());
    string(shape.summary());
    return append(Kind.SHAPE, dictionary.shapes, shape);
  }

  int place(Place place) {
    int known = dictionary.places.find(place);
    if (known >= 0) {
      return known;
    }
    string(place.node().name());
    strings(place.node().labels());
    entry.put(place.networkInterface() == null ? 0 : 1);
    if (place.networkInterface() != null) {
      entry.putSigned(place.networkInterface().index());
      string(place.networkInterface().name());
    }
    return append(Kind.PLACE, dictionary.places, place);
  }

  int decision(Decision decision) {
    int known = dictionary.decisions.find(decision);
    if (known >= 0) {
      return known;
    }
    entry.putInt(decision.ruleCookie());
    entry.putInt(decision.ruleRevision());
    entry.putInt(decision.proxyPort());
    PolicyAttribution policies = decision.policies();
    entry.put(policies == null ? 0 : 1);
    if (policies != null) {
      entry.put(policies.direction().ordinal());
      entry.put(policies.allowed() ? 1 : 0);
      entry.putVarint(policies.policies().size());
      policies.policies().forEach(this::policy);
      strings(policies.log());
    }
    return append(Kind.DECISION, dictionary.decisions, decision);
  }

  private void policy(PolicyRef policy) {
    string(policy.kind());
    string(policy.namespace());
    string(policy.name());
    strings(policy.labels());
    entry.putSigned(policy.revision());
  }

  int hop(Hop hop) {
    int known = dictionary.hops.find(hop);
    if (known >= 0) {
      return known;
    }
    entry.putVarint(hop.place());
    entry.putLong(hop.sourceMac());
    entry.putLong(hop.destinationMac());
    return append(Kind.HOP, dictionary.hops, hop);
  }

  private void strings(List<String> texts) {
    entry.putVarint(texts.size());
    for (String text : texts) {
      string(text);
    }
  }

  /** The number of a text, which goes to the log before the entry that is being made. */
  private void string(String text) {
    int known = dictionary.strings.find(text);
    if (known < 0) {
      openFrame();
      log.put(Kind.STRING.ordinal());
      log.putString(text);
      known = dictionary.strings.add(text);
    }
    entry.putVarint(known);
  }

  private <T> int append(Kind kind, Entries<T> entries, T value) {
    openFrame();
    log.put(kind.ordinal());
    log.putBytes(entry.bytes(), 0, entry.size());
    entry.clear();
    if (log.size() - frame > FULL_FRAME) {
      closeFrame();
    }
    return entries.add(value);
  }

  private void openFrame() {
    if (log.size() == frame) {
      log.size(frame + FRAME_HEAD);
    }
  }

  private void closeFrame() {
    int length = log.size() - frame - FRAME_HEAD;
    if (length > 0) {
      crc.reset();
      crc.update(log.bytes(), frame + FRAME_HEAD, length);
      log.putInt(frame, length);
      log.putInt(frame + Integer.BYTES, (int) crc.getValue());
      frame = log.size();
    }
  }
}
