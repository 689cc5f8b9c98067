/**
 * What an answer must say besides its flows: what was lost, and what names meant then. In come
 * losses, counts of each stage, and facts about the cluster, each with its time; out go sums and
 * facts of any interval, after a restart too. Both are logs of small checked records in one file
 * each, held in memory as a whole. One thread appends and makes durable; any number read, and wait
 * for no disk. Bytes of a disk are hostile until their check sum was looked at. Never throws away a
 * damaged file, never counts a loss twice, never looks at a clock.
 */
@NullMarked
package io.sextant.history.ledger;

import org.jspecify.annotations.NullMarked;
