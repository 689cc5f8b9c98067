package io.sextant.enrich;

/** A pod by name; what is known of one on another node. */
public record PodName(String namespace, String name) {}
