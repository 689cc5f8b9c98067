package io.sextant.cni;

import io.sextant.cni.CniVerb.Variable;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that a container runtime starts for each call, by {@code bin/sextant-cni}: carries
 * the call to the agent and the answer back. Starts with the JDK alone, to be quick.
 */
public final class CniPlugin {
  private static final int FAILED = 1;
  private static final String SOCKET_VARIABLE = "SEXTANT_CNI_SOCKET";

  /** Enough of JSON to answer VERSION, and to fail in the caller's version. */
  private static final Pattern VERSION = Pattern.compile("\"cniVersion\"\\s*:\\s*\"([^\"]*)\"");

  private final Path socket;

  CniPlugin(Path socket) {
    this.socket = socket;
  }

  public static void main(String[] args) throws IOException {
    Map<String, String> environment = System.getenv();
    Path socket =
        Path.of(environment.getOrDefault(SOCKET_VARIABLE, CniSettings.USUAL_SOCKET.toString()));
    CniAnswer answer = new CniPlugin(socket).call(environment, System.in.readAllBytes());
    if (!answer.text().isEmpty()) {
      System.out.write((answer.text() + "\n").getBytes(StandardCharsets.UTF_8));
      System.out.flush();
    }
    System.exit(answer.exitCode() == 0 && System.out.checkError() ? FAILED : answer.exitCode());
  }

  CniAnswer call(Map<String, String> environment, byte[] configuration) {
    CniVersion version = version(configuration);
    String verb = environment.getOrDefault(Variable.COMMAND, "");
    if (verb.equals(CniVerb.VERSION.name())) {
      return CniAnswer.of(version.report());
    }
    try {
      return ask(new CniRequest(known(environment), configuration));
    } catch (IOException e) {
      return CniAnswer.failed(version, unreachable(verb, e));
    }
  }

  private static Map<String, String> known(Map<String, String> environment) {
    Map<String, String> known = new HashMap<>(environment);
    known.keySet().retainAll(Variable.ALL);
    return known;
  }

  private CniAnswer ask(CniRequest request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
      CniFrames.write(out, request);
      CniAnswer answer =
          CniFrames.readAnswer(new DataInputStream(Channels.newInputStream(channel)));
      CniFrames.writeReceipt(out);
      return answer;
    }
  }

  private CniException unreachable(String verb, IOException cause) {
    return new CniException(
        verb.equals(CniVerb.STATUS.name()) ? CniErrorCode.NOT_AVAILABLE : CniErrorCode.TRY_AGAIN,
        "the agent does not answer on %s: %s".formatted(socket, cause.getMessage()),
        "start it (sextant run), or set " + SOCKET_VARIABLE,
        cause);
  }

  private static CniVersion version(byte[] configuration) {
    Matcher matcher = VERSION.matcher(new String(configuration, StandardCharsets.UTF_8));
    return matcher.find()
        ? CniVersion.of(matcher.group(1)).orElse(CniVersion.NEWEST)
        : CniVersion.NEWEST;
  }
}
