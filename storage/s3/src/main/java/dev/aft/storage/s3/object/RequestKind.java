package dev.aft.storage.s3.object;

import java.util.Locale;

/** Kinds of requests, as S3 charges for them. */
public enum RequestKind {
  PUT,
  GET,
  LIST,
  DELETE;

  /** The name of its counter, as in {@code put-requests}. */
  public String counter() {
    return name().toLowerCase(Locale.ROOT) + "-requests";
  }
}
