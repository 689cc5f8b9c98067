package io.sextant.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1:4244",
    "10.0.0.1:80, 10.0.0.1:80",
    "node-1.example.com., node-1.example.com.:4244",
    "hubble-peer.kube-system.svc.cluster.local.:443, hubble-peer.kube-system.svc.cluster.local.:443",
    "fd00::1, [fd00::1]:4244",
    "[fd00::1], [fd00::1]:4244",
    "[::1]:65535, [::1]:65535",
    "unix:///var/run/cilium/hubble.sock, unix:///var/run/cilium/hubble.sock",
    "' 10.0.0.1 ', 10.0.0.1:4244"
  })
  void address_isRead(String text, String meant) {
    assertThat(PeerAddress.parse("peers", text)).hasToString(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ":4244",
        "host:",
        "host:0",
        "host:65536",
        "host:-1",
        "host:http",
        "a b",
        "a:b:c",
        "http://host",
        "[fd00::1",
        "[host]:1",
        "[fd00::1]:x",
        "unix://",
        "unix:///",
        "unix://rel",
        "host:1:2",
        "-host",
        "host/path"
      })
  void nonsense_isRefused_withFieldAndValueAndWhatIsRight(String text) {
    assertThatThrownBy(() -> PeerAddress.parse("sextant.relay.peers", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sextant.relay.peers: \"" + text.strip() + "\" is no address")
        .hasMessageContaining("host:port");
  }

  @Test
  void announcedNonsense_isAPeerThatIsNeverConnected() {
    Peer peer = Peer.announced("node-1", "not an address", "");
    assertThat(peer.address()).isNull();
    assertThat(peer.announced()).isEqualTo("not an address");
  }
}
