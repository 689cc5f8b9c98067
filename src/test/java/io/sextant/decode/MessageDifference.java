package io.sextant.decode;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.NullMarked;

/** Where two messages of one type differ, one line per field. */
@NullMarked
final class MessageDifference {
  private final List<String> lines = new ArrayList<>();

  private MessageDifference() {}

  static List<String> between(Message expected, Message found) {
    MessageDifference difference = new MessageDifference();
    difference.compare("", expected, found);
    return difference.lines;
  }

  private void compare(String path, Message expected, Message found) {
    for (FieldDescriptor field : expected.getDescriptorForType().getFields()) {
      String name = path + field.getName();
      if (field.isRepeated() || field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        compareValue(name, expected.getField(field), found.getField(field));
      } else if (expected.hasField(field) != found.hasField(field)) {
        lines.add(
            name
                + ": expected "
                + (expected.hasField(field) ? show(expected.getField(field)) : "absent")
                + ", found "
                + (found.hasField(field) ? show(found.getField(field)) : "absent"));
      } else if (expected.hasField(field)) {
        compare(name + ".", (Message) expected.getField(field), (Message) found.getField(field));
      }
    }
  }

  private void compareValue(String name, Object expected, Object found) {
    if (!Objects.equals(expected, found)) {
      lines.add(name + ": expected " + show(expected) + ", found " + show(found));
    }
  }

  private static String show(Object value) {
    return "\"" + value.toString().replace("\n", " ").strip() + "\"";
  }
}
