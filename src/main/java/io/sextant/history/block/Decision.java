package io.sextant.history.block;

import io.sextant.flow.PolicyAttribution;
import org.jspecify.annotations.Nullable;

/**
 * Who decided about flows.
 *
 * @param ruleCookie 0 for none
 * @param ruleRevision 0 when not reported
 * @param proxyPort 0 for none
 */
public record Decision(
    @Nullable PolicyAttribution policies, int ruleCookie, int ruleRevision, int proxyPort) {
  static final Decision NONE = new Decision(null, 0, 0, 0);
}
