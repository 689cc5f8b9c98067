package io.sextant.cli;

import io.sextant.manifest.Location;
import io.sextant.manifest.ManifestFolder;
import io.sextant.manifest.Manifests;
import io.sextant.manifest.ObjectName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code sextant policy validate}: whether manifests say what can be enforced, without a server.
 */
@Command(
    name = "validate",
    header = "Check manifests, and say what each of them does.",
    description = {
      "",
      "Takes files, - for standard input, and folders: of these all *.yaml, *.yml and *.json. Ends"
          + " with 1 if anything is wrong. Read are policies of Kubernetes and Cilium, and the"
          + " pods, endpoints, services and nodes that they are about.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  sextant policy validate cart.yaml",
      "  sextant policy validate policies/ -o json | jq '.files[].errors[]'",
      "  kubectl get cnp -A -o yaml | sextant policy validate -"
    })
final class ValidateCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  private final Terminal terminal;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "A file, a folder, or - for standard input.")
  private List<String> names = List.of();

  @Mixin private final TextOutput output = new TextOutput();

  /**
   * A file that was read.
   *
   * @param text to show what is wrong in it
   */
  record Checked(String file, String text, Manifests manifests) {}

  ValidateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Map<ObjectName, Location> taken = new HashMap<>();
    List<Checked> files = new ArrayList<>();
    for (String name : names) {
      if (name.equals(STANDARD_INPUT)) {
        files.add(check("standard input", terminal.in().readAllBytes(), taken));
        continue;
      }
      for (Path file : files(name)) {
        files.add(check(file.toString(), read(file), taken));
      }
    }
    if (output.isJson()) {
      terminal.println(ValidationJson.of(files));
    } else {
      new ValidationText(terminal).print(files);
    }
    return files.stream().allMatch(file -> file.manifests().errors().isEmpty()) ? 0 : 1;
  }

  private static Checked check(String name, byte[] bytes, Map<ObjectName, Location> taken) {
    Manifests manifests = Manifests.read(name, bytes).withoutDoubles(taken);
    return new Checked(name, new String(bytes, StandardCharsets.UTF_8), manifests);
  }

  private static List<Path> files(String name) throws IOException {
    Path path = Path.of(name);
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    List<Path> files = ManifestFolder.manifestsIn(path);
    if (files.isEmpty()) {
      throw new CommandFailure(name + ": there is no *.yaml, *.yml or *.json in it");
    }
    return files;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(file + ": there is no such file");
    } catch (IOException e) {
      throw new CommandFailure(file + ": cannot be read: " + e.getMessage());
    }
  }
}
