package io.sextant.agent;

import io.sextant.control.IdentityEntry;
import io.sextant.control.RuleEntry;
import io.sextant.durable.DamagedStateException;
import io.sextant.durable.EntryLog;
import io.sextant.durable.StateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The node's state on disk, as JSON: a whole one, and a log of what came since, since in a large
 * cluster most of it stays. What is gone stays in the log's sum until the next whole one; nothing
 * in the kernel has its numbers. Not forced to the disk: what a crash of the machine takes from the
 * files, it takes from the kernel's maps too. For one thread.
 */
final class NodeStateFile {
  private static final int VERSION = 1;
  private static final long LONGEST_LOG = 4 << 20;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final @Nullable Files files;
  private Sum sum = new Sum();
  private boolean damaged = true;

  /** Of the log; a whole state is written when it has grown, and first. */
  private long logBytes = LONGEST_LOG;

  private record Files(Path path, StateFile whole, EntryLog log) {
    static Files in(Path directory) {
      Path path = directory.resolve("node-state");
      return new Files(
          path,
          new StateFile(path, "node-state", VERSION, StateFile.Survival.OF_PROCESS),
          new EntryLog(directory.resolve("node-state.log")));
    }
  }

  /**
   * @param directory null to keep nothing
   */
  NodeStateFile(@Nullable Path directory) {
    this.files = directory == null ? null : Files.in(directory);
  }

  /** What was read, and what is wrong with the file, or null. */
  record Found(NodeState state, @Nullable String problem) {
    private static Found nothing(String problem) {
      return new Found(NodeState.NONE, problem);
    }
  }

  /** A missing or broken file is no error: the kernel goes on with numbers that nobody knows. */
  Found read() {
    if (files == null) {
      return Found.nothing("no state directory is set");
    }
    try {
      Optional<byte[]> whole = files.whole.read();
      return whole.isEmpty()
          ? Found.nothing(files.path + " does not exist")
          : parse(whole.get(), files.log.read());
    } catch (DamagedStateException e) {
      return Found.nothing(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return Found.nothing("%s cannot be read: %s".formatted(files.path, e));
    } catch (JacksonException | IllegalArgumentException e) {
      return Found.nothing("%s is no state of a node: %s".formatted(files.path, e.getMessage()));
    }
  }

  private Found parse(byte[] whole, List<byte[]> changes) {
    Sum read = new Sum();
    read.add(parse(whole));
    changes.forEach(change -> read.add(parse(change)));
    sum = read;
    damaged = false;
    return new Found(sum.state(), null);
  }

  private static NodeState parse(byte[] json) {
    NodeState state = MAPPER.readValue(json, NodeState.class);
    if (state == null) {
      throw new IllegalArgumentException("nothing is in it");
    }
    return state;
  }

  /** Afterwards all of the state is in the files; what has been there already is not written. */
  void write(NodeState state) throws IOException {
    if (files == null) {
      return;
    }
    if (damaged) {
      files.log.clear();
      damaged = false;
    }
    Optional<NodeState> news = sum.add(state);
    long before = logBytes;
    logBytes = LONGEST_LOG;
    if (news.isPresent()) {
      before += files.log.append(List.of(MAPPER.writeValueAsBytes(news.get())));
    }
    if (before >= LONGEST_LOG) {
      files.whole.write(MAPPER.writeValueAsBytes(state));
      files.log.clear();
      sum = new Sum();
      sum.add(state);
      before = 0;
    }
    logBytes = before;
  }

  /** A state and those after it. */
  private static final class Sum {
    private NodeState last = NodeState.NONE;
    private final Map<Integer, NodeState.KnownEndpoint> endpoints = new LinkedHashMap<>();
    private final Map<Integer, RuleEntry> rules = new LinkedHashMap<>();
    private final Map<Integer, IdentityEntry> identities = new LinkedHashMap<>();

    /** Takes a later one in, and gives what of it is new, if anything is. */
    Optional<NodeState> add(NodeState later) {
      NodeState news =
          new NodeState(
              later.revision(),
              later.lastCookie(),
              later.lastEndpoint(),
              put(endpoints, later.endpoints(), NodeState.KnownEndpoint::id),
              put(rules, later.rules(), RuleEntry::cookie),
              put(identities, later.identities(), IdentityEntry::number));
      NodeState nothing =
          new NodeState(
              last.revision(),
              last.lastCookie(),
              last.lastEndpoint(),
              List.of(),
              List.of(),
              List.of());
      last = later;
      return news.equals(nothing) ? Optional.empty() : Optional.of(news);
    }

    private static <V> List<V> put(Map<Integer, V> known, List<V> later, ToIntFunction<V> number) {
      List<V> news = new ArrayList<>();
      for (V each : later) {
        if (!each.equals(known.put(number.applyAsInt(each), each))) {
          news.add(each);
        }
      }
      return news;
    }

    NodeState state() {
      return new NodeState(
          last.revision(),
          last.lastCookie(),
          last.lastEndpoint(),
          List.copyOf(endpoints.values()),
          List.copyOf(rules.values()),
          List.copyOf(identities.values()));
    }
  }
}
