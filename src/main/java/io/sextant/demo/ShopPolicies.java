package io.sextant.demo;

import io.sextant.manifest.ClusterObjects;
import io.sextant.manifest.Manifests;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** The shop's policies, as manifests that every build has. */
final class ShopPolicies {
  private static final String RESOURCE = "/demo/shop-policies.yaml";

  private ShopPolicies() {}

  static ClusterObjects read() throws IOException {
    try (InputStream in = ShopPolicies.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new FileNotFoundException("this build has no policies at " + RESOURCE);
      }
      Manifests manifests = Manifests.read(RESOURCE, in.readAllBytes());
      if (!manifests.errors().isEmpty()) {
        throw new IOException(manifests.errors().getFirst().toString());
      }
      return ClusterObjects.of(manifests.items().stream().map(Manifests.Item::object).toList());
    }
  }
}
