package io.sextant;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The arrows of ARCHITECTURE.md, held by the compiler's output. */
@AnalyzeClasses(packages = "io.sextant", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.sextant";

  /**
   * Which packages each package may see. Root and generated messages are not listed: the root sees
   * all.
   */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("flow", Set.of()),
          Map.entry("datapath.sys", Set.of()),
          Map.entry("datapath", Set.of("datapath.sys")),
          Map.entry("ring", Set.of("datapath.sys")),
          Map.entry("decode", Set.of("flow")),
          Map.entry("enrich", Set.of("decode", "flow")),
          Map.entry("policy", Set.of("flow")),
          Map.entry("manifest", Set.of("flow", "policy")),
          Map.entry("durable", Set.of()),
          Map.entry("control", Set.of("durable", "enrich", "flow", "manifest", "policy")),
          Map.entry(
              "agent",
              Set.of("control", "datapath", "datapath.sys", "durable", "enrich", "flow", "policy")),
          Map.entry("cni", Set.of("datapath.sys", "durable", "flow")),
          Map.entry("recording", Set.of("control", "ring")),
          Map.entry("filter", Set.of("flow")),
          Map.entry("store", Set.of("filter", "flow")),
          Map.entry("history.block", Set.of("flow")),
          Map.entry("history.index", Set.of("history.block")),
          Map.entry("history.ledger", Set.of("flow")),
          Map.entry("history.rollup", Set.of("flow", "history.block", "servicemap")),
          Map.entry(
              "history",
              Set.of(
                  "durable",
                  "filter",
                  "flow",
                  "history.block",
                  "history.index",
                  "history.ledger",
                  "history.rollup",
                  "query",
                  "servicemap",
                  "store")),
          Map.entry("query", Set.of("filter", "flow")),
          Map.entry("servicemap", Set.of("flow")),
          Map.entry("metrics", Set.of("flow")),
          Map.entry("tls", Set.of()),
          Map.entry("serve.grpc", Set.of("filter", "flow", "query", "store", "tls")),
          Map.entry("relay", Set.of("flow", "serve.grpc")),
          Map.entry(
              "serve.http", Set.of("filter", "flow", "query", "recording", "servicemap", "store")),
          Map.entry(
              "bench",
              Set.of(
                  "agent",
                  "control",
                  "datapath",
                  "datapath.sys",
                  "enrich",
                  "filter",
                  "flow",
                  "history",
                  "manifest",
                  "metrics",
                  "policy",
                  "recording",
                  "serve.grpc",
                  "servicemap",
                  "store")),
          Map.entry(
              "cli",
              Set.of(
                  "cli.describe",
                  "control",
                  "decode",
                  "enrich",
                  "filter",
                  "flow",
                  "manifest",
                  "policy",
                  "query",
                  "recording",
                  "serve.grpc")),
          Map.entry("cli.describe", Set.of()),
          Map.entry(
              "demo",
              Set.of(
                  "agent",
                  "control",
                  "datapath",
                  "datapath.sys",
                  "enrich",
                  "flow",
                  "manifest",
                  "policy",
                  "recording",
                  "ring")));

  @ArchTest
  static final ArchRule noCycles = slices().matching("io.sextant.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlySysCallsNativeCode =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.sextant.datapath.sys")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.foreign.Linker")
          .because("one small package holds all that can crash the process");

  @ArchTest
  static final ArchRule luceneStaysInTheIndex =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.sextant.history.index")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.lucene..")
          .because("another engine must be able to take its place");

  @ArchTest
  static final ArchRule springStaysOutside =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT, "io.sextant.serve..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..", "reactor..")
          .because("the core and the command line start without a container");

  @ArchTest
  static final ArchRule messagesStayInServe =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.sextant.serve..",
              "io.sextant.relay..",
              "io.sextant.cli..",
              "io.sextant.bench..",
              "io.sextant.proto..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.sextant.proto..")
          .because("the protobuf is made when it is served; all else works on our Flow");

  @ArchTest
  static void arrowsPointAsDrawn(JavaClasses classes) {
    Set<String> wrong =
        classes.stream()
            .filter(from -> ARROWS.containsKey(shortName(from)))
            .flatMap(ArchitectureTest::forbiddenArrows)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(wrong).as("arrows between packages that ARCHITECTURE.md does not draw").isEmpty();
  }

  @ArchTest
  static void everyPackage_isDrawnAndListed(JavaClasses classes) throws IOException {
    String architecture = Files.readString(Path.of("ARCHITECTURE.md"));
    Set<String> packages =
        classes.stream()
            .map(ArchitectureTest::shortName)
            .filter(name -> !name.isEmpty() && !name.startsWith("proto"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(ARROWS.keySet()).containsAll(packages);
    assertThat(packages).allMatch(name -> architecture.contains("`" + name + "`"));
  }

  private static Stream<String> forbiddenArrows(JavaClass from) {
    String fromName = shortName(from);
    return from.getDirectDependenciesFromSelf().stream()
        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
        .filter(target -> target.getPackageName().startsWith(ROOT))
        .map(ArchitectureTest::shortName)
        .filter(name -> !name.equals(fromName) && !name.startsWith("proto"))
        .filter(name -> !ARROWS.getOrDefault(fromName, Set.of()).contains(name))
        .map(name -> fromName + " -> " + name);
  }

  private static String shortName(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }
}
