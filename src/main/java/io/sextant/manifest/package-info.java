/**
 * Manifests: what people write about a cluster, as YAML or JSON.
 *
 * <p>In come texts, mostly of a watched folder; out go policies and objects of the cluster, and for
 * what is wrong an error with file, document, path and hint. Strict: what is not known is refused
 * by name. Reading is pure; one thread watches a folder. Never asks the cluster for anything.
 */
@NullMarked
package io.sextant.manifest;

import org.jspecify.annotations.NullMarked;
