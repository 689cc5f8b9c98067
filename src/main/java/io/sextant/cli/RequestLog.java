package io.sextant.cli;

import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.TextFormat;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/** Says beside the output what is asked, and how each call ends. Headers of ours are left out. */
final class RequestLog implements ClientInterceptor {
  private final Terminal terminal;

  RequestLog(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    String name = method.getFullMethodName();
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onHeaders(Metadata answer) {
                say(name + " answers with " + answer);
                super.onHeaders(answer);
              }

              @Override
              public void onClose(Status status, Metadata trailers) {
                say(name + " ends with " + status.getCode());
                super.onClose(status, trailers);
              }
            },
            headers);
      }

      @Override
      public void sendMessage(Q message) {
        say("request " + name + " {" + text(message) + "}");
        super.sendMessage(message);
      }
    };
  }

  private static String text(Object message) {
    return message instanceof MessageOrBuilder known
        ? TextFormat.printer().emittingSingleLine(true).printToString(known).strip()
        : String.valueOf(message);
  }

  private void say(String line) {
    terminal.complain("debug: " + Escape.text(line));
  }
}
