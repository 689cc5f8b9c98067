package io.sextant.history.ledger;

/**
 * What was found when a log was opened.
 *
 * @param records that are whole
 * @param cutBytes of a record that was being written when the process or machine stopped
 * @param skippedBytes inside the file that are no records: it is damaged
 * @param message for the log when it is damaged, naming the file that was set aside; else empty
 */
public record FileCheck(long records, long cutBytes, long skippedBytes, String message) {}
