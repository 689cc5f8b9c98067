package io.sextant;

import io.sextant.relay.Peer;
import io.sextant.relay.PeerAddress;
import io.sextant.relay.Upstreams;
import io.sextant.tls.PemFile;
import io.sextant.tls.TlsFiles;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The observers that a server of role {@code server} stands for: {@code sextant.relay}.
 *
 * @param peers that are always there
 * @param peerService address of a peer service that tells of more; empty for none
 * @param tls to peers and to the peer service
 */
public record RelaySettings(
    @DefaultValue List<PeerSetting> peers,
    @DefaultValue("") String peerService,
    @DefaultValue Tls tls) {
  static final String PEERS = "sextant.relay.peers";

  public RelaySettings {
    for (PeerSetting peer : peers) {
      if (!peer.tls().isBlank() && !tls.isSet()) {
        throw new IllegalArgumentException(
            "%s: %s has the TLS name %s; set sextant.relay.tls.ca-files, so that it can be verified"
                .formatted(PEERS, peer.address(), peer.tls()));
      }
    }
  }

  /**
   * One observer; a text alone is its address.
   *
   * @param address {@code host}, {@code host:port} or {@code unix:///path}
   * @param name of its node; empty means that it goes by its address
   * @param tls name that its certificate must carry; empty for plain text
   */
  public record PeerSetting(
      String address, @DefaultValue("") String name, @DefaultValue("") String tls) {

    /** Used by Spring for a list of texts. */
    public static PeerSetting valueOf(String address) {
      return new PeerSetting(address, "", "");
    }
  }

  /**
   * PEM files; they are read again when they change.
   *
   * @param caFiles authorities of peers
   * @param certFile certificate to show to peers; empty for none
   * @param keyFile its private key
   */
  public record Tls(
      @DefaultValue List<String> caFiles,
      @DefaultValue("") String certFile,
      @DefaultValue("") String keyFile) {
    private static final String TREE = "sextant.relay.tls.";

    public Tls {
      TlsFiles files = files(caFiles, certFile, keyFile);
      if (files.authorities().isEmpty() && !files.isEmpty()) {
        throw new IllegalArgumentException(
            TREE + "cert-file is set without " + TREE + "ca-files, which peers are verified by");
      }
    }

    boolean isSet() {
      return !files().isEmpty();
    }

    TlsFiles files() {
      return files(caFiles, certFile, keyFile);
    }

    private static TlsFiles files(List<String> cas, String cert, String key) {
      return new TlsFiles(
          new PemFile(TREE + "cert-file", cert),
          new PemFile(TREE + "key-file", key),
          cas.stream().map(file -> new PemFile(TREE + "ca-files", file)).toList());
    }
  }

  /** Whether there is anything to ask. */
  boolean isEmpty() {
    return peers.isEmpty() && peerService.isBlank();
  }

  /**
   * As the relay takes them.
   *
   * @throws IllegalArgumentException naming key, value and what would be right
   */
  Upstreams upstreams(String cluster) {
    return new Upstreams(
        peers.stream()
            .map(peer -> Peer.fixed(PEERS, peer.name(), peer.address(), peer.tls()))
            .toList(),
        peerService.isBlank() ? null : PeerAddress.parse("sextant.relay.peer-service", peerService),
        cluster);
  }
}
