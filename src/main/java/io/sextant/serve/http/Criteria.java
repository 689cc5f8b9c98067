package io.sextant.serve.http;

import io.sextant.filter.Condition;
import io.sextant.filter.Verdicts;
import io.sextant.query.Query;
import io.sextant.query.QueryException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.util.MultiValueMap;

/**
 * What a request wants: values of one field are alternatives, negated ones are all excluded,
 * different fields must all hold.
 */
final class Criteria {
  /** A query in the language for people, beside the criteria. */
  static final String QUERY = "q";

  private Criteria() {}

  /**
   * Flows for which the criteria and the query hold.
   *
   * @param others parameters that the route takes besides both
   * @throws BadParameter for a parameter that is not known, or a wrong value
   * @throws QueryException for what is no query
   */
  static Condition flows(MultiValueMap<String, String> query, Set<String> others) {
    return Condition.all(List.of(Verdicts.ANY, condition(query, others)));
  }

  /** The same without a word about events that are no flows; everything where nothing is asked. */
  static Condition condition(MultiValueMap<String, String> query, Set<String> others) {
    Set<String> known = new HashSet<>(others);
    known.add(QUERY);
    List<Condition> all = new ArrayList<>(criteria(query, known));
    for (String text : query.getOrDefault(QUERY, List.of())) {
      all.add(Query.parse(text).condition());
    }
    return Condition.all(all);
  }

  /**
   * Reads the criteria, all of which must hold.
   *
   * @param others parameters that the route takes besides the criteria
   * @throws BadParameter for a parameter that is not known, or a wrong value
   */
  static List<Condition> criteria(MultiValueMap<String, String> query, Set<String> others) {
    refuseUnknown(query, others, Fields.ALL);
    List<Condition> all = new ArrayList<>();
    for (Field field : Fields.ALL) {
      all.addAll(conditions(field, query.getOrDefault(field.name(), List.of())));
    }
    return all;
  }

  /** At most one for what is wanted, and one for each thing that is not. */
  private static List<Condition> conditions(Field field, List<String> values) {
    List<Condition> all = new ArrayList<>();
    List<Condition> wanted = new ArrayList<>();
    for (String value : values) {
      if (!value.isEmpty() && value.charAt(0) == Field.NOT) {
        all.add(new Condition.Not(field.condition(value.substring(1))));
      } else {
        wanted.add(field.condition(value));
      }
    }
    if (!wanted.isEmpty()) {
      all.add(Condition.any(wanted));
    }
    return all;
  }

  static void refuseUnknown(
      MultiValueMap<String, String> query, Set<String> others, List<Field> fields) {
    for (String name : query.keySet()) {
      if (!others.contains(name) && fields.stream().noneMatch(f -> f.name().equals(name))) {
        List<String> known = new ArrayList<>(fields.stream().map(Field::name).toList());
        others.stream().sorted().forEach(known::add);
        String value = String.valueOf(query.getFirst(name));
        throw new BadParameter(name, value, "one of the parameters " + String.join(", ", known));
      }
    }
  }

  /** A number within bounds, or the default when it is not given. */
  static int number(MultiValueMap<String, String> query, String name, int most, int otherwise) {
    String text = query.getFirst(name);
    if (text == null) {
      return otherwise;
    }
    long number = Fields.number(text);
    if (number < 0 || number > most) {
      throw new BadParameter(name, text, "a number from 0 to " + most);
    }
    return (int) number;
  }
}
