package io.sextant.cli;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import io.grpc.StatusRuntimeException;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sextant reflect}. */
@Command(
    name = "reflect",
    header = "Show which gRPC services a server offers, as proto definitions.",
    footer = {"", "Examples:", "  sextant reflect", "  sextant reflect observer.Observer -o json"})
final class ReflectCommand implements Runnable {
  enum Output {
    proto,
    json
  }

  private final Terminal terminal;
  @Mixin private final ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "SERVICE", description = "Services to show. Default: all.")
  private List<String> wanted = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES}. Default: proto.")
  private Output output = Output.proto;

  ReflectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    try (Connection connection = server.connect(terminal)) {
      try {
        Reflection reflection = new Reflection(connection.calls());
        List<String> services = wanted.isEmpty() ? reflection.services() : wanted;
        print(services, reflection.files(services).values());
      } catch (StatusRuntimeException e) {
        throw connection.explain(e);
      }
    }
  }

  private void print(List<String> services, Collection<FileDescriptorProto> files) {
    if (output == Output.json) {
      files.forEach(file -> terminal.println(JsonPrinter.line(file)));
      return;
    }
    terminal.println("// Services:");
    services.forEach(service -> terminal.println("//   " + Escape.text(service)));
    files.forEach(file -> terminal.print("\n" + ProtoText.of(file)));
  }
}
