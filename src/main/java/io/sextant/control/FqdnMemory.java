package io.sextant.control;

import io.sextant.enrich.PodName;
import io.sextant.flow.IpAddress;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
        folder == null ? null : new StateFile(folder.resolve("names.state"), "sxtnames", VERSION);
  }

  /** What was saved last; nothing where nothing was, or it is broken. */
  List<FqdnBook.Known> read() throws IOException {
    List<FqdnBook.Known> known =
        file == null ? List.of() : file.read(FqdnMemory::read).orElse(List.of());
    saved = told(known);
    return known;
  }

  void save(List<FqdnBook.Known> known) throws IOException {
    Set<Told> now = told(known);
    if (file == null || now.equals(saved)) {
      return;
    }
    file.write(out -> {
      out.writeInt(known.size());
      for (FqdnBook.Known each : known) {
        out.writeUTF(each.asker().namespace());
        out.writeUTF(each.asker().name());
        out.writeUTF(each.name());
        out.writeLong(each.address().high());
        out.writeLong(each.address().low());
        out.writeLong(each.end().toEpochMilli());
      }
    });
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
