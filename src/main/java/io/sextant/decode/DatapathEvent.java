package io.sextant.decode;

/**
 * What a sample says: one of the notifications, named after their C structs, or a {@link Refusal}.
 *
 * <p>Notifications read their fields in place, from the sample that was decoded last; they are
 * valid until the next one.
 */
public sealed interface DatapathEvent permits Notification, Refusal {}
