package io.sextant.decode;

import io.sextant.decode.Explanation.Field;
import io.sextant.decode.Explanation.Part;
import io.sextant.flow.EventType;
import io.sextant.flow.Tunnel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes one sample apart. The packet is walked by the decoder's own steps, so that the explanation
 * stops where decoding stops.
 */
final class Explainer {
  private static final int VERSION = 14;

  /** Longer than any struct: views read fields that are cut off as zero. */
  private static final int STRUCT_ROOM = 64;

  private final byte[] sample;
  private final byte[] struct;
  private final Packet packet = new Packet();
  private final PacketDecoder decoder = new PacketDecoder(packet);
  private final List<Part> parts = new ArrayList<>();
  private int covered;

  Explainer(byte[] sample) {
    this.sample = sample;
    this.struct = Arrays.copyOf(sample, Math.max(sample.length, STRUCT_ROOM));
  }

  Explanation explain() {
    if (sample.length > 0) {
      notification();
      rest("not decoded");
    }
    return new Explanation(parts, outcome());
  }

  private String outcome() {
    DatapathEvent event = new DatapathDecoder().decode(sample, 0, sample.length);
    return switch (event) {
      case Refusal refusal -> "refused: " + refusal.text();
      case Notification notification -> "decoded: " + notification.getClass().getSimpleName();
    };
  }

  private void notification() {
    int version = Wire.u8(struct, VERSION);
    switch (Wire.u8(sample, 0)) {
      case EventType.DROP -> drop(DropNotify.lengthOf(version));
      case EventType.TRACE -> trace(TraceNotify.lengthOf(version));
      case EventType.POLICY_VERDICT -> {
        PolicyVerdictNotify verdict = new PolicyVerdictNotify(packet);
        struct(
            verdict,
            "PolicyVerdictNotify",
            StructLayouts.POLICY_VERDICT,
            PolicyVerdictNotify.LENGTH);
        packet(PolicyVerdictNotify.LENGTH, verdict.packetFlags());
      }
      case EventType.CAPTURE -> {
        struct(
            new DebugCapture(packet), "DebugCapture", StructLayouts.CAPTURE, DebugCapture.LENGTH);
        packet(DebugCapture.LENGTH, 0);
      }
      case EventType.DEBUG ->
          struct(new DebugMsg(), "DebugMsg", StructLayouts.DEBUG, DebugMsg.LENGTH);
      case EventType.TRACE_SOCK ->
          struct(
              new TraceSockNotify(),
              "TraceSockNotify",
              StructLayouts.TRACE_SOCK,
              TraceSockNotify.LENGTH);
      default -> part("unknown message type " + Wire.u8(sample, 0), List.of());
    }
  }

  /** A length below 0 stands for an unknown version, of which the oldest fields are shown. */
  private void drop(int length) {
    DropNotify drop = new DropNotify(packet);
    int shown = length < 0 ? DropNotify.MIN_LENGTH : length;
    struct(drop, "DropNotify", StructLayouts.DROP, shown);
    if (length >= 0) {
      packet(length, drop.flags());
    }
  }

  private void trace(int length) {
    TraceNotify trace = new TraceNotify(packet);
    int shown = length < 0 ? TraceNotify.MIN_LENGTH : length;
    struct(trace, "TraceNotify", StructLayouts.TRACE, shown);
    if (length >= 0) {
      packet(length, trace.flags());
    }
  }

  private <N extends Notification> void struct(
      N view, String title, List<StructField<N>> layout, int length) {
    view.wrap(struct, 0);
    List<Field> fields = new ArrayList<>();
    int at = 0;
    int end = Math.min(length, sample.length);
    for (StructField<N> field : layout) {
      if (at + field.length() > end) {
        break;
      }
      fields.add(new Field(at, field.length(), field.name(), field.text().apply(view)));
      at += field.length();
    }
    covered = at;
    boolean cut = sample.length < length;
    part(cut ? title + ", cut off: " + length + " bytes expected" : title, fields);
  }

  private void packet(int from, int flags) {
    if (from >= sample.length) {
      return;
    }
    Cursor cursor = decoder.start(sample, from, sample.length);
    boolean decoded = walk(cursor, PacketDecoder.firstLayer(flags));
    Tunnel.Protocol tunnel = PacketDecoder.tunnel(flags);
    if (!decoded || tunnel == Tunnel.Protocol.UNKNOWN) {
      return;
    }
    if (packet.protocol() != io.sextant.flow.L4Protocol.UDP) {
      part("no UDP header before the tunnel", List.of());
      return;
    }
    Layer inside = decoder.enter(tunnel);
    if (cursor.position() == covered) {
      walk(cursor, inside);
    }
  }

  /** False when a header was refused. */
  private boolean walk(Cursor cursor, Layer first) {
    Layer layer = first;
    do {
      int at = cursor.position();
      int end = at + cursor.left();
      Layer next = decoder.step(layer);
      header(layer, at, end, next);
      if (next != Layer.NONE && next != Layer.REFUSED && cursor.position() > covered) {
        field("options", cursor.position());
      }
      layer = next;
    } while (layer != Layer.NONE && layer != Layer.REFUSED && !cursor.atEnd());
    return layer != Layer.REFUSED;
  }

  private void header(Layer layer, int at, int end, Layer next) {
    if (at < covered) {
      return; // a jumbo header is read again as the next one
    }
    List<Field> fields = new ArrayList<>();
    int place = at;
    for (HeaderField field : HeaderField.of(layer)) {
      if (place + field.length() > end) {
        break;
      }
      fields.add(new Field(place, field.length(), field.name(), field.text(sample, place)));
      place += field.length();
    }
    covered = place;
    String title = HeaderField.title(layer);
    part(next == Layer.REFUSED ? title + ", refused" : title, fields);
    if (layer == Layer.TCP && next != Layer.REFUSED) {
      field("options", at + (Wire.u8(sample, at + 12) >>> 4) * 4);
    }
  }

  /** Adds a field up to {@code end} to the last part. */
  private void field(String name, int end) {
    if (end > covered) {
      Part last = parts.removeLast();
      List<Field> fields = new ArrayList<>(last.fields());
      fields.add(new Field(covered, end - covered, name, ""));
      parts.add(new Part(last.title(), fields));
      covered = end;
    }
  }

  private void rest(String title) {
    if (covered < sample.length) {
      int length = sample.length - covered;
      part(title, List.of(new Field(covered, length, "bytes", Integer.toString(length))));
      covered = sample.length;
    }
  }

  private void part(String title, List<Field> fields) {
    parts.add(new Part(title, fields));
  }
}
