package io.sextant.enrich;

/**
 * What is left open of how events become flows.
 *
 * @param skipUnknownCgroups whether socket events without a known pod are refused
 * @param correlatePolicies whether verdicts are traced to the policies that they came from
 * @param redaction what of requests is hidden
 */
public record ParserOptions(
    boolean skipUnknownCgroups, boolean correlatePolicies, Redaction redaction) {

  public static final ParserOptions DEFAULTS = new ParserOptions(true, true, Redaction.OFF);
}
