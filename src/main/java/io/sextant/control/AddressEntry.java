package io.sextant.control;

import io.sextant.enrich.PodName;
import io.sextant.flow.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * Whose a range of addresses is.
 *
 * @param pod the pod with this single address, or null
 */
public record AddressEntry(Cidr prefix, int identity, @Nullable PodName pod) {}
