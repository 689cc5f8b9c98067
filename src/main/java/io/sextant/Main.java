package io.sextant;

import io.sextant.bench.BenchCommand;
import io.sextant.cli.SextantCommand;

/** The executable: one jar, one command per role. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(
        SextantCommand.ofProcess()
            .with("demo", new DemoCommand())
            .with("run", new RunCommand())
            .with("replay", new ReplayCommand())
            .with("bench", new BenchCommand(DemoRecording::open))
            .execute(args));
  }
}
