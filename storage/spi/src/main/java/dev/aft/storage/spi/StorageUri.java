package dev.aft.storage.spi;

import dev.aft.storage.spi.StorageException.Reason;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The address of a store: {@code scheme:path?name=value&name=value}.
 *
 * @param scheme which kind of store, in lower case
 * @param path what the kind of store makes of it, taken literally up to the first question mark;
 *     {@code //bucket/prefix} for {@code s3://bucket/prefix}
 * @param parameters sorted by name; names and values are percent-decoded
 */
public record StorageUri(String scheme, String path, SortedMap<String, String> parameters) {
  public StorageUri {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  /**
   * Reads an address.
   *
   * @throws StorageException {@code MISCONFIGURED}, saying what is wrong with it
   */
  public static StorageUri parse(String uri) {
    int colon = uri.indexOf(':');
    if (colon < 1) {
      throw misconfigured(
          "A storage address starts with its scheme, as in rocksdb:/dir. uri=" + uri);
    }
    int question = uri.indexOf('?', colon);
    String path = uri.substring(colon + 1, question < 0 ? uri.length() : question);
    String query = question < 0 ? "" : uri.substring(question + 1);
    return new StorageUri(
        uri.substring(0, colon).toLowerCase(Locale.ROOT), path, parameters(query, uri));
  }

  private static SortedMap<String, String> parameters(String query, String uri) {
    SortedMap<String, String> parameters = new TreeMap<>();
    for (String parameter : query.split("&", -1)) {
      if (!parameter.isEmpty()) {
        addParameter(parameter, parameters, uri);
      }
    }
    return parameters;
  }

  private static void addParameter(String parameter, Map<String, String> parameters, String uri) {
    int equals = parameter.indexOf('=');
    if (equals < 1) {
      throw misconfigured(
          "A parameter of a storage address is name=value. parameter=" + parameter + " uri=" + uri);
    }
    String name = decode(parameter.substring(0, equals), uri);
    if (parameters.put(name, decode(parameter.substring(equals + 1), uri)) != null) {
      throw misconfigured("A parameter is given twice. parameter=" + name + " uri=" + uri);
    }
  }

  private static String decode(String text, String uri) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw misconfigured("A percent sign is followed by two hexadecimal digits. uri=" + uri);
    }
  }

  /** A parameter of the address, or {@code otherwise} when it has none of that name. */
  public String parameter(String name, String otherwise) {
    return parameters.getOrDefault(name, otherwise);
  }

  /** The address, parameters sorted and encoded: equal addresses have equal text. */
  @Override
  public String toString() {
    String start = scheme + ":" + path;
    return parameters.isEmpty()
        ? start
        : start
            + parameters.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&", "?", ""));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static StorageException misconfigured(String message) {
    return new StorageException(Reason.MISCONFIGURED, message);
  }
}
