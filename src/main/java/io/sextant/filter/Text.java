package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.Words;
import java.util.function.Consumer;

/**
 * By a word of what an application said: name asked of DNS, URL, summary. Only whole words and
 * their beginnings can be looked for, as an index holds no more.
 *
 * @param word in lower case, as {@link Words} gives them
 * @param prefix whether words that only begin so fit, too
 */
public record Text(String word, boolean prefix) implements Criterion {

  @Override
  public boolean test(Event event) {
    if (!(event instanceof Flow flow) || flow.extras().l7() == null) {
      return false;
    }
    Search search = new Search();
    Words.ofMessage(flow, search);
    return search.found;
  }

  @Override
  public int cost() {
    return 500;
  }

  private final class Search implements Consumer<String> {
    private boolean found;

    @Override
    public void accept(String token) {
      found = found || (prefix ? token.startsWith(word) : token.equals(word));
    }
  }
}
