package io.sextant.history;

import io.sextant.flow.Flow;
import io.sextant.flow.Orientation;
import io.sextant.history.block.Block;
import io.sextant.history.block.Dictionary;
import io.sextant.history.block.Part;
import io.sextant.history.block.Scratch;
import io.sextant.history.block.Shape;
import io.sextant.store.GroupField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What rows have alike in some fields, as a number. Numbers stay the same from block to block and
 * from partition to partition. Belongs to one thread.
 */
sealed interface KeyColumn {

  /** Fields that it stands for. */
  List<GroupField> fields();

  /** Goes to a partition. */
  void enter(Dictionary dictionary);

  /** Gives each row its number. */
  void fill(Block block, Scratch scratch, int[] into);

  /** What a number stands for, a text for each of the fields. */
  List<String> texts(int number);

  /** As few columns as all fields need. */
  static List<KeyColumn> of(List<GroupField> by) {
    Map<Part, List<GroupField>> parts = new EnumMap<>(Part.class);
    List<GroupField> details = new ArrayList<>();
    List<KeyColumn> columns = new ArrayList<>();
    for (GroupField field : by) {
      switch (field) {
        case VERDICT, DROP_REASON, DIRECTION, TYPE, REPLY, PROTOCOL ->
            put(parts, Part.SHAPE, field);
        case SOURCE_NAMESPACE,
            SOURCE_POD,
            SOURCE_WORKLOAD,
            SOURCE_IDENTITY,
            SOURCE_SERVICE,
            SOURCE_IP,
            SOURCE_DNS ->
            put(parts, Part.SOURCE, field);
        case DESTINATION_NAMESPACE,
            DESTINATION_POD,
            DESTINATION_WORKLOAD,
            DESTINATION_IDENTITY,
            DESTINATION_SERVICE,
            DESTINATION_IP,
            DESTINATION_DNS ->
            put(parts, Part.DESTINATION, field);
        case NODE -> put(parts, Part.PLACE, field);
        case POLICY -> put(parts, Part.DECISION, field);
        case SOURCE_PORT, DESTINATION_PORT, SERVER_PORT -> columns.add(new Ports(field));
        case STATUS, METHOD, DNS_QUERY -> details.add(field);
      }
    }
    parts.forEach((part, fields) -> columns.add(new OfPart(part, fields)));
    if (!details.isEmpty()) {
      columns.add(new OfDetails(details));
    }
    return columns;
  }

  private static void put(Map<Part, List<GroupField>> parts, Part part, GroupField field) {
    parts.computeIfAbsent(part, _ -> new ArrayList<>()).add(field);
  }

  /** Texts with a number for each different list of them. */
  final class Texts {
    private final List<GroupField> fields;
    private final Map<List<String>, Integer> numbers = new HashMap<>();
    private final List<List<String>> texts = new ArrayList<>();

    Texts(List<GroupField> fields) {
      this.fields = List.copyOf(fields);
    }

    int number(Flow flow) {
      List<String> values = fields.stream().map(field -> field.of(flow)).toList();
      Integer known = numbers.putIfAbsent(values, texts.size());
      if (known != null) {
        return known;
      }
      texts.add(values);
      return texts.size() - 1;
    }
  }

  /** Fields that a part of the dictionary decides: asked once for each of its values. */
  final class OfPart implements KeyColumn {
    private final Part part;
    private final Texts texts;
    private Dictionary dictionary = new Dictionary();

    /** By number of the dictionary, plus one; 0 where nobody asked yet. */
    private int[] numbers = {};

    private int[] values = {};
    private int[] codes = {};

    OfPart(Part part, List<GroupField> fields) {
      this.part = part;
      this.texts = new Texts(fields);
    }

    @Override
    public List<GroupField> fields() {
      return texts.fields;
    }

    @Override
    public void enter(Dictionary next) {
      dictionary = next;
      numbers = new int[next.count(part)];
    }

    @Override
    public void fill(Block block, Scratch scratch, int[] into) {
      int rows = block.rows();
      if (values.length < rows) {
        values = new int[rows];
        codes = new int[rows];
      }
      int count = block.ids(part, scratch, values, codes);
      for (int i = 0; i < count; i++) {
        values[i] = number(values[i]);
      }
      for (int row = 0; row < rows; row++) {
        into[row] = values[codes[row]];
      }
    }

    private int number(int id) {
      if (id >= numbers.length) {
        numbers = Arrays.copyOf(numbers, Math.max(id + 1, dictionary.count(part)));
      }
      if (numbers[id] == 0) {
        numbers[id] = 1 + texts.number(dictionary.example(part, id));
      }
      return numbers[id] - 1;
    }

    @Override
    public List<String> texts(int number) {
      return texts.texts.get(number);
    }
  }

  /** A port: the number itself, or {@link #NONE} where the protocol has none. */
  final class Ports implements KeyColumn {
    private static final int NONE = Integer.MIN_VALUE;

    private final GroupField field;
    private int[] shapes = {};
    private int[] codes = {};
    private int[] server = {};

    Ports(GroupField field) {
      this.field = field;
    }

    @Override
    public List<GroupField> fields() {
      return List.of(field);
    }

    @Override
    public void enter(Dictionary dictionary) {}

    @Override
    public void fill(Block block, Scratch scratch, int[] into) {
      int rows = block.rows();
      if (shapes.length < rows) {
        shapes = new int[rows];
        codes = new int[rows];
        server = new int[rows];
      }
      int count = block.ids(Part.SHAPE, scratch, shapes, codes);
      Flow[] examples = new Flow[count];
      for (int i = 0; i < count; i++) {
        examples[i] = block.dictionary().example(Part.SHAPE, shapes[i]);
      }
      block.clientPorts(scratch, into);
      block.serverPorts(scratch, server);
      for (int row = 0; row < rows; row++) {
        into[row] = port(examples[codes[row]], into[row], server[row]);
      }
    }

    /**
     * @param client first number of a request, second of a reply
     */
    private int port(Flow shape, int client, int server) {
      if (!shape.protocol().hasPorts()) {
        return NONE;
      }
      return switch (shape.reply()) {
        case YES -> field == GroupField.DESTINATION_PORT ? client : server;
        case NO -> field == GroupField.SOURCE_PORT ? client : server;
        case UNKNOWN -> {
          boolean first =
              field == GroupField.SOURCE_PORT
                  || (field == GroupField.SERVER_PORT
                      && Orientation.looksLikeAnswer(shape.tcpFlags(), client, server));
          yield first ? client : server;
        }
      };
    }

    @Override
    public List<String> texts(int number) {
      return List.of(number == NONE ? "" : Integer.toString(number));
    }
  }

  /** Fields of what applications said, of which few flows have any. */
  final class OfDetails implements KeyColumn {
    private final Texts texts;
    private int[] shapes = {};
    private int[] codes = {};

    OfDetails(List<GroupField> fields) {
      this.texts = new Texts(fields);
    }

    @Override
    public List<GroupField> fields() {
      return texts.fields;
    }

    @Override
    public void enter(Dictionary dictionary) {}

    @Override
    public void fill(Block block, Scratch scratch, int[] into) {
      int rows = block.rows();
      if (shapes.length < rows) {
        shapes = new int[rows];
        codes = new int[rows];
      }
      int none = texts.number(new Flow.Builder().build());
      int count = block.ids(Part.SHAPE, scratch, shapes, codes);
      boolean[] withDetails = new boolean[count];
      for (int i = 0; i < count; i++) {
        Shape shape = block.dictionary().shape(shapes[i]);
        withDetails[i] = shape.hasDetails();
      }
      for (int row = 0; row < rows; row++) {
        into[row] = withDetails[codes[row]] ? texts.number(block.details(row, scratch)) : none;
      }
    }

    @Override
    public List<String> texts(int number) {
      return texts.texts.get(number);
    }
  }
}
