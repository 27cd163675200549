package dev.aft.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: malformed bytes are an error, never a replacement character. */
public final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /**
   * @throws ProtocolException with SQLState 22021 for bytes that are not UTF-8
   */
  public static String decode(byte[] array, int offset, int length) {
    String text = new String(array, offset, length, StandardCharsets.UTF_8);
    // The lenient decoder is the fast one; it leaves a trace of whatever it had to replace.
    if (text.indexOf(REPLACEMENT) >= 0) {
      decodeStrictly(array, offset, length);
    }
    return text;
  }

  /** Whether all of the text can be said in UTF-8: it has no half of a surrogate pair alone. */
  public static boolean isEncodable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  private static void decodeStrictly(byte[] array, int offset, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(array, offset, length));
    } catch (CharacterCodingException e) {
      throw new ProtocolException(SqlState.CHARACTER_NOT_IN_REPERTOIRE, "text is not valid UTF-8");
    }
  }
}
