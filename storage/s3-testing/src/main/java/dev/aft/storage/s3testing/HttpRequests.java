package dev.aft.storage.s3testing;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.BiConsumer;

/** Finds the requests in what the client of one HTTP/1.1 connection sends. For one thread. */
final class HttpRequests {
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final String LENGTH = "content-length:";

  private final BiConsumer<String, String> onRequest;
  private final StringBuilder head = new StringBuilder();
  private long bodyLeft;

  /**
   * Reads a connection from its start.
   *
   * @param onRequest takes method and target of each request when its head is complete
   */
  HttpRequests(BiConsumer<String, String> onRequest) {
    this.onRequest = onRequest;
  }

  void sent(byte[] bytes, int length) {
    int at = 0;
    while (at < length) {
      int skipped = (int) Math.min(bodyLeft, length - at);
      bodyLeft -= skipped;
      at += skipped;
      if (at < length) {
        at = readHead(bytes, at, length);
      }
    }
  }

  private int readHead(byte[] bytes, int from, int to) {
    int before = head.length();
    head.append(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    int end = head.indexOf(END_OF_HEAD, Math.max(0, before - END_OF_HEAD.length()));
    if (end < 0) {
      return to;
    }
    int headLength = end + END_OF_HEAD.length();
    complete(head.substring(0, headLength));
    head.setLength(0);
    return from + headLength - before;
  }

  private void complete(String text) {
    String[] lines = text.split("\r\n", -1);
    String[] request = lines[0].split(" ", -1);
    for (String line : lines) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith(LENGTH)) {
        bodyLeft = Long.parseLong(lower.substring(LENGTH.length()).trim());
      } else if (lower.startsWith("transfer-encoding:")) {
        throw new IllegalStateException("Bodies of unknown length cannot be counted. " + lines[0]);
      }
    }
    onRequest.accept(request[0], request.length > 1 ? request[1] : "");
  }
}
