package io.sextant.cni;

/** Numbers of errors, as the specification gives them; from 100 on our own. */
public enum CniErrorCode {
  INCOMPATIBLE_VERSION(1),
  UNSUPPORTED_FIELD(2),
  UNKNOWN_CONTAINER(3),
  INVALID_ENVIRONMENT(4),
  IO_FAILURE(5),
  UNDECODABLE(6),
  INVALID_CONFIGURATION(7),
  TRY_AGAIN(11),
  /** Only for STATUS: ADD would not work. */
  NOT_AVAILABLE(50),
  /** Only for STATUS: ADD would not work, and containers may have lost their network. */
  NOT_AVAILABLE_LIMITED(51),
  /** CHECK: a device, address, route or endpoint is not as ADD left it. */
  NOT_AS_ADDED(100);

  private final int number;

  CniErrorCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
