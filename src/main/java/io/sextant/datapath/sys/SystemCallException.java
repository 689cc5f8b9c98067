package io.sextant.datapath.sys;

import java.io.IOException;

/** A system call said no: which one, on what, and the error number. */
public final class SystemCallException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int number;

  SystemCallException(String what, int number) {
    this(what, number, "");
  }

  SystemCallException(String what, int number, String advice) {
    super(what + ": " + Errno.text(number) + " (errno " + number + ")" + advice);
    this.number = number;
  }

  public Errno errno() {
    return Errno.of(number);
  }
}
