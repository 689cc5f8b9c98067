package io.sextant.serve.grpc;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ObserverGrpc;

/**
 * The Observer as gRPC sees it: the generated service, but for flows, whose responses come as bytes
 * instead of messages.
 */
final class WireObserver implements BindableService {
  private static final MethodDescriptor<GetFlowsRequest, GetFlowsResponse> GENERATED =
      ObserverGrpc.getGetFlowsMethod();
  private static final MethodDescriptor<GetFlowsRequest, WireResponse> FLOWS =
      GENERATED.toBuilder(GENERATED.getRequestMarshaller(), WireResponse.MARSHALLER).build();

  private final ObserverService observer;

  WireObserver(ObserverService observer) {
    this.observer = observer;
  }

  @Override
  public ServerServiceDefinition bindService() {
    ServerServiceDefinition generated = observer.bindService();
    ServiceDescriptor descriptor = generated.getServiceDescriptor();
    ServiceDescriptor.Builder methods =
        ServiceDescriptor.newBuilder(descriptor.getName())
            .setSchemaDescriptor(descriptor.getSchemaDescriptor());
    descriptor
        .getMethods()
        .forEach(method -> methods.addMethod(method == GENERATED ? FLOWS : method));
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(methods.build());
    for (ServerMethodDefinition<?, ?> method : generated.getMethods()) {
      if (method.getMethodDescriptor() != GENERATED) {
        service.addMethod(method);
      }
    }
    return service
        .addMethod(FLOWS, ServerCalls.asyncServerStreamingCall(observer::streamFlows))
        .build();
  }
}
