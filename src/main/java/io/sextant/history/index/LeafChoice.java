package io.sextant.history.index;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/** Answers a choice in one segment. */
final class LeafChoice {
  private final int blocks;
  private final @Nullable TermsEnum terms;
  private @Nullable PostingsEnum postings;

  private LeafChoice(int blocks, @Nullable TermsEnum terms) {
    this.blocks = blocks;
    this.terms = terms;
  }

  static LeafChoice of(LeafReaderContext leaf) throws IOException {
    Terms terms = leaf.reader().terms(Schema.TERMS);
    return new LeafChoice(leaf.reader().maxDoc(), terms == null ? null : terms.iterator());
  }

  BitSet select(Choice choice) throws IOException {
    return switch (choice) {
      case Choice.AnyOf(List<byte[]> wanted) -> anyOf(wanted);
      case Choice.Prefix prefix -> prefix(prefix.bytes());
      case Choice.AllOf(List<Choice> choices) -> allOf(choices);
      case Choice.Either(List<Choice> choices) -> either(choices);
    };
  }

  private BitSet anyOf(List<byte[]> wanted) throws IOException {
    BitSet found = new BitSet(blocks);
    if (terms == null) {
      return found;
    }
    for (byte[] term : wanted) {
      if (terms.seekExact(new BytesRef(term))) {
        addPostings(terms, found);
      }
    }
    return found;
  }

  private BitSet prefix(byte[] prefix) throws IOException {
    BitSet found = new BitSet(blocks);
    BytesRef start = new BytesRef(prefix);
    if (terms == null || terms.seekCeil(start) == TermsEnum.SeekStatus.END) {
      return found;
    }
    BytesRef term = terms.term();
    while (term != null && StringHelper.startsWith(term, start)) {
      addPostings(terms, found);
      term = terms.next();
    }
    return found;
  }

  private BitSet allOf(List<Choice> choices) throws IOException {
    BitSet found = new BitSet(blocks);
    found.set(0, blocks);
    for (Choice choice : choices) {
      if (found.isEmpty()) {
        return found;
      }
      found.and(select(choice));
    }
    return found;
  }

  private BitSet either(List<Choice> choices) throws IOException {
    BitSet found = new BitSet(blocks);
    for (Choice choice : choices) {
      found.or(select(choice));
    }
    return found;
  }

  private void addPostings(TermsEnum at, BitSet found) throws IOException {
    postings = at.postings(postings, PostingsEnum.NONE);
    for (int doc = postings.nextDoc(); doc != PostingsEnum.NO_MORE_DOCS; doc = postings.nextDoc()) {
      found.set(doc);
    }
  }
}
