package io.sextant.policy;

/** Destination ports that a rule is about. */
public sealed interface Ports permits NamedPort, PortRange {}
