package io.sextant.cli.describe;

/** Shells that can complete our commands. */
public enum Shell {
  bash {
    @Override
    public String script(CommandTree root) {
      return BashScript.of(root);
    }
  },
  zsh {
    @Override
    public String script(CommandTree root) {
      return ZshScript.of(root);
    }
  },
  fish {
    @Override
    public String script(CommandTree root) {
      return FishScript.of(root);
    }
  };

  /** What the shell has to read to complete the commands. */
  public abstract String script(CommandTree root);
}
