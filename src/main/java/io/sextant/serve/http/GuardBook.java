package io.sextant.serve.http;

import io.sextant.flow.Flow;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What this node is to be and is: policies, endpoints, identities. Any thread asks. */
public interface GuardBook {
  /** A part of a question that cannot be right. */
  final class WrongPart extends Exception {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final String expected;

    /**
     * Says what is wrong.
     *
     * @param name of the part, as the question's method has it
     * @param expected what would be right
     */
    public WrongPart(String name, String expected, IllegalArgumentException cause) {
      super("%s: expected %s".formatted(name, expected), cause);
      this.name = name;
      this.expected = expected;
    }

    String name() {
      return name;
    }

    String expected() {
      return expected;
    }
  }

  /**
   * Policies in force and those that are not.
   *
   * @param revision that is wanted
   * @param realised that is in force
   * @param failure why the two differ, or null
   */
  record Policies(
      int revision,
      int realised,
      @Nullable String failure,
      List<PolicyRow> policies,
      List<ErrorRow> errors) {}

  /**
   * A policy in force.
   *
   * @param selects endpoints of this node that it is about, as namespace/pod
   * @param ingress how many rules it has in this direction, null when it has no such section
   */
  record PolicyRow(
      String kind,
      String namespace,
      String name,
      boolean audited,
      String subject,
      @Nullable Integer ingress,
      @Nullable Integer egress,
      List<String> selects) {}

  /**
   * What is wrong with an object.
   *
   * @param object as Kind/namespace/name, or empty when not even that can be read
   * @param place file, line and column, or empty where none is at fault
   */
  record ErrorRow(String object, String place, String problem) {}

  /** An endpoint of this node. */
  record EndpointRow(
      int id,
      String namespace,
      String pod,
      String device,
      int identity,
      String state,
      boolean enforcesIngress,
      boolean enforcesEgress,
      int entries,
      int wanted,
      int realised,
      double regenerationMillis,
      @Nullable String error) {}

  /** An identity; ranges, names and ports are what policies tell its bearers apart by. */
  record IdentityRow(
      int number,
      List<String> labels,
      List<String> ranges,
      List<String> names,
      Map<String, Integer> ports) {}

  /**
   * The kernel held against what is wanted.
   *
   * @param parts one for each kind of thing
   */
  record Comparison(String time, int revision, boolean equal, List<PartRow> parts) {}

  /** One kind of thing; texts name the first of those that differ. */
  record PartRow(
      String thing,
      int wanted,
      int real,
      int missing,
      int extra,
      int altered,
      List<String> texts) {}

  /**
   * What policies make of a connection.
   *
   * @param pending whether it would be allowed if audited policies were enforced
   * @param reasons in words, a line for each fact
   */
  record Trace(
      String from,
      String to,
      String port,
      boolean allowed,
      boolean pending,
      boolean egress,
      boolean ingress,
      List<String> reasons) {}

  /**
   * Why a flow's verdict was what it was, and what policies in force make of its connection now.
   *
   * @param verdict as flows have it
   * @param end of the connection where it was seen, {@code egress} for its source
   * @param revision of the rules that judged it, 0 when the flow does not say
   * @param rule number of the rule that decided, 0 for none
   * @param then in words: what the datapath told with the flow
   * @param revisionNow in force
   * @param now null when nothing is known any more of who was at an end
   */
  record FlowReasons(
      String uuid,
      String time,
      String from,
      String to,
      String port,
      String verdict,
      String end,
      int revision,
      int rule,
      List<String> then,
      int revisionNow,
      @Nullable Trace now) {}

  /**
   * What a policy in force is about and does.
   *
   * @param selects endpoints of this node that it is about, as namespace/pod
   * @param sentences whom it is about, and what it allows and denies to whom
   */
  record PolicyReasons(
      String kind,
      String namespace,
      String name,
      boolean audited,
      int revision,
      List<String> selects,
      List<String> sentences) {}

  Policies policies();

  List<EndpointRow> endpoints();

  List<IdentityRow> identities();

  /**
   * Compares and changes nothing.
   *
   * @throws IOException when the kernel cannot be asked, as while the node starts
   */
  Comparison compare() throws IOException;

  /**
   * A connection.
   *
   * @param port number and protocol, as 80/tcp
   * @throws WrongPart for a pod that is not known, or no port
   * @throws IOException while the node starts
   */
  Trace trace(String from, String to, String port) throws WrongPart, IOException;

  /**
   * Why a flow's verdict was what it was.
   *
   * @throws IOException while the node starts
   */
  FlowReasons explain(Flow flow) throws IOException;

  /**
   * What a policy does.
   *
   * @param policy its name, with its namespace and kind in front where it has or needs them
   * @return more than one when several bear the name
   * @throws IllegalArgumentException when none in force bears it: what is expected
   * @throws IOException while the node starts
   */
  List<PolicyReasons> explain(String policy) throws IOException;
}
