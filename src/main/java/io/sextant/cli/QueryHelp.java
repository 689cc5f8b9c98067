package io.sextant.cli;

import io.sextant.query.QueryField;
import io.sextant.query.QueryFields;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The query language, told at the end of a command's help and in the manual page. */
final class QueryHelp {
  static final String RULES =
      "Terms that stand side by side must all fit; OR and parentheses say otherwise, - or NOT in"
          + " front turns round. A term is a word, or a field with a value or several with commas"
          + " between; blanks stand in quotation marks. Before a field of an end, source.,"
          + " destination., client. or server. say which.";

  private static final int NAMES = 36;

  private QueryHelp() {}

  /** Has the help of a command end with it; made only when somebody looks. */
  static void addTo(CommandSpec command) {
    command
        .usageMessage()
        .sectionMap()
        .put(
            UsageMessageSpec.SECTION_KEY_FOOTER,
            help -> help.footer() + "\nQueries:\n" + rules(help) + fields(help));
  }

  /** Examples of all fields, and what they take. */
  static Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    for (QueryField field : QueryFields.ALL) {
      String others = field.aliases().isEmpty() ? "" : "; or " + field.aliases().getFirst() + ":";
      fields.put(field.examples().getFirst(), field.takes() + others);
    }
    return fields;
  }

  private static TextTable rules(Help help) {
    int width = help.commandSpec().usageMessage().width();
    TextTable table = TextTable.forColumns(help.colorScheme(), new Column(width, 2, Overflow.WRAP));
    table.addRowValues(RULES);
    return table;
  }

  private static TextTable fields(Help help) {
    int width = help.commandSpec().usageMessage().width();
    TextTable table =
        TextTable.forColumns(
            help.colorScheme(),
            new Column(NAMES, 2, Overflow.TRUNCATE),
            new Column(width - NAMES, 1, Overflow.WRAP));
    fields().forEach(table::addRowValues);
    return table;
  }
}
