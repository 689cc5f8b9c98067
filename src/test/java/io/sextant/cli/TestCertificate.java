package io.sextant.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate that signs itself, so that it is its own authority, with its key; both PEM files.
 *
 * @param certificate the file of the certificate
 * @param key the file of the key, PKCS #8
 */
record TestCertificate(Path certificate, Path key) {
  private static final String PASSWORD = "password";

  /**
   * @param folder to write into
   * @param name of subject and files
   * @param options of keytool: names, begin, validity
   */
  static TestCertificate create(Path folder, String name, String... options) throws Exception {
    Path store = folder.resolve(name + ".p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-keystore", store.toString(), "-alias", "it"));
    command.addAll(List.of("-storepass", PASSWORD, "-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-dname", "CN=" + name));
    command.addAll(List.of(options));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(said);
    }
    return export(store, folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
  }

  private static TestCertificate export(Path store, Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Key secret = keys.getKey("it", PASSWORD.toCharArray());
    Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate("it").getEncoded()));
    Files.writeString(key, pem("PRIVATE KEY", secret.getEncoded()));
    return new TestCertificate(certificate, key);
  }

  static String pem(String label, byte[] bytes) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }
}
