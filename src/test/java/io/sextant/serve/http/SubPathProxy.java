package io.sextant.serve.http;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A reverse proxy that shows the server under {@code /tools/sextant/}. */
final class SubPathProxy implements AutoCloseable {
  private static final String PREFIX = "/tools/sextant/";

  private final HttpClient client;
  private final DisposableServer server;

  SubPathProxy(int port) {
    client = HttpClient.create().host("127.0.0.1").port(port);
    server = HttpServer.create().host("127.0.0.1").port(0).handle(this::forward).bindNow();
  }

  String url() {
    return "http://127.0.0.1:" + server.port() + PREFIX;
  }

  private Publisher<Void> forward(HttpServerRequest request, HttpServerResponse response) {
    if (!request.uri().startsWith(PREFIX)) {
      return response.status(404).send();
    }
    return client
        .get()
        .uri("/" + request.uri().substring(PREFIX.length()))
        .response((answer, body) ->
            response
                .status(answer.status())
                .headers(answer.responseHeaders())
                .send(body.retain(), _ -> true)
                .then(Mono.<Void>empty()));
  }

  @Override
  public void close() {
    server.disposeNow();
  }
}
