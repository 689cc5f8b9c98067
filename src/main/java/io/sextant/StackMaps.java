package io.sextant;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Gives the classes of a library the stack maps (JVMS 4.10.1) that came with Java 6. Without them a
 * JVM verifies code the slow way and keeps none of it in its archive: picocli is built for Java 5.
 * The build does it to its own copy of the library, between unpacking and {@link Rehearsal}.
 */
final class StackMaps {
  /** The last that went without. */
  private static final int BEFORE = ClassFile.JAVA_5_VERSION;

  private final ClassFile classFile;

  /**
   * @param jar in which the classes find each other
   */
  StackMaps(JarFile jar) {
    ClassHierarchyResolver inJar =
        ClassHierarchyResolver.ofResourceParsing(type -> stream(jar, type.descriptorString()))
            .orElse(ClassHierarchyResolver.defaultResolver());
    classFile =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(inJar));
  }

  /** The jars to change, each in its place. */
  public static void main(String[] jars) throws IOException {
    for (String jar : jars) {
      addTo(Path.of(jar));
    }
  }

  static void addTo(Path jar) throws IOException {
    Path changed = jar.resolveSibling(jar.getFileName() + ".changed");
    try (JarFile from = new JarFile(jar.toFile());
        OutputStream file = Files.newOutputStream(changed);
        JarOutputStream to = new JarOutputStream(file)) {
      StackMaps maps = new StackMaps(from);
      for (JarEntry entry : (Iterable<JarEntry>) from.stream()::iterator) {
        byte[] bytes = from.getInputStream(entry).readAllBytes();
        JarEntry copy = new JarEntry(entry.getName());
        copy.setTime(entry.getTime());
        to.putNextEntry(copy);
        to.write(entry.getName().endsWith(".class") ? maps.added(bytes) : bytes);
      }
    }
    Files.move(changed, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The class as it is, if it has them. */
  private byte[] added(byte[] type) {
    ClassModel model = classFile.parse(type);
    if (model.majorVersion() > BEFORE) {
      return type;
    }
    return classFile.transformClass(
        model,
        ClassTransform.transformingMethodBodies((code, element) -> code.with(element))
            .andThen(StackMaps::withVersion));
  }

  private static void withVersion(ClassBuilder type, ClassElement element) {
    if (element instanceof ClassFileVersion) {
      type.withVersion(ClassFile.JAVA_8_VERSION, 0);
    } else {
      type.with(element);
    }
  }

  private static @Nullable InputStream stream(JarFile jar, String descriptor) {
    JarEntry entry = jar.getJarEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
    try {
      return entry == null ? null : jar.getInputStream(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
