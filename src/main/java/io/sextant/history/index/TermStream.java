package io.sextant.history.index;

import io.sextant.history.block.Terms;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.util.BytesRef;

/** Hands a block's terms to Lucene without a copy; filled again for every block. */
final class TermStream extends TokenStream {
  private final BytesTermAttribute attribute = addAttribute(BytesTermAttribute.class);
  private final BytesRef term = new BytesRef();
  private Terms terms = new Terms();
  private int next;

  TermStream over(Terms filled) {
    terms = filled;
    return this;
  }

  @Override
  public void reset() {
    next = 0;
  }

  /** Leaves the attributes: the usual end would leave a position step of 0 to the next block. */
  @Override
  public void end() {}

  @Override
  public boolean incrementToken() {
    if (next == terms.size()) {
      return false;
    }
    // No clearAttributes(): position and offset never change, and it costs more than the term.
    term.bytes = terms.bytes();
    term.offset = terms.start(next);
    term.length = terms.end(next) - term.offset;
    attribute.setBytesRef(term);
    next++;
    return true;
  }
}
