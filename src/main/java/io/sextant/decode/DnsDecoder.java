package io.sextant.decode;

import io.sextant.flow.L4Protocol;

/** DNS answers over UDP, in samples that trace a packet. For one thread; never throws. */
public final class DnsDecoder {
  /** Where servers answer from. */
  public static final int PORT = 53;

  private final DatapathDecoder samples = new DatapathDecoder();

  /** What {@code buffer[offset, offset + length)} says. */
  public DnsReading decode(byte[] buffer, int offset, int length) {
    if (!(samples.decode(buffer, offset, length) instanceof TraceNotify trace)) {
      return DnsReading.Nothing.UNREADABLE;
    }
    Packet packet = trace.packet();
    if (packet.protocol() != L4Protocol.UDP || packet.first() != PORT || packet.tunnel() != null) {
      return DnsReading.Nothing.UNREADABLE;
    }
    Cursor payload = samples.udpPayload();
    int from = payload.position();
    return new DnsMessage(buffer, from, from + payload.left()).read();
  }
}
