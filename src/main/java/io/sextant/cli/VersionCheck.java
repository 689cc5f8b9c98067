package io.sextant.cli;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Warns once of a server whose Hubble API is newer than the one that we know. Both numbers are
 * Hubble's: a Sextant server, whose own are smaller, is never too new.
 */
final class VersionCheck implements ClientInterceptor {
  private static final List<String> HEADERS =
      List.of("hubble-server-version", "hubble-relay-version");
  private static final Pattern NUMBERS = Pattern.compile("v?(\\d{1,5})\\.(\\d{1,5}).*");

  private final Terminal terminal;
  private final AtomicBoolean warned = new AtomicBoolean();

  VersionCheck(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onHeaders(Metadata answer) {
                check(answer);
                super.onHeaders(answer);
              }
            },
            headers);
      }
    };
  }

  private void check(Metadata headers) {
    for (String name : HEADERS) {
      String version = headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
      if (version != null && isNewer(version) && warned.compareAndSet(false, true)) {
        terminal.complain(
            "sextant: the server speaks the API of Hubble "
                + Escape.text(version)
                + ", newer than "
                + Version.HUBBLE_API
                + " which this client knows: what is new in it is not shown");
      }
    }
  }

  static boolean isNewer(String version) {
    Matcher theirs = NUMBERS.matcher(version);
    Matcher ours = NUMBERS.matcher(Version.HUBBLE_API);
    return theirs.matches() && ours.matches() && rank(theirs) > rank(ours);
  }

  private static int rank(Matcher version) {
    return Integer.parseInt(version.group(1)) * 100_000 + Integer.parseInt(version.group(2));
  }
}
