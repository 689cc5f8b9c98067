package io.sextant.datapath;

import io.sextant.datapath.sys.BpfLink.Hook;
import io.sextant.datapath.sys.BpfProgram;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The programs on devices. */
sealed interface Attachments permits TcxAttachments, ClsactAttachments {
  /** Puts both programs on a device, or in place of earlier ones. */
  void attach(int ifindex, Programs programs) throws IOException;

  /** Whether exactly these programs are on the device, kept by their pins. */
  boolean isAttached(int ifindex, Programs programs) throws IOException;

  /** Takes both off; nothing happens when they are not there or the device is gone. */
  void detach(int ifindex) throws IOException;

  /** Puts both programs in place of those of an earlier process; gives devices that are gone. */
  List<Integer> adopt(Programs programs) throws IOException;

  /** Devices with programs on them, as far as the pins know. */
  List<Integer> devices() throws IOException;

  /** One program per side of the device. */
  record Programs(BpfProgram fromEndpoint, BpfProgram toEndpoint) implements AutoCloseable {
    /** What leaves the pod comes in on the host's side of its device. */
    Map<Hook, BpfProgram> byHook() {
      return Map.of(Hook.INGRESS, fromEndpoint, Hook.EGRESS, toEndpoint);
    }

    @Override
    public void close() {
      fromEndpoint.close();
      toEndpoint.close();
    }
  }

  static String pinName(int ifindex, Hook hook) {
    return ifindex + (hook == Hook.INGRESS ? "-ingress" : "-egress");
  }
}
