package io.sextant.ring;

/** Where samples were lost before the consumer. */
public enum LossSource {
  /** The kernel found the CPU's ring full. */
  KERNEL_RING,
  /** The ring's thread found its queue full: the consumer is too slow. */
  READER_QUEUE
}
