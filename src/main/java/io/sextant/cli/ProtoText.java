package io.sextant.cli;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A proto definition as its source would read, without comments and options of code generators. */
final class ProtoText {
  private final StringBuilder text = new StringBuilder();
  private int depth;

  private ProtoText() {}

  static String of(FileDescriptorProto file) {
    ProtoText writer = new ProtoText();
    writer.file(file);
    return writer.text.toString();
  }

  private void file(FileDescriptorProto file) {
    line("// " + file.getName());
    String edition = file.getEdition().name().replace("EDITION_", "");
    line(
        file.hasEdition() && edition.matches("\\d+")
            ? "edition = \"" + edition + "\";"
            : "syntax = \"" + (file.getSyntax().isEmpty() ? "proto2" : file.getSyntax()) + "\";");
    if (file.hasPackage()) {
      line("package " + file.getPackage() + ";");
    }
    file.getDependencyList().forEach(name -> line("import \"" + name + "\";"));
    file.getServiceList().forEach(this::service);
    file.getMessageTypeList().forEach(this::message);
    file.getEnumTypeList().forEach(this::enumeration);
  }

  private void service(ServiceDescriptorProto service) {
    line("");
    open("service " + service.getName());
    for (MethodDescriptorProto method : service.getMethodList()) {
      line(
          "rpc "
              + method.getName()
              + "("
              + (method.getClientStreaming() ? "stream " : "")
              + type(method.getInputType())
              + ") returns ("
              + (method.getServerStreaming() ? "stream " : "")
              + type(method.getOutputType())
              + ");");
    }
    close();
  }

  private void message(DescriptorProto message) {
    line("");
    open("message " + message.getName());
    message
        .getReservedRangeList()
        .forEach(range -> line("reserved " + range(range.getStart(), range.getEnd() - 1) + ";"));
    message.getReservedNameList().forEach(name -> line("reserved \"" + name + "\";"));
    for (int i = 0; i < message.getFieldCount(); i++) {
      FieldDescriptorProto field = message.getField(i);
      boolean choice = field.hasOneofIndex() && !field.getProto3Optional();
      boolean before = choice && isChoice(message, i - 1, field.getOneofIndex());
      boolean after = choice && isChoice(message, i + 1, field.getOneofIndex());
      if (choice && !before) {
        open("oneof " + message.getOneofDecl(field.getOneofIndex()).getName());
      }
      field(message, field, choice);
      if (choice && !after) {
        close();
      }
    }
    message.getNestedTypeList().stream()
        .filter(nested -> !nested.getOptions().getMapEntry())
        .forEach(this::message);
    message.getEnumTypeList().forEach(this::enumeration);
    close();
  }

  private static boolean isChoice(DescriptorProto message, int index, int oneof) {
    return index >= 0
        && index < message.getFieldCount()
        && message.getField(index).hasOneofIndex()
        && !message.getField(index).getProto3Optional()
        && message.getField(index).getOneofIndex() == oneof;
  }

  private void field(DescriptorProto message, FieldDescriptorProto field, boolean choice) {
    DescriptorProto entry = entry(message, field);
    String type =
        entry == null
            ? label(field, choice) + type(field)
            : "map<" + type(entry.getField(0)) + ", " + type(entry.getField(1)) + ">";
    String deprecated = field.getOptions().getDeprecated() ? " [deprecated = true]" : "";
    line(type + " " + field.getName() + " = " + field.getNumber() + deprecated + ";");
  }

  private static String label(FieldDescriptorProto field, boolean choice) {
    if (field.getLabel() == Label.LABEL_REPEATED) {
      return "repeated ";
    }
    if (field.getLabel() == Label.LABEL_REQUIRED) {
      return "required ";
    }
    return field.getProto3Optional() && !choice ? "optional " : "";
  }

  /** The message behind a map, if the field is one. */
  private static @Nullable DescriptorProto entry(
      DescriptorProto message, FieldDescriptorProto field) {
    return message.getNestedTypeList().stream()
        .filter(nested -> nested.getOptions().getMapEntry())
        .filter(nested -> field.getTypeName().endsWith(message.getName() + "." + nested.getName()))
        .findFirst()
        .orElse(null);
  }

  private static String type(FieldDescriptorProto field) {
    return field.getTypeName().isEmpty()
        ? field.getType().name().substring("TYPE_".length()).toLowerCase(Locale.ROOT)
        : type(field.getTypeName());
  }

  private static String type(String name) {
    return name.startsWith(".") ? name.substring(1) : name;
  }

  private void enumeration(EnumDescriptorProto type) {
    line("");
    open("enum " + type.getName());
    if (type.getOptions().getAllowAlias()) {
      line("option allow_alias = true;");
    }
    type.getReservedRangeList()
        .forEach(range -> line("reserved " + range(range.getStart(), range.getEnd()) + ";"));
    type.getValueList().forEach(value -> line(value.getName() + " = " + value.getNumber() + ";"));
    close();
  }

  private static String range(int first, int last) {
    return first == last ? Integer.toString(first) : first + " to " + last;
  }

  private void open(String what) {
    line(what + " {");
    depth++;
  }

  private void close() {
    depth--;
    line("}");
  }

  private void line(String content) {
    text.append(content.isEmpty() ? "" : "  ".repeat(depth))
        .append(Escape.text(content))
        .append('\n');
  }
}
