package io.sextant.history.block;

import io.sextant.flow.Endpoint;
import io.sextant.flow.IpAddress;
import io.sextant.flow.NetworkInterface;
import io.sextant.flow.Node;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.Service;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Workload;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads what {@link DictionaryWriter} wrote. */
final class DictionaryReader {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** No frame is longer than a full one and one entry. */
  private static final int LONGEST_FRAME = 64 << 20;

  private static final TrafficDirection[] DIRECTIONS = TrafficDirection.values();

  private final Dictionary dictionary;
  private final ByteReader in = new ByteReader("dictionary");
  private final CRC32C crc = new CRC32C();
  private byte[] frame = new byte[1024];

  DictionaryReader(Dictionary dictionary) {
    this.dictionary = dictionary;
  }

  long read(MemorySegment log) {
    long at = 0;
    while (log.byteSize() - at > DictionaryWriter.FRAME_HEAD) {
      int length = log.get(INT, at);
      long end = at + DictionaryWriter.FRAME_HEAD + length;
      if (length <= 0 || length > LONGEST_FRAME || end > log.byteSize()) {
        break;
      }
      if (!isWhole(log, at, length)) {
        break;
      }
      entries(length);
      at = end;
    }
    dictionary.writer().begin(at);
    return at;
  }

  private boolean isWhole(MemorySegment log, long at, int length) {
    if (length > frame.length) {
      frame = new byte[Math.max(length, 2 * frame.length)];
    }
    MemorySegment.copy(
        log, ValueLayout.JAVA_BYTE, at + DictionaryWriter.FRAME_HEAD, frame, 0, length);
    crc.reset();
    crc.update(frame, 0, length);
    return (int) crc.getValue() == log.get(INT, at + Integer.BYTES);
  }

  private void entries(int length) {
    in.over(frame, 0, length);
    while (in.left() > 0) {
      switch (kind()) {
        case STRING -> add(dictionary.strings, in.getString());
        case ENDPOINT -> add(dictionary.endpoints, endpoint());
        case PARTY -> add(dictionary.parties, party());
        case SHAPE -> add(dictionary.shapes, shape());
        case PLACE -> add(dictionary.places, place());
        case DECISION -> add(dictionary.decisions, decision());
        case HOP -> add(dictionary.hops, hop());
        case NONE -> throw in.broken("an entry of kind 0");
      }
    }
  }

  private DictionaryWriter.Kind kind() {
    int kind = in.get();
    if (kind >= DictionaryWriter.Kind.ALL.length) {
      throw in.broken("an entry of kind " + kind);
    }
    return DictionaryWriter.Kind.ALL[kind];
  }

  private static <T> void add(Entries<T> entries, T value) {
    entries.add(value);
  }

  private Endpoint endpoint() {
    int id = (int) in.getSigned();
    int identity = in.getInt();
    String cluster = string();
    String namespace = string();
    List<String> labels = strings();
    String pod = string();
    String uid = string();
    List<Workload> workloads = list(() -> new Workload(string(), string()));
    Endpoint read = new Endpoint(id, identity, cluster, namespace, labels, pod, uid, workloads);
    return read.equals(Endpoint.UNKNOWN) ? Endpoint.UNKNOWN : read;
  }

  private Party party() {
    int flags = in.get();
    Endpoint endpoint =
        dictionary.endpoints.get(in.getBelow(dictionary.endpoints.count(), "endpoint"));
    boolean v4 = (flags & DictionaryWriter.IS_V4) != 0;
    long high = v4 ? 0 : in.getLong();
    long low = v4 ? IpAddress.v4Low(in.getInt()) : in.getLong();
    List<String> names = strings();
    boolean served = (flags & DictionaryWriter.HAS_SERVICE) != 0;
    Service service = served ? new Service(string(), string()) : null;
    boolean known = (flags & DictionaryWriter.HAS_ADDRESS) != 0;
    return new Party(endpoint, known, high, low, names, service);
  }

  private Shape shape() {
    Shape shape = new Shape(in.getLong(), in.getLong(), in.getLong(), string());
    if (!shape.isValid()) {
      throw in.broken("a shape of unknown kinds, %x".formatted(shape.kinds()));
    }
    return shape;
  }

  private Place place() {
    Node node = new Node(string(), strings());
    boolean hasInterface = in.get() != 0;
    return new Place(
        node, hasInterface ? new NetworkInterface((int) in.getSigned(), string()) : null);
  }

  private Hop hop() {
    int place = in.getBelow(dictionary.places.count(), "place");
    return new Hop(place, in.getLong(), in.getLong());
  }

  private Decision decision() {
    int cookie = in.getInt();
    int revision = in.getInt();
    int proxyPort = in.getInt();
    return new Decision(policies(), cookie, revision, proxyPort);
  }

  private @Nullable PolicyAttribution policies() {
    if (in.get() == 0) {
      return null;
    }
    TrafficDirection direction = DIRECTIONS[in.getBelow(DIRECTIONS.length, "direction")];
    boolean allowed = in.get() != 0;
    return new PolicyAttribution(direction, allowed, list(this::policy), strings());
  }

  private PolicyRef policy() {
    return new PolicyRef(string(), string(), string(), strings(), in.getSigned());
  }

  private String string() {
    return dictionary.strings.get(in.getBelow(dictionary.strings.count(), "text"));
  }

  private List<String> strings() {
    return list(this::string);
  }

  private <T> List<T> list(Supplier<T> read) {
    int count = in.getCount();
    if (count == 0) {
      return List.of();
    }
    List<T> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(read.get());
    }
    return List.copyOf(all);
  }
}
