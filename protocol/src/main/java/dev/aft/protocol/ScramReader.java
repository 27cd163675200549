package dev.aft.protocol;

import java.util.Arrays;
import java.util.Base64;

/**
 * Reads the attributes of one SCRAM message ({@code r=...,s=...}) strictly: what is not exactly as
 * the grammar of RFC 5802 says is a {@link ProtocolException}, which repeats nothing of the
 * message.
 */
final class ScramReader {
  private final String text;
  private int position;

  ScramReader(OpaqueBytes message) {
    byte[] array = message.array();
    if (array.length > Scram.MAX_MESSAGE_BYTES) {
      throw malformed("it is too long");
    }
    text = Utf8.decode(array, 0, array.length);
    if (text.indexOf('\0') >= 0) {
      throw malformed("it has a zero character");
    }
  }

  static ProtocolException malformed(String why) {
    return new ProtocolException("malformed SCRAM message: " + why);
  }

  String text() {
    return text;
  }

  int position() {
    return position;
  }

  boolean atEnd() {
    return position == text.length();
  }

  /** The next character, which does not move on; zero at the end. */
  char peek() {
    return atEnd() ? 0 : text.charAt(position);
  }

  void expect(char c) {
    if (peek() != c) {
      throw malformed("'" + c + "' is missing");
    }
    position++;
  }

  /** The value of the attribute that must be next; a comma ends it, and is left for the caller. */
  String attribute(char name) {
    expect(name);
    expect('=');
    int end = text.indexOf(',', position);
    int start = position;
    position = end < 0 ? text.length() : end;
    if (position == start && name != 'n') {
      throw malformed("attribute " + name + " is empty");
    }
    return text.substring(start, position);
  }

  /** The next attribute whatever its name, which is a letter; returns the name. */
  char anyAttribute() {
    char name = peek();
    if (!((name >= 'a' && name <= 'z') || (name >= 'A' && name <= 'Z'))) {
      throw malformed("an attribute has no name");
    }
    if (name == 'm') {
      throw malformed("it asks for an extension that is not supported");
    }
    attribute(name);
    return name;
  }

  /** Extensions up to the end of the message, which say nothing to us. */
  void skipExtensions() {
    while (!atEnd()) {
      expect(',');
      anyAttribute();
    }
  }

  String nonce() {
    String nonce = attribute('r');
    for (int i = 0; i < nonce.length(); i++) {
      char c = nonce.charAt(i);
      if (c < 0x21 || c > 0x7e) {
        throw malformed("its nonce is not printable");
      }
    }
    return nonce;
  }

  byte[] base64Attribute(char name) {
    return base64(attribute(name));
  }

  /** Canonical only: padded, and with no bits left over. */
  static byte[] base64(String text) {
    byte[] ascii = Scram.ascii(text);
    try {
      byte[] bytes = Base64.getDecoder().decode(ascii);
      if (Arrays.equals(Base64.getEncoder().encode(bytes), ascii)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw malformed("a value is not base64");
    }
    throw malformed("a value is not base64");
  }
}
