package io.sextant.serve.http;

import io.sextant.query.QueryField;
import io.sextant.query.QueryFields;
import java.util.List;

/**
 * What the query language knows, for pages that help to type it.
 *
 * @param ends what may stand before a field that is of one end, with a dot
 */
record LanguageHelp(List<Known> fields, List<String> ends) {
  static final LanguageHelp ALL =
      new LanguageHelp(QueryFields.ALL.stream().map(Known::of).toList(), QueryFields.ENDS);

  /**
   * A field.
   *
   * @param takes what its values are
   * @param sided whether it may be of one end
   */
  record Known(
      String name,
      List<String> aliases,
      String takes,
      List<String> examples,
      List<String> values,
      boolean sided) {
    static Known of(QueryField field) {
      return new Known(
          field.name(),
          field.aliases(),
          field.takes(),
          field.examples(),
          field.values(),
          field.sided());
    }
  }
}
