package io.sextant;

import picocli.CommandLine;

/** The executable: one jar, one command per role. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new DemoCommand()).execute(args));
  }
}
