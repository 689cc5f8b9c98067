/**
 * The index of one partition: one document per block, with the block's terms. In come terms and
 * numbers of blocks in the order of the log; out go the numbers of the blocks that may hold what is
 * looked for. One thread adds, one commits, any number select. It never decides about a flow, and
 * is never the only place where something stands: a lost index is made again from the blocks.
 * Nothing else in the project sees Lucene.
 */
@NullMarked
package io.sextant.history.index;

import org.jspecify.annotations.NullMarked;
