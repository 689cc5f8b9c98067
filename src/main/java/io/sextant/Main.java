package io.sextant;

/** The executable: one jar, one command per role. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("sextant");
  }
}
