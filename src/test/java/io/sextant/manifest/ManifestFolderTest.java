package io.sextant.manifest;

import static io.sextant.manifest.TestManifests.CART;
import static io.sextant.manifest.TestManifests.REVIEWS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.manifest.ManifestFolder.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ManifestFolderTest {
  private static final Duration NEVER = Duration.ofHours(1);
  private static final String BROKEN = REVIEWS.replace("toPorts", "toPort");

  @TempDir private Path folder;
  private final BlockingQueue<Snapshot> told = new LinkedBlockingQueue<>();
  private ManifestFolder watched;

  @BeforeEach
  void watch() throws IOException {
    Files.writeString(folder.resolve("shop.yaml"), CART);
    watched = ManifestFolder.watch(folder, NEVER, told::add);
  }

  @AfterEach
  void close() {
    watched.close();
  }

  @Test
  void files_areReadBeforeAndAfterTheStart() throws Exception {
    assertThat(names(told.remove())).containsExactly("NetworkPolicy/shop/cart");
    Files.writeString(folder.resolve("reviews.yml"), REVIEWS);
    awaitNames("CiliumNetworkPolicy/shop/reviews", "NetworkPolicy/shop/cart");
    Files.delete(folder.resolve("shop.yaml"));
    awaitNames("CiliumNetworkPolicy/shop/reviews");
  }

  @Test
  void renames_replaceAtOnce() throws Exception {
    Path written = Files.writeString(folder.resolve(".shop.yaml.tmp"), REVIEWS);
    Files.move(written, folder.resolve("shop.yaml"), StandardCopyOption.ATOMIC_MOVE);
    awaitNames("CiliumNetworkPolicy/shop/reviews");
  }

  @Test
  void otherFiles_areNotRead() throws Exception {
    for (String name : List.of(".hidden.yaml", "a.yaml~", ".a.yaml.swp", "notes.txt", "4913")) {
      Files.writeString(folder.resolve(name), "{");
    }
    Files.createDirectory(folder.resolve("sub.yaml"));
    Files.writeString(folder.resolve("z.yaml"), REVIEWS);
    Snapshot snapshot = awaitNames("CiliumNetworkPolicy/shop/reviews", "NetworkPolicy/shop/cart");
    assertThat(snapshot.errors()).isEmpty();
  }

  @Test
  void objects_whoseNewTextIsWrongStayAsTheyWere() throws Exception {
    Files.writeString(folder.resolve("shop.yaml"), CART + "---\n" + REVIEWS);
    Snapshot good = awaitNames("CiliumNetworkPolicy/shop/reviews", "NetworkPolicy/shop/cart");
    Files.writeString(folder.resolve("shop.yaml"), CART.replace("7070", "7071") + "---\n" + BROKEN);
    Snapshot wrong = await(snapshot -> !snapshot.errors().isEmpty());
    assertThat(object(wrong, "reviews")).isEqualTo(object(good, "reviews"));
    assertThat(object(wrong, "cart")).isNotEqualTo(object(good, "cart"));
    assertThat(wrong.errors().getFirst().toString()).contains("did you mean toPorts?");

    Files.writeString(folder.resolve("shop.yaml"), BROKEN);
    Snapshot without = awaitNames("CiliumNetworkPolicy/shop/reviews");
    assertThat(object(without, "reviews")).isEqualTo(object(good, "reviews"));

    Files.writeString(folder.resolve("shop.yaml"), CART);
    assertThat(awaitNames("NetworkPolicy/shop/cart").errors()).isEmpty();
  }

  @Test
  void files_thatAreNoYamlChangeNothing() throws Exception {
    Files.writeString(folder.resolve("shop.yaml"), "{ not yaml");
    Snapshot wrong = await(snapshot -> !snapshot.errors().isEmpty());
    assertThat(names(wrong)).containsExactly("NetworkPolicy/shop/cart");
    Files.delete(folder.resolve("shop.yaml"));
    assertThat(awaitNames().errors()).isEmpty();
  }

  @Test
  void doubles_areTakenFromTheFirstFile() throws Exception {
    Files.writeString(folder.resolve("a.yaml"), CART.replace("7070", "7071"));
    Snapshot both = await(snapshot -> !snapshot.errors().isEmpty());
    assertThat(both.objects().policies().getFirst().ingress().rules().toString()).contains("7071");
    assertThat(both.errors().getFirst().toString()).startsWith("shop.yaml:1:1").contains("a.yaml");
  }

  @Test
  void links_areTurnedAsKubernetesDoes() throws Exception {
    Path first = Files.createDirectory(folder.resolve("..2024_1"));
    Path second = Files.createDirectory(folder.resolve("..2024_2"));
    Files.writeString(first.resolve("map.yaml"), REVIEWS);
    Files.writeString(second.resolve("map.yaml"), REVIEWS.replace("8080", "8081"));
    Files.createSymbolicLink(folder.resolve("..data"), first.getFileName());
    Files.createSymbolicLink(folder.resolve("map.yaml"), Path.of("..data/map.yaml"));
    Snapshot before = awaitNames("CiliumNetworkPolicy/shop/reviews", "NetworkPolicy/shop/cart");
    Path turned = Files.createSymbolicLink(folder.resolve("..data_tmp"), second.getFileName());
    Files.move(turned, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    Snapshot after =
        await(snapshot -> !object(snapshot, "reviews").equals(object(before, "reviews")));
    assertThat(object(after, "reviews").toString()).contains("8081");
  }

  @Test
  void folders_thatComeLaterAreFoundByTheTimer() throws Exception {
    Path later = folder.resolve("later");
    BlockingQueue<Snapshot> news = new LinkedBlockingQueue<>();
    try (ManifestFolder other = ManifestFolder.watch(later, Duration.ofMillis(20), news::add)) {
      assertThat(other).isNotNull();
      assertThat(names(news.remove())).isEmpty();
      Path made = Files.createDirectory(folder.resolve("made"));
      Files.writeString(made.resolve("shop.yaml"), CART);
      Files.move(made, later);
      Snapshot found = Objects.requireNonNull(news.poll(20, TimeUnit.SECONDS));
      assertThat(names(found)).containsExactly("NetworkPolicy/shop/cart");
    }
  }

  @Test
  void closed_tellsNothingMore() throws Exception {
    told.clear();
    watched.close();
    Files.writeString(folder.resolve("reviews.yaml"), REVIEWS);
    assertThat(told.poll(300, TimeUnit.MILLISECONDS)).isNull();
  }

  private Snapshot awaitNames(String... names) throws InterruptedException {
    return await(snapshot -> names(snapshot).equals(List.of(names)));
  }

  private Snapshot await(Predicate<Snapshot> wanted) throws InterruptedException {
    Snapshot last = null;
    while (true) {
      Snapshot next = told.poll(20, TimeUnit.SECONDS);
      assertThat(next).as("what comes after %s", last).isNotNull();
      last = Objects.requireNonNull(next);
      if (wanted.test(last)) {
        return last;
      }
    }
  }

  private static List<String> names(Snapshot snapshot) {
    return snapshot.objects().byName().keySet().stream()
        .map(ObjectName::toString)
        .sorted()
        .toList();
  }

  private static Object object(Snapshot snapshot, String name) {
    return snapshot.objects().byName().entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(name))
        .<Object>map(java.util.Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }
}
