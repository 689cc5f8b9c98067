package io.sextant.cli;

import io.sextant.cli.describe.CommandTree;
import io.sextant.cli.describe.Shell;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sextant completion}. */
@Command(
    name = "completion",
    header = "Print what a shell reads to complete commands, flags and values.",
    description = {"", "Namespaces and nodes are asked of the server, for a second at most.", ""},
    footer = {
      "",
      "bash, for this shell, and for all to come:",
      "  source <(sextant completion bash)",
      "  sextant completion bash > ~/.local/share/bash-completion/completions/sextant",
      "",
      "zsh, after compinit, and for all to come (a folder of $fpath):",
      "  source <(sextant completion zsh)",
      "  sextant completion zsh > ~/.zfunc/_sextant",
      "",
      "fish, for this shell, and for all to come:",
      "  sextant completion fish | source",
      "  sextant completion fish > ~/.config/fish/completions/sextant.fish"
    })
final class CompletionCommand implements Runnable {
  private final Terminal terminal;
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.bash;

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    terminal.print(shell.script(tree(spec)));
  }

  /** All commands, seen from one of them. */
  static CommandTree tree(@Nullable CommandSpec command) {
    CommandSpec root = Objects.requireNonNull(command).root();
    return CommandTree.of(root, OptionSections::of, FlagValues.known());
  }
}
