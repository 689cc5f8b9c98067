/**
 * Flows as columns. In come flows in the order of their sequence numbers; out go blocks of bytes
 * that hold about a thousand of them, and the terms by which an index finds such a block; and back.
 * What flows share (endpoints, policies, places) stands in a dictionary, by number. One thread
 * writes; any number read blocks that are complete. Bytes from a disk are hostile until their check
 * sum and bounds were looked at. No file is opened here.
 */
@NullMarked
package io.sextant.history.block;

import org.jspecify.annotations.NullMarked;
