package io.sextant.flow;

/** What a pod belongs to, for example the Deployment {@code cart}. */
public record Workload(String name, String kind) {}
