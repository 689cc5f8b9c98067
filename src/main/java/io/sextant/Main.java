package io.sextant;

import io.sextant.bench.BenchCommand;
import io.sextant.cli.SextantCommand;

/** The executable: one jar, one command per role. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(command().execute(args));
  }

  /** With all its commands; a reference to a constructor would load what it builds. */
  static SextantCommand command() {
    return SextantCommand.ofProcess()
        .with("demo", () -> new DemoCommand())
        .with("run", () -> new RunCommand())
        .with("replay", () -> new ReplayCommand())
        .with("bench", () -> new BenchCommand(DemoRecording::open));
  }
}
