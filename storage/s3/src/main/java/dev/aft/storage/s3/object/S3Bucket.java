package dev.aft.storage.s3.object;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.StorageUri;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which part of which bucket, and how to speak to the server that has it.
 *
 * @param name the bucket
 * @param prefix below which all objects are, without slashes at its ends; empty for the whole
 *     bucket
 * @param endpoint the server; empty for Amazon S3 of the region
 * @param region empty to take it from the surroundings
 * @param pathStyle whether the bucket stands in the path of a request instead of the host name
 */
public record S3Bucket(
    String name,
    String prefix,
    Optional<URI> endpoint,
    Optional<String> region,
    boolean pathStyle,
    Checksums checksums,
    Credentials credentials) {
  /** When the SDK adds checksums of its own; many servers other than Amazon's refuse them. */
  public enum Checksums {
    WHEN_REQUIRED,
    WHEN_SUPPORTED
  }

  /** Who we are for the server. */
  public enum Credentials {
    /** What the SDK finds: environment, profile, role of the machine or the function. */
    DEFAULT,
    /** Nobody: requests are not signed. */
    ANONYMOUS
  }

  /** Amazon's rules, and upper case and underscores, which some other servers allow. */
  private static final Pattern BUCKET =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]");

  /** No part is made of dots alone, which servers over a file system would take for a folder. */
  private static final Pattern PREFIX =
      Pattern.compile("(?!\\.+(/|$))[A-Za-z0-9!_.*'()=-]+(/(?!\\.+(/|$))[A-Za-z0-9!_.*'()=-]+)*");

  private static final Pattern REGION = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final int MAX_PREFIX = 512;

  static S3Bucket of(StorageUri uri) {
    String path = path(uri);
    int slash = path.indexOf('/');
    String prefix = slash < 0 ? "" : path.substring(slash + 1);
    Optional<URI> endpoint = optional(uri, "endpoint").map(S3Bucket::endpoint);
    return new S3Bucket(
        bucket(slash < 0 ? path : path.substring(0, slash)),
        prefix(prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix),
        endpoint,
        optional(uri, "region").map(S3Bucket::region),
        ParameterValues.flag(uri, "path-style", endpoint.isPresent()),
        ParameterValues.choice(uri, "checksums", Checksums.WHEN_REQUIRED, Checksums.class),
        ParameterValues.choice(uri, "credentials", Credentials.DEFAULT, Credentials.class));
  }

  /** The prefix as it stands before the names of objects. */
  String keyPrefix() {
    return prefix.isEmpty() ? "" : prefix + "/";
  }

  /** For messages: what somebody would look for who has to repair something. */
  String describe() {
    return String.join(
        " ",
        "bucket=" + name,
        "prefix=" + (prefix.isEmpty() ? "(none)" : prefix),
        "endpoint=" + endpoint.map(URI::toString).orElse("(Amazon S3)"),
        "region=" + region.orElse("(default)"));
  }

  private static String path(StorageUri uri) {
    String path = uri.path();
    if (path.contains("@")) {
      throw misconfigured(
          "The address of a store on S3 carries no credentials. They come from the environment"
              + " (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), a profile or a role.");
    }
    if (!path.startsWith("//")) {
      throw misconfigured("The address of a store on S3 is s3://bucket/prefix. path=" + path);
    }
    return path.substring(2);
  }

  private static String bucket(String name) {
    if (!BUCKET.matcher(name).matches() || name.contains("..")) {
      throw misconfigured(
          "A bucket's name has 3 to 63 letters, digits, dots and dashes, as in s3://my-bucket/aft."
              + " bucket="
              + name);
    }
    if (name.endsWith("--x-s3") || name.endsWith("--xa-s3")) {
      throw misconfigured(
          "A directory bucket does not list objects in the order of their names, which AFT needs."
              + " Use a general purpose bucket. bucket="
              + name);
    }
    return name;
  }

  private static String prefix(String prefix) {
    if (!prefix.isEmpty() && (prefix.length() > MAX_PREFIX || !PREFIX.matcher(prefix).matches())) {
      throw misconfigured(
          "A prefix has up to 512 letters, digits and !_.*'()=- in parts between single slashes."
              + " prefix="
              + prefix);
    }
    return prefix;
  }

  private static String region(String region) {
    if (!REGION.matcher(region).matches()) {
      throw misconfigured("A region is a name such as eu-central-1. region=" + region);
    }
    return region.toLowerCase(Locale.ROOT);
  }

  private static URI endpoint(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getRawUserInfo() != null || text.contains("@")) {
        throw misconfigured("The endpoint carries no credentials: http(s)://host:port.");
      }
      boolean http = "http".equalsIgnoreCase(uri.getScheme());
      boolean https = "https".equalsIgnoreCase(uri.getScheme());
      String path = uri.getRawPath();
      if ((http || https)
          && uri.getHost() != null
          && (path == null || path.isEmpty() || path.equals("/"))
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // The message below is the same for text that is no address and for one of another kind.
    }
    throw misconfigured(
        "The endpoint is http(s)://host:port, as in endpoint=http://localhost:9000. endpoint="
            + (text.contains("@") ? "(not shown)" : text));
  }

  private static Optional<String> optional(StorageUri uri, String name) {
    return Optional.ofNullable(uri.parameters().get(name));
  }

  private static StorageException misconfigured(String message) {
    return new StorageException(Reason.MISCONFIGURED, message);
  }
}
