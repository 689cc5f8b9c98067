package io.sextant.cni;

import static io.sextant.cni.TestAttachments.id;
import static io.sextant.cni.TestAttachments.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.flow.Cidr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachmentBookTest {
  private Path file;

  @BeforeEach
  void place(@TempDir Path directory) {
    file = directory.resolve("lib").resolve("attachments");
  }

  @Test
  void open_isThereAfterARestart_withStateAndAddresses() throws Exception {
    AttachmentBook book = book();
    Attachment cart = book.open(id("cart"), pod("cart"), "/run/netns/cart");
    Attachment pay = book.open(id("pay"), pod("pay"), "/run/netns/pay");
    book.mark(pay.id(), Attachment.State.READY);
    book.open(id("gone"), pod("gone"), "/run/netns/gone");
    book.close(id("gone"));

    AttachmentBook again = book();
    assertThat(again.all()).containsExactly(cart, pay.in(Attachment.State.READY));
    assertThat(again.open(id("next"), pod("next"), "/run/netns/next").addresses().getFirst())
        .as("goes on behind what was given and came back")
        .hasToString("10.42.0.4");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void open_whatIsOpen_isRefused() throws Exception {
    AttachmentBook book = book();
    book.open(id("cart"), pod("cart"), "/run/netns/cart");
    assertThatThrownBy(() -> book.open(id("cart"), pod("cart"), "/run/netns/cart"))
        .isInstanceOf(CniException.class)
        .hasMessage(
            "CNI_CONTAINERID and CNI_IFNAME cart/eth0 are attached already to network pods");
    assertThat(book.all()).hasSize(1);
  }

  @Test
  void everyDamagedByte_isNoticed() throws Exception {
    book().open(id("cart"), pod("cart"), "/run/netns/cart");
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x11;
      Files.write(file, bad);
      assertThatThrownBy(this::book)
          .as("byte %d", i)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file + " is damaged");
    }
    for (int length = 0; length < good.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(good, length));
      assertThatThrownBy(this::book).as("length %d", length).isInstanceOf(IOException.class);
    }
  }

  @Test
  void writeThatFails_leavesBookAndPoolAsTheyWere() throws Exception {
    AttachmentBook book = book();
    Attachment cart = book.open(id("cart"), pod("cart"), "/run/netns/cart");
    Path beside = file.resolveSibling("attachments.new");
    Files.createDirectories(beside.resolve("in the way"));
    assertThatThrownBy(() -> book.open(id("pay"), pod("pay"), "/run/netns/pay"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> book.close(id("cart"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> book.mark(id("cart"), Attachment.State.READY))
        .isInstanceOf(IOException.class);
    assertThat(book.all()).containsExactly(cart);
    Files.delete(beside.resolve("in the way"));
    Files.delete(beside);
    assertThat(book().all()).containsExactly(cart);
  }

  private AttachmentBook book() throws IOException {
    return new AttachmentBook(file, new AddressPool("test", List.of(Cidr.parse("10.42.0.0/24"))));
  }
}
