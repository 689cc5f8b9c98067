package io.sextant.serve.http;

/** Whether the HTTP port serves pages beside REST. */
public enum Pages {
  SERVED,
  /** A node whose flows another server collects and shows. */
  NONE
}
