package io.sextant.agent;

import java.util.Locale;

/**
 * Where an endpoint is in its life.
 *
 * <pre>
 * restoring ──┐
 *             ├─► waiting-for-identity ◄─► waiting-to-regenerate ◄─► regenerating ─► ready
 * (new) ──────┘                                    ▲                      │           │
 *                                                  └────── not-ready ◄────┴───────────┘
 * any of them ─► disconnecting ─► disconnected
 * </pre>
 *
 * <p>Whatever the state, the rules that were last realised stay in force until others are.
 */
public enum EndpointState {
  /** Found in the kernel at the start, in force, and not yet asked for again. */
  RESTORING,
  /** Its labels are not known; it is held to the rules of the identity init. */
  WAITING_FOR_IDENTITY,
  /** Asked for, and not yet begun, or failed and to be tried again. */
  WAITING_TO_REGENERATE,
  /** Its rules and addresses are being written. */
  REGENERATING,
  /** The kernel holds what is wanted. */
  READY,
  /** Cannot be guarded, as when its device is missing; tried again at the next reconciliation. */
  NOT_READY,
  /** Being taken out of the kernel. */
  DISCONNECTING,
  /** Nothing of it is left in the kernel. */
  DISCONNECTED;

  /** Whether an endpoint may go from this state to that one. */
  public boolean mayBecome(EndpointState next) {
    if (next == DISCONNECTING) {
      return this != DISCONNECTED && this != DISCONNECTING;
    }
    return switch (this) {
      case RESTORING -> next == WAITING_FOR_IDENTITY || next == WAITING_TO_REGENERATE;
      case WAITING_FOR_IDENTITY, NOT_READY ->
          next == WAITING_TO_REGENERATE || (this == NOT_READY && next == WAITING_FOR_IDENTITY);
      case WAITING_TO_REGENERATE ->
          next == REGENERATING || next == WAITING_FOR_IDENTITY || next == NOT_READY;
      case REGENERATING ->
          next == READY
              || next == NOT_READY
              || next == WAITING_TO_REGENERATE
              || next == WAITING_FOR_IDENTITY;
      case READY ->
          next == WAITING_FOR_IDENTITY || next == WAITING_TO_REGENERATE || next == NOT_READY;
      case DISCONNECTING -> next == DISCONNECTED;
      case DISCONNECTED -> false;
    };
  }

  /** As Cilium's API writes it: {@code waiting-to-regenerate}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
