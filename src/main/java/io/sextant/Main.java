package io.sextant;

import org.springframework.boot.SpringApplication;

/** The executable: one jar, one command per role. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    long t = System.nanoTime();
    SpringApplication.run(Assembly.class, args);
    System.out.println("up " + (System.nanoTime() - t) / 1_000_000 + " ms");
  }
}
