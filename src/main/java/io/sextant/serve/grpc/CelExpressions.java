package io.sextant.serve.grpc;

import dev.cel.common.CelContainer;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import io.sextant.filter.InvalidFilterException;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.proto.flow.FlowProto;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Expressions of the Common Expression Language over a flow's message, which they see as {@code
 * _flow}; names of its types and enums need no package. A flow fits if one of them is true, and
 * does not if one of those before it fails.
 */
final class CelExpressions implements Predicate<Event> {
  private static final String FIELD = "experimental.cel_expression";
  private static final String VARIABLE = "_flow";
  private static final CelOptions LIMITS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .maxExpressionCodePointSize(4_096)
          .maxParseRecursionDepth(64)
          .comprehensionMaxIterations(1_000)
          .build();

  /** Compilers are large, and most servers never need one. */
  private static final class Language {
    static final CelCompiler COMPILER =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(LIMITS)
            .setContainer(CelContainer.ofName("flow"))
            .addFileTypes(FlowProto.getDescriptor())
            .addVar(VARIABLE, StructTypeReference.create("flow.Flow"))
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setResultType(SimpleType.BOOL)
            .build();
    static final CelRuntime RUNTIME =
        CelRuntimeFactory.plannerRuntimeBuilder()
            .setOptions(LIMITS)
            .addFileTypes(FlowProto.getDescriptor())
            .setStandardFunctions(
                CelStandardFunctions.newBuilder()
                    .excludeFunctions(StandardFunction.MATCHES)
                    .build())
            .addFunctionBindings(CelMatches.bindings())
            .build();
  }

  private final List<CelRuntime.Program> programs;
  private final FlowMessages messages;

  private CelExpressions(List<CelRuntime.Program> programs, FlowMessages messages) {
    this.programs = programs;
    this.messages = messages;
  }

  static CelExpressions parse(List<String> texts, FlowMessages messages) {
    return new CelExpressions(texts.stream().map(CelExpressions::compile).toList(), messages);
  }

  @Override
  public boolean test(Event event) {
    io.sextant.proto.flow.Flow message =
        event instanceof Flow flow
            ? messages.message(flow)
            : io.sextant.proto.flow.Flow.getDefaultInstance();
    Map<String, Object> variables = Map.of(VARIABLE, message);
    try {
      for (CelRuntime.Program program : programs) {
        if (Boolean.TRUE.equals(program.eval(variables))) {
          return true;
        }
      }
      return false;
    } catch (CelEvaluationException e) {
      return false;
    }
  }

  private static CelRuntime.Program compile(String text) {
    try {
      return Language.RUNTIME.createProgram(Language.COMPILER.compile(text).getAst());
    } catch (CelValidationException | CelEvaluationException e) {
      String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InvalidFilterException(
          FIELD, "\"" + text + "\" is no CEL expression that gives true or false: " + line);
    }
  }
}
