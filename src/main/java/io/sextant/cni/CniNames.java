package io.sextant.cni;

import java.util.regex.Pattern;

/** The forms of names that the specification asks for. */
final class CniNames {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,252}");

  /** As the kernel allows devices: no slash, colon or blank. */
  private static final Pattern DEVICE = Pattern.compile("[^\\s/:\\p{Cntrl}]{1,15}");

  private CniNames() {}

  /** A network's or container's name. */
  static String checked(String field, String value, CniErrorCode otherwise) throws CniException {
    if (!NAME.matcher(value).matches()) {
      throw new CniException(
          otherwise,
          "%s is \"%s\"".formatted(field, value),
          "it begins with a letter or digit; letters, digits and _.- follow, at most 253");
    }
    return value;
  }

  /** A device's name. */
  static String device(String field, String value) throws CniException {
    if (!DEVICE.matcher(value).matches() || value.equals(".") || value.equals("..")) {
      throw new CniException(
          CniErrorCode.INVALID_ENVIRONMENT,
          "%s is \"%s\"".formatted(field, value),
          "it has 1 to 15 characters, none of them a slash, a colon or a blank");
    }
    return value;
  }
}
