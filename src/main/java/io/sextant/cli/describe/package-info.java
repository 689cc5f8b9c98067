/**
 * Texts about the command line, made from its own model so that none of them goes stale. In comes
 * picocli's model of the commands; out go completion scripts for bash, zsh and fish, and a manual
 * page. Runs on the thread of the command that prints them, and never asks a server.
 */
@NullMarked
package io.sextant.cli.describe;

import org.jspecify.annotations.NullMarked;
