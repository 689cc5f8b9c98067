package io.sextant.control;

import io.sextant.durable.DamagedStateException;
import io.sextant.durable.StateFile;
import io.sextant.enrich.PodName;
import io.sextant.flow.IpAddress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * DNS answers over a restart: those that policies in force ask about, so that what they opened
 * stays open. Written when one comes or goes, not when one lasts longer. For one thread.
 */
final class FqdnMemory {
  private static final int VERSION = 1;

  private final @Nullable StateFile file;
  private Set<Told> saved = Set.of();

  /** What tells one answer from another. */
  private record Told(PodName asker, String name, IpAddress address) {}

  /**
   * @param folder where the file is, or null to remember nothing
   */
  FqdnMemory(@Nullable Path folder) {
    file =
        folder == null
            ? null
            : new StateFile(
                folder.resolve("names.state"), "dns-names", VERSION, StateFile.Survival.OF_MACHINE);
  }

  /** What was saved last; nothing where nothing was, or it is broken. */
  List<FqdnBook.Known> read() throws IOException {
    List<FqdnBook.Known> known = file == null ? List.of() : read(file);
    saved = told(known);
    return known;
  }

  /** A file that is broken is set aside: names are learnt again. */
  private static List<FqdnBook.Known> read(StateFile file) throws IOException {
    try {
      Optional<byte[]> content = file.read();
      return content.isEmpty()
          ? List.of()
          : read(new DataInputStream(new ByteArrayInputStream(content.get())));
    } catch (DamagedStateException | EOFException | UTFDataFormatException e) {
      Path aside = file.setAside();
      System.getLogger(FqdnMemory.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "names of DNS answers begin anew, what was there is {0}: {1}",
              aside,
              e.getMessage());
      return List.of();
    }
  }

  void save(List<FqdnBook.Known> known) throws IOException {
    Set<Told> now = told(known);
    if (file == null || now.equals(saved)) {
      return;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(known.size());
    for (FqdnBook.Known each : known) {
      out.writeUTF(each.asker().namespace());
      out.writeUTF(each.asker().name());
      out.writeUTF(each.name());
      out.writeLong(each.address().high());
      out.writeLong(each.address().low());
      out.writeLong(each.end().toEpochMilli());
    }
    file.write(bytes.toByteArray());
    saved = now;
  }

  private static List<FqdnBook.Known> read(DataInputStream in) throws IOException {
    List<FqdnBook.Known> known = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      PodName asker = new PodName(in.readUTF(), in.readUTF());
      String name = in.readUTF();
      IpAddress address = new IpAddress(in.readLong(), in.readLong());
      known.add(new FqdnBook.Known(asker, name, address, Instant.ofEpochMilli(in.readLong())));
    }
    return known;
  }

  private static Set<Told> told(List<FqdnBook.Known> known) {
    return known.stream()
        .map(each -> new Told(each.asker(), each.name(), each.address()))
        .collect(Collectors.toSet());
  }
}
