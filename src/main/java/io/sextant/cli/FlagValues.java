package io.sextant.cli;

import io.sextant.cli.describe.Values;
import io.sextant.flow.EventType;
import io.sextant.flow.Identities;
import io.sextant.flow.ObservationPoint;
import io.sextant.proto.flow.DropReason;
import io.sextant.proto.flow.TrafficDirection;
import io.sextant.proto.flow.Verdict;
import io.sextant.query.QueryFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What can stand behind flags whose type does not tell, for completion. */
final class FlagValues {
  static final String NAMESPACES = "namespaces";
  static final String NODES = "nodes";

  private static final List<String> ORDERS = List.of("time", "count", "drops", "rate", "name");
  private static final List<String> TCP_FLAGS =
      List.of("SYN", "ACK", "RST", "FIN", "PSH", "URG", "ECE", "CWR", "NS");

  private FlagValues() {}

  /** By name of flag, or label of argument. */
  static Map<String, Values> known() {
    Map<String, Values> known = new HashMap<>();
    Values namespaces = new Values.Live(NAMESPACES);
    Values identities = words(identities());
    for (String side : List.of("", "from-", "to-")) {
      known.put("--" + side + "namespace", namespaces);
      known.put("--" + side + "identity", identities);
    }
    List<String> fields = List.copyOf(FlowFields.all().keySet());
    known.put("--by", new Values.Several(fields));
    known.put(
        "--sort", new Values.Several(Stream.concat(ORDERS.stream(), fields.stream()).toList()));
    known.put("--query", words(QueryFields.ALL.stream().map(field -> field.name() + ":").toList()));
    known.put("--node-name", new Values.Live(NODES));
    known.put("--verdict", words(names(Verdict.values())));
    known.put("--drop-reason-desc", words(names(DropReason.values())));
    known.put("--traffic-direction", words(names(TrafficDirection.values())));
    known.put("--type", words(types()));
    known.put("--protocol", words("tcp udp sctp icmp icmpv4 icmpv6 http dns kafka"));
    known.put("--ip-version", words("4 6 none"));
    known.put("--tcp-flags", new Values.Several(TCP_FLAGS));
    known.put("--http-method", words("GET HEAD POST PUT PATCH DELETE OPTIONS CONNECT TRACE"));
    known.put("--http-status", words("1+ 2+ 3+ 4+ 5+ 200 301 302 400 401 403 404 500 502 503 504"));
    known.put("--time-format", words(SettingKey.TIME_FORMAT.choices()));
    known.put("--ip-translation", words("true false"));
    known.put("--use-default-field-masks", words("true false"));
    known.put("--server", words("localhost:4245 unix:///var/run/sextant/observer.sock tls://"));
    known.put("KEY", words(SettingKey.names().toList()));
    return known;
  }

  private static List<String> identities() {
    return IntStream.range(1, 256)
        .boxed()
        .flatMap(number -> Stream.ofNullable(Identities.reservedName(number)))
        .toList();
  }

  private static List<String> types() {
    List<String> types = new ArrayList<>(EventType.names());
    Arrays.stream(ObservationPoint.values())
        .map(point -> "trace:" + point.text())
        .forEach(types::add);
    return types;
  }

  private static List<String> names(Enum<?>[] constants) {
    return Stream.of(constants)
        .map(Enum::name)
        .filter(name -> !name.equals("UNRECOGNIZED"))
        .toList();
  }

  private static Values words(String words) {
    return words(List.of(words.split(" ", -1)));
  }

  private static Values words(List<String> words) {
    return new Values.Words(words);
  }
}
