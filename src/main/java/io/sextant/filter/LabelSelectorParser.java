package io.sextant.filter;

import io.sextant.filter.LabelSelector.Condition;
import io.sextant.filter.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads selectors by the grammar of Kubernetes:
 *
 * <pre>
 *   selector    = [ requirement { "," requirement } ]
 *   requirement = "!" key | key [ ( "=" | "==" | "!=" | ">" | "<" ) [ value ]
 *                              | ( "in" | "notin" ) "(" [ value { "," value } ] ")" ]
 *   key         = [ source ":" ] name
 * </pre>
 */
final class LabelSelectorParser {
  private static final Pattern TOKEN = Pattern.compile("\\s*(!=|==|[!=,()<>]|[^\\s!=,()<>]+)");
  private static final String PART = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final String SUBDOMAIN = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern KEY =
      Pattern.compile("(" + SUBDOMAIN + "(\\." + SUBDOMAIN + ")*/)?" + PART);
  private static final Pattern VALUE = Pattern.compile("(" + PART + ")?");
  private static final int LONGEST_NAME = 63;
  private static final int LONGEST_DOMAIN = 253;
  private static final String ANY_SOURCE = "any";
  private static final String END = "";

  private final String field;
  private final String text;
  private final List<String> tokens = new ArrayList<>();
  private int at;

  LabelSelectorParser(String field, String text) {
    this.field = field;
    this.text = text;
    Matcher matcher = TOKEN.matcher(text.strip());
    while (matcher.find()) {
      tokens.add(matcher.group(1));
    }
  }

  LabelSelector parse() {
    List<Requirement> requirements = new ArrayList<>();
    while (!tokens.isEmpty()) {
      requirements.add(requirement());
      String next = take();
      if (next.equals(END)) {
        break;
      }
      if (!next.equals(",")) {
        throw wrong("has '" + next + "' where a comma or the end should be");
      }
    }
    return new LabelSelector(requirements);
  }

  private Requirement requirement() {
    if (peek().equals("!")) {
      take();
      return on(take(), new Condition.Absent());
    }
    String key = take();
    return on(key, condition());
  }

  private Condition condition() {
    return switch (peek()) {
      case END, "," -> new Condition.Present();
      case "=", "==" -> {
        take();
        yield new Condition.In(Set.of(value()));
      }
      case "!=" -> {
        take();
        yield new Condition.NotIn(Set.of(value()));
      }
      case ">" -> {
        take();
        yield new Condition.GreaterThan(number());
      }
      case "<" -> {
        take();
        yield new Condition.LessThan(number());
      }
      case "in" -> {
        take();
        yield new Condition.In(values());
      }
      case "notin" -> {
        take();
        yield new Condition.NotIn(values());
      }
      default ->
          throw wrong("has '" + peek() + "' where =, ==, !=, <, >, in, notin or a comma should be");
    };
  }

  private Requirement on(String token, Condition condition) {
    String name = isWord(token) ? token : "";
    int colon = name.indexOf(':');
    String source = colon < 0 ? ANY_SOURCE : name.substring(0, colon);
    String key = name.substring(colon + 1);
    // Hubble checks source and key as one name, which lets the key begin with a dash.
    if (!isKey(source + "." + key)) {
      throw wrong("has '" + token + "' where a label's name such as app or k8s:app should be");
    }
    return new Requirement(source.equals(ANY_SOURCE) ? null : source, key, condition);
  }

  private Set<String> values() {
    if (!take().equals("(")) {
      throw wrong("has no ( after in or notin");
    }
    Set<String> values = new HashSet<>();
    if (peek().equals(")")) {
      take();
      return values;
    }
    while (true) {
      values.add(value());
      String next = take();
      if (next.equals(")")) {
        return values;
      }
      if (!next.equals(",")) {
        throw wrong("has no ) after its values");
      }
    }
  }

  private String value() {
    String token = peek();
    if (!isWord(token)) {
      return "";
    }
    take();
    if (token.length() > LONGEST_NAME || !VALUE.matcher(token).matches()) {
      throw wrong("has '" + token + "' where a label's value should be");
    }
    return token;
  }

  private long number() {
    String token = take();
    if (token.matches("[+-]?[0-9]{1,18}")) {
      return Long.parseLong(token);
    }
    throw wrong("has '" + token + "' where an integer should be");
  }

  private static boolean isKey(String key) {
    int slash = key.indexOf('/');
    return key.length() - slash - 1 <= LONGEST_NAME
        && slash <= LONGEST_DOMAIN
        && KEY.matcher(key).matches();
  }

  private static boolean isWord(String token) {
    return !token.isEmpty() && "!=,()<>".indexOf(token.charAt(0)) < 0;
  }

  private String peek() {
    return at < tokens.size() ? tokens.get(at) : END;
  }

  private String take() {
    String token = peek();
    at++;
    return token;
  }

  private InvalidFilterException wrong(String problem) {
    return InvalidFilterException.value(field, text, problem);
  }
}
