package io.sextant.datapath;

import io.sextant.datapath.sys.BpfLink;
import io.sextant.datapath.sys.BpfLink.Hook;
import io.sextant.datapath.sys.BpfProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pinned TCX links: replaced without a gap, gone at once when detached. Kernel 6.6. */
final class TcxAttachments implements Attachments {
  private final Path links;

  TcxAttachments(Path links) {
    this.links = links;
  }

  @Override
  public void attach(int ifindex, Programs programs) throws IOException {
    for (Map.Entry<Hook, BpfProgram> side : programs.byHook().entrySet()) {
      Path pin = links.resolve(Attachments.pinName(ifindex, side.getKey()));
      if (!update(pin, ifindex, side.getValue())) {
        create(pin, ifindex, side.getKey(), side.getValue());
      }
    }
  }

  @Override
  public boolean isAttached(int ifindex, Programs programs) throws IOException {
    for (Map.Entry<Hook, BpfProgram> side : programs.byHook().entrySet()) {
      Path pin = links.resolve(Attachments.pinName(ifindex, side.getKey()));
      if (!Files.exists(pin) || !holds(pin, ifindex, side.getValue())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void detach(int ifindex) throws IOException {
    for (Hook hook : Hook.values()) {
      Path pin = links.resolve(Attachments.pinName(ifindex, hook));
      if (Files.exists(pin)) {
        remove(pin);
      }
    }
  }

  @Override
  public List<Integer> adopt(Programs programs) throws IOException {
    List<Integer> gone = new ArrayList<>();
    for (int ifindex : devices()) {
      if (isAlive(ifindex)) {
        attach(ifindex, programs);
      } else {
        detach(ifindex);
        gone.add(ifindex);
      }
    }
    return gone;
  }

  @Override
  public List<Integer> devices() throws IOException {
    return PinDirectory.devices(links);
  }

  private static boolean holds(Path pin, int ifindex, BpfProgram program) throws IOException {
    try (BpfLink link = BpfLink.openPinned(pin)) {
      return link.ifindex() == ifindex && link.programId() == program.id();
    }
  }

  /** The kernel cuts a link from its device when that goes. */
  private boolean isAlive(int ifindex) throws IOException {
    for (Hook hook : Hook.values()) {
      Path pin = links.resolve(Attachments.pinName(ifindex, hook));
      if (Files.exists(pin)) {
        try (BpfLink link = BpfLink.openPinned(pin)) {
          if (link.ifindex() == ifindex) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** False when there is no link, or its device is gone, and its number maybe another's by now. */
  private static boolean update(Path pin, int ifindex, BpfProgram program) throws IOException {
    if (!Files.exists(pin)) {
      return false;
    }
    try (BpfLink link = BpfLink.openPinned(pin)) {
      if (link.ifindex() == ifindex) {
        link.update(program);
        return true;
      }
    }
    Files.delete(pin);
    return false;
  }

  private static void create(Path pin, int ifindex, Hook hook, BpfProgram program)
      throws IOException {
    Files.createDirectories(pin.getParent());
    try (BpfLink link = BpfLink.create(program, ifindex, hook)) {
      link.pin(pin);
    }
  }

  private static void remove(Path pin) throws IOException {
    try (BpfLink link = BpfLink.openPinned(pin)) {
      if (link.ifindex() != 0) {
        link.detach();
      }
    }
    Files.delete(pin);
  }
}
