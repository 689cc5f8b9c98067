package io.sextant.control;

import io.sextant.flow.PolicyAttribution;

/** The rule that a policy verdict's cookie names. */
public record RuleEntry(int cookie, PolicyAttribution policies) {}
