package io.sextant.flow;

/** A Kubernetes Service whose frontend an address is. */
public record Service(String name, String namespace) {}
