package io.sextant.history.index;

import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.IndexOptions;

/** The fields of a block's document. */
final class Schema {
  /** The union of the flows' terms. */
  static final String TERMS = "t";

  /** {@link EntryBytes}. */
  static final String ENTRY = "e";

  /** Filter of the UUIDs that are not ours; absent if there are none. */
  static final String BLOOM = "b";

  static final FieldType TERM_TYPE = termType();

  private Schema() {}

  private static FieldType termType() {
    FieldType type = new FieldType();
    type.setTokenized(true);
    type.setOmitNorms(true);
    type.setIndexOptions(IndexOptions.DOCS);
    type.freeze();
    return type;
  }
}
