package io.sextant.flow;

/** A network device of the node; the name is empty when it is not known. */
public record NetworkInterface(int index, String name) {}
