package io.sextant.datapath;

import java.util.Set;

/**
 * What the kernel knows of one device's endpoint; it changes as a whole, between two packets.
 *
 * @param id endpoint number, 1 to 65,535, the source field of its events; 0 only where somebody
 *     else wrote the entry
 * @param identity security identity of the workload behind the device
 * @param ruleSetId the rule set that judges it, 0 for none: what is enforced is then refused
 * @param revision policy revision, carried by its verdict events
 * @param former the identity that its addresses have until they get the new one, from which it may
 *     send too; 0 for none
 */
public record Endpoint(
    int id, int identity, int ruleSetId, int revision, Set<EndpointFlag> flags, int former) {
  public Endpoint {
    if (id < 0 || id > 0xffff) {
      throw new IllegalArgumentException("endpoint id " + id + ": must be 1 to 65535");
    }
    flags = Set.copyOf(flags);
  }

  /** One whose addresses have its identity. */
  public Endpoint(int id, int identity, int ruleSetId, int revision, Set<EndpointFlag> flags) {
    this(id, identity, ruleSetId, revision, flags, 0);
  }

  /** The same while its addresses may still have an identity of before. */
  public Endpoint after(int formerIdentity) {
    return new Endpoint(id, identity, ruleSetId, revision, flags, formerIdentity);
  }

  /** One that may do all and shows all. */
  public static Endpoint open(int id, int identity) {
    return new Endpoint(id, identity, 0, 0, Set.of());
  }
}
