package io.sextant.cli;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.Map;

/** Events beside flows that an observer tells of: how they are asked for, and their words. */
interface EventKind<Q, R extends Message> {
  MethodDescriptor<Q, R> method();

  Q request(SelectionOptions.Range range);

  Timestamp time(R response);

  String nodeName(R response);

  /** The event without its envelope. */
  Message event(R response);

  /** What follows the time on a line. */
  String line(R response, TimeText time);

  /** Names and values, in order. */
  Map<String, String> block(R response, TimeText time);

  /** Headers of a table. */
  List<String> header();

  List<String> row(R response, TimeText time);
}
