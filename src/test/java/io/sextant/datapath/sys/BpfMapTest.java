package io.sextant.datapath.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maps on the real kernel, none of them pinned. */
@Tag("kernel")
class BpfMapTest {
  private static final BpfMap.Shape PREFIXES =
      new BpfMap.Shape("prefixes", MapType.LPM_TRIE, 8, 4, 100, MapType.NO_PREALLOC);

  @Test
  void of_descriptorOfNoMap_isClosed() throws Exception {
    Fd fd = Fd.open("/dev/null", Fd.O_RDONLY);
    assertThatThrownBy(() -> BpfMap.of(fd)).isInstanceOf(SystemCallException.class);
    assertThatThrownBy(fd::number).hasMessage("the descriptor is closed");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void many_areWrittenReadAndDeleted_withAndWithoutBatches(boolean batches) throws Exception {
    try (BpfMap map = open(PREFIXES, batches);
        Arena arena = Arena.ofConfined()) {
      assertThat(elements(map)).isEmpty();
      MemorySegment keys = arena.allocate(8 * 50L, 8);
      MemorySegment values = arena.allocate(4 * 50L, 4);
      for (int i = 0; i < 50; i++) {
        keys.setAtIndex(JAVA_INT, 2L * i, 32);
        keys.setAtIndex(JAVA_INT, 2L * i + 1, 1_000 + i);
        values.setAtIndex(JAVA_INT, i, 2_000 + i);
      }
      map.putAll(keys, values, 50);
      assertThat(elements(map)).hasSize(50).contains("1000=2000", "1049=2049");
      map.remove(keys.asSlice(8 * 40, 8));
      map.removeAll(keys, 50);
      assertThat(elements(map)).as("up to the missing one").hasSize(9).doesNotContain("1039=2039");
    }
  }

  @Test
  void withoutBatches_writesElementByElement_mapsOfMapsToo() throws Exception {
    try (BpfMap inner = BpfMap.create(PREFIXES);
        BpfMap outer = outer(inner).withoutBatches();
        Arena arena = Arena.ofConfined()) {
      MemorySegment ids = arena.allocateFrom(JAVA_INT, 7, 8, 9);
      MemorySegment fds = arena.allocateFrom(JAVA_INT, inner.fd(), inner.fd(), inner.fd());
      assertThatThrownBy(() -> outer.putAll(ids, arena.allocateFrom(JAVA_INT, inner.fd(), -1), 2))
          .as("element by element the first stays")
          .hasMessageStartingWith("write to map outer");
      assertThat(keys(outer)).containsExactly(7);
      outer.putAll(ids, fds, 3);
      assertThat(keys(outer)).containsExactlyInAnyOrder(7, 8, 9);
      outer.removeAll(ids, 3);
      assertThat(keys(outer)).isEmpty();
    }
  }

  @Test
  void refusesBatches_knowsTheKernelsErrors() {
    for (int errno : new int[] {524, 95, 22}) {
      assertThat(BpfMap.refusesBatches(new SystemCallException("batch", errno))).isTrue();
    }
    assertThat(BpfMap.refusesBatches(new SystemCallException("batch", 7))).isFalse();
  }

  /** The perf event array is a kind that has no batches on any kernel. */
  @Test
  void kindWithoutBatches_goesElementByElement() throws Exception {
    BpfMap.Shape shape = new BpfMap.Shape("events", MapType.PERF_EVENT_ARRAY, 4, 4, 4, 0);
    try (BpfMap map = BpfMap.create(shape);
        PerfBuffer buffer = PerfBuffer.open(0, PageSize.bytes(), PageSize.bytes() / 2);
        Arena arena = Arena.ofConfined()) {
      MemorySegment index = arena.allocateFrom(JAVA_INT, 0);
      map.putAll(index, arena.allocateFrom(JAVA_INT, buffer.fd()), 1);
      assertThat(map.remove(index)).as("it was there").isTrue();
    }
  }

  @Test
  void pageSize_isTheKernels() throws Exception {
    assertThat(PageSize.bytes()).isEqualTo(kernelPageKilobytes() * 1024);
  }

  private static int kernelPageKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/smaps")).stream()
        .filter(line -> line.startsWith("KernelPageSize:"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToInt(Integer::parseInt)
        .min()
        .orElseThrow();
  }

  private static BpfMap open(BpfMap.Shape shape, boolean batches) throws IOException {
    BpfMap map = BpfMap.create(shape);
    return batches ? map : map.withoutBatches();
  }

  private static BpfMap outer(BpfMap inner) throws IOException {
    return BpfMap.of(
        new Fd(
            Bpf.call(
                "create map outer",
                Bpf.MAP_CREATE,
                (attr, _) -> {
                  Bpf.set(attr, 0, MapType.HASH_OF_MAPS.number());
                  Bpf.set(attr, 4, 4);
                  Bpf.set(attr, 8, 4);
                  Bpf.set(attr, 12, 8);
                  Bpf.set(attr, 16, MapType.NO_PREALLOC);
                  Bpf.set(attr, 20, inner.fd());
                  attr.setString(28, "outer");
                })));
  }

  private static List<String> elements(BpfMap map) throws IOException {
    List<String> all = new ArrayList<>();
    map.forEach((key, value) -> all.add(key.get(JAVA_INT, 4) + "=" + value.get(JAVA_INT, 0)));
    return all;
  }

  private static List<Integer> keys(BpfMap map) throws IOException {
    List<Integer> all = new ArrayList<>();
    map.forEach((key, _) -> all.add(key.get(JAVA_INT, 0)));
    return all;
  }
}
