package io.sextant.control;

import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.policy.Identity;
import io.sextant.policy.NamePattern;
import io.sextant.policy.NamedPort;
import io.sextant.policy.Traits;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** An identity as bytes. */
final class IdentityBytes {
  private IdentityBytes() {}

  static void write(DataOutputStream out, Identity identity) throws IOException {
    out.writeInt(identity.number());
    writeTexts(out, identity.labels());
    write(out, identity.traits());
  }

  static Identity read(DataInputStream in) throws IOException {
    return new Identity(in.readInt(), readTexts(in), readTraits(in));
  }

  private static void write(DataOutputStream out, Traits traits) throws IOException {
    out.writeInt(traits.ranges().size());
    for (Cidr range : traits.ranges()) {
      out.writeLong(range.address().high());
      out.writeLong(range.address().low());
      out.writeByte(range.length());
    }
    writeTexts(out, traits.names().stream().map(NamePattern::text).toList());
    out.writeInt(traits.ports().size());
    for (Map.Entry<NamedPort, Integer> port : traits.ports().entrySet()) {
      out.writeUTF(port.getKey().name());
      out.writeUTF(port.getKey().protocol().name());
      out.writeInt(port.getValue());
    }
  }

  private static Traits readTraits(DataInputStream in) throws IOException {
    HashSet<Cidr> ranges = new HashSet<>();
    for (int left = in.readInt(); left > 0; left--) {
      IpAddress address = new IpAddress(in.readLong(), in.readLong());
      ranges.add(new Cidr(address, in.readUnsignedByte()));
    }
    HashSet<NamePattern> names = new HashSet<>();
    readTexts(in).forEach(text -> names.add(new NamePattern(text)));
    Map<NamedPort, Integer> ports = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      NamedPort name = new NamedPort(in.readUTF(), L4Protocol.valueOf(in.readUTF()));
      ports.put(name, in.readInt());
    }
    return new Traits(ranges, names, ports);
  }

  private static void writeTexts(DataOutputStream out, Collection<String> texts)
      throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      out.writeUTF(text);
    }
  }

  private static List<String> readTexts(DataInputStream in) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(in.readUTF());
    }
    return texts;
  }
}
