package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StackMapsTest {
  @TempDir private Path folder;
  private Path jar;

  @BeforeEach
  void copy() throws IOException, URISyntaxException {
    URL library = CommandLine.class.getProtectionDomain().getCodeSource().getLocation();
    jar = Files.copy(Path.of(library.toURI()), folder.resolve("picocli.jar"));
  }

  @Test
  void classesOfAnOldLibrary_areKeptInArchives() throws IOException {
    assertThat(old(jar)).as("needed at all").isNotEmpty();
    StackMaps.addTo(jar);
    assertThat(old(jar)).isEmpty();
    try (JarFile changed = new JarFile(jar.toFile())) {
      ClassModel type = parse(changed, changed.getJarEntry("picocli/CommandLine.class"));
      assertThat(type.methods()).anyMatch(StackMapsTest::hasStackMap);
    }
  }

  @Test
  void changedClasses_areVerifiedAndWork() throws Exception {
    List<String> names = names(jar);
    StackMaps.addTo(jar);
    assertThat(names(jar)).isEqualTo(names);
    URL[] path = {jar.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
      for (String name : names) {
        if (name.startsWith("picocli/") && name.endsWith(".class")) {
          String type = name.substring(0, name.length() - 6).replace('/', '.');
          assertThat(Class.forName(type, true, loader).getClassLoader()).isSameAs(loader);
        }
      }
    }
  }

  private static List<String> names(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(JarEntry::getName).toList();
    }
  }

  /** Class files from before Java 6. */
  private static List<String> old(Path jar) throws IOException {
    List<String> old = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
        if (parse(file, entry).majorVersion() < ClassFile.JAVA_6_VERSION) {
          old.add(entry.getName());
        }
      }
    }
    return old;
  }

  private static ClassModel parse(JarFile file, JarEntry entry) throws IOException {
    return ClassFile.of().parse(file.getInputStream(entry).readAllBytes());
  }

  private static boolean hasStackMap(MethodModel method) {
    return method
        .findAttribute(Attributes.code())
        .flatMap(code -> code.findAttribute(Attributes.stackMapTable()))
        .isPresent();
  }
}
