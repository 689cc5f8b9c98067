package io.sextant.datapath;

import io.sextant.datapath.sys.BpfFileSystem;
import io.sextant.datapath.sys.BpfMap;
import io.sextant.datapath.sys.BpfProgram;
import io.sextant.datapath.sys.Errno;
import io.sextant.datapath.sys.GracePeriod;
import io.sextant.datapath.sys.NetworkDevice;
import io.sextant.datapath.sys.SystemCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * The datapath of this node. One process has it open at a time.
 *
 * <p>Closing leaves programs and maps in force, and {@link #open} takes them over without a gap;
 * {@link #uninstall} ends enforcement and leaves nothing.
 */
public final class Datapath implements AutoCloseable {
  private final PinDirectory pins;
  private final DatapathObject.Loaded loaded;
  private final Attachments attachments;
  private final ConfigMap config;
  private final EndpointMap endpoints;
  private final AddressMap addresses;
  private final RuleSets ruleSets;
  private final Connections connections;
  private final DatapathCounters counters;

  private Datapath(PinDirectory pins, DatapathObject.Loaded loaded, Attachments attachments) {
    this.pins = pins;
    this.loaded = loaded;
    this.attachments = attachments;
    this.config = new ConfigMap(loaded.map("config"));
    this.endpoints = new EndpointMap(loaded.map("endpoints"));
    this.addresses = new AddressMap(loaded.map("addresses"));
    this.ruleSets = new RuleSets(loaded.map("rule_sets"), endpoints, config);
    this.connections = new Connections(loaded.map("connections"));
    this.counters = new DatapathCounters(loaded.map("metrics"), loaded.map("emits"));
  }

  /**
   * Loads the programs, with the maps that are pinned or new ones, and puts them on the devices
   * that an earlier process left its own on.
   *
   * @throws IOException in one line: what is missing and what to do
   */
  public static Datapath open(DatapathConfig config) throws IOException {
    PinDirectory pins = PinDirectory.open(config.pinDirectory());
    try {
      DatapathObject.Loaded loaded = DatapathObject.load(pins, config.capacity());
      try {
        Datapath datapath =
            new Datapath(pins, loaded, attachments(pins, loaded, config.attachMode()));
        datapath.configure(config.events());
        datapath.adopt();
        return datapath;
      } catch (IOException | RuntimeException e) {
        loaded.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      pins.close();
      throw e;
    }
  }

  /** Removes what any process left; from the devices' network namespace. False if nothing was. */
  public static boolean uninstall(DatapathConfig config) throws IOException {
    if (!Files.exists(config.pinDirectory())) {
      return false;
    }
    try (PinDirectory pins = PinDirectory.open(config.pinDirectory())) {
      uninstall(pins);
    }
    return true;
  }

  /** Mounts a bpf file system at {@code /sys/fs/bpf} unless there is one; true if it did. */
  public static boolean mountBpfFileSystem() throws IOException {
    if (BpfFileSystem.holds(BpfFileSystem.USUAL)) {
      return false;
    }
    BpfFileSystem.mount(BpfFileSystem.USUAL);
    return true;
  }

  /**
   * Takes away what {@link #mountBpfFileSystem} mounted, if nothing is pinned there any more and
   * nobody uses it; true if it did.
   */
  public static boolean unmountBpfFileSystem() throws IOException {
    if (PinDirectory.names(BpfFileSystem.USUAL).stream().anyMatch(Datapath::isPin)) {
      return false;
    }
    try {
      BpfFileSystem.unmount(BpfFileSystem.USUAL);
      return true;
    } catch (SystemCallException e) {
      if (e.errno() == Errno.EBUSY) {
        return false;
      }
      throw e;
    }
  }

  /** The kernel's own entries have a dot in their names, and nobody else may use one. */
  private static boolean isPin(String name) {
    return !name.contains(".");
  }

  /** Changes what is reported, from the next packet on. */
  public void configure(EventSettings settings) throws IOException {
    config.write(settings);
  }

  /**
   * Puts the programs on a device of the calling thread's network namespace. Its packets pass
   * untouched until it has an endpoint, so put that first.
   */
  public void attach(int ifindex) throws IOException {
    attachments.attach(ifindex, loaded.programs());
  }

  /** The same by name; gives the device's number. */
  public int attach(String device) throws IOException {
    int ifindex = NetworkDevice.index(device);
    attach(ifindex);
    return ifindex;
  }

  /** Whether exactly this datapath's programs are on a device, kept by their pins. */
  public boolean isAttached(int ifindex) throws IOException {
    return attachments.isAttached(ifindex, loaded.programs());
  }

  /** Takes the programs off a device. */
  public void detach(int ifindex) throws IOException {
    attachments.detach(ifindex);
  }

  /** Devices that the programs are on. */
  public List<Integer> attached() throws IOException {
    return attachments.devices();
  }

  /**
   * Returns when no packet is judged any more by what was in the maps before the call; takes
   * milliseconds.
   */
  public void awaitPackets() {
    GracePeriod.await();
  }

  /** Maps whose pin is gone or is another map's: a start after this process would not find them. */
  public List<String> lostPins() throws IOException {
    List<String> lost = new ArrayList<>();
    for (String name : DatapathObject.MAPS) {
      if (!pins.holds(name, loaded.map(name))) {
        lost.add(name);
      }
    }
    return lost;
  }

  /** Pins a map again. */
  public void pinAgain(String map) throws IOException {
    pins.pin(map, loaded.map(map));
  }

  public EndpointMap endpoints() {
    return endpoints;
  }

  public AddressMap addresses() {
    return addresses;
  }

  public RuleSets ruleSets() {
    return ruleSets;
  }

  public Connections connections() {
    return connections;
  }

  public DatapathCounters counters() {
    return counters;
  }

  /** The perf event array, for one reader. */
  public BpfMap events() {
    return loaded.map("events");
  }

  /** Judges what comes from the endpoint; for test runs. */
  public BpfProgram fromEndpoint() {
    return loaded.programs().fromEndpoint();
  }

  /** Judges what goes to the endpoint; for test runs. */
  public BpfProgram toEndpoint() {
    return loaded.programs().toEndpoint();
  }

  /** Detaches all, unpins all, closes; from the network namespace that holds the devices. */
  public void uninstall() throws IOException {
    uninstall(pins);
    close();
  }

  @Override
  public void close() {
    loaded.close();
    pins.close();
  }

  private void adopt() throws IOException {
    for (int ifindex : attachments.adopt(loaded.programs())) {
      endpoints.remove(ifindex);
      connections.removeDevice(ifindex);
    }
  }

  private static Attachments attachments(
      PinDirectory pins, DatapathObject.Loaded loaded, DatapathConfig.AttachMode mode)
      throws IOException {
    return switch (mode) {
      case TCX -> new TcxAttachments(pins.links());
      case CLSACT -> new ClsactAttachments(pins.clsact());
      case AUTO ->
          DatapathProbe.hasTcx(loaded.programs().fromEndpoint())
              ? new TcxAttachments(pins.links())
              : new ClsactAttachments(pins.clsact());
    };
  }

  private static void uninstall(PinDirectory pins) throws IOException {
    for (Attachments each : all(pins)) {
      for (int ifindex : each.devices()) {
        each.detach(ifindex);
      }
    }
    pins.delete();
  }

  private static List<Attachments> all(PinDirectory pins) {
    return List.of(new TcxAttachments(pins.links()), new ClsactAttachments(pins.clsact()));
  }
}
