package io.sextant.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1alpha.ServerReflectionGrpc;
import io.grpc.reflection.v1alpha.ServerReflectionRequest;
import io.grpc.reflection.v1alpha.ServerReflectionResponse;
import io.grpc.reflection.v1alpha.ServiceResponse;
import io.grpc.stub.ClientCalls;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks a server what it offers, by gRPC reflection v1alpha, which Hubble has; by v1, whose messages
 * are the same on the wire, from a server that has only that.
 */
final class Reflection {
  private static final MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> OLD =
      ServerReflectionGrpc.getServerReflectionInfoMethod();
  private static final MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> NEW =
      OLD.toBuilder()
          .setFullMethodName("grpc.reflection.v1.ServerReflection/ServerReflectionInfo")
          .build();

  private final Channel channel;
  private MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> method = OLD;

  Reflection(Channel channel) {
    this.channel = channel;
  }

  List<String> services() {
    ServerReflectionRequest.Builder question = ServerReflectionRequest.newBuilder();
    question.setListServices("");
    return ask(question.build()).getListServicesResponse().getServiceList().stream()
        .map(ServiceResponse::getName)
        .toList();
  }

  /** The files that define these services and all that they use, each once, by name. */
  Map<String, FileDescriptorProto> files(List<String> services) {
    Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
    for (String service : services) {
      ServerReflectionRequest.Builder question = ServerReflectionRequest.newBuilder();
      add(files, ask(question.setFileContainingSymbol(service).build()));
    }
    return files;
  }

  private void add(Map<String, FileDescriptorProto> files, ServerReflectionResponse answer) {
    for (ByteString bytes : answer.getFileDescriptorResponse().getFileDescriptorProtoList()) {
      FileDescriptorProto file = parse(bytes);
      if (files.putIfAbsent(file.getName(), file) == null) {
        for (String dependency : file.getDependencyList()) {
          if (!files.containsKey(dependency)) {
            ServerReflectionRequest.Builder question = ServerReflectionRequest.newBuilder();
            add(files, ask(question.setFileByFilename(dependency).build()));
          }
        }
      }
    }
  }

  private ServerReflectionResponse ask(ServerReflectionRequest question) {
    try {
      return call(question);
    } catch (StatusRuntimeException e) {
      if (method == NEW || e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
        throw e;
      }
      method = NEW;
      return call(question);
    }
  }

  private ServerReflectionResponse call(ServerReflectionRequest question) {
    Iterator<ServerReflectionResponse> answers =
        ClientCalls.blockingServerStreamingCall(channel, method, CallOptions.DEFAULT, question);
    if (!answers.hasNext()) {
      throw new CommandFailure("the server's reflection does not answer");
    }
    ServerReflectionResponse answer = answers.next();
    if (answer.hasErrorResponse()) {
      throw new CommandFailure(
          "the server's reflection answers: "
              + Escape.text(answer.getErrorResponse().getErrorMessage()));
    }
    return answer;
  }

  private static FileDescriptorProto parse(ByteString bytes) {
    try {
      return FileDescriptorProto.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new CommandFailure("the server's reflection sends what is no proto definition");
    }
  }
}
