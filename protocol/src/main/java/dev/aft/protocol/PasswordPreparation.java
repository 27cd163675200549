package dev.aft.protocol;

import java.text.Normalizer;

/**
 * SASLprep (RFC 4013) of passwords as PostgreSQL applies it: a password that the profile prohibits
 * is used as it is. One deviation: which characters are unassigned, and how they are composed, is
 * taken from the Unicode version of the Java platform, not from Unicode 3.2, so a password with
 * characters younger than that which also have a compatibility form may differ from PostgreSQL's.
 */
final class PasswordPreparation {
  private PasswordPreparation() {}

  static String prepare(String password) {
    if (isPlain(password)) {
      return password;
    }
    StringBuilder mapped = new StringBuilder(password.length());
    password.codePoints().forEach(c -> map(c, mapped));
    String prepared = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
    boolean usable =
        !prepared.isEmpty()
            && prepared.codePoints().noneMatch(PasswordPreparation::isProhibited)
            && isOneDirection(prepared);
    return usable ? prepared : password;
  }

  /** Almost every password: printable ASCII, which no step changes. */
  private static boolean isPlain(String password) {
    for (int i = 0; i < password.length(); i++) {
      char c = password.charAt(i);
      if (c < 0x20 || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** Tables C.1.2 (spaces) and B.1 (commonly mapped to nothing) of RFC 3454. */
  private static void map(int c, StringBuilder to) {
    boolean nothing =
        c == 0xad
            || c == 0x34f
            || c == 0x1806
            || (c >= 0x180b && c <= 0x180d)
            || (c >= 0x200c && c <= 0x200d)
            || c == 0x2060
            || (c >= 0xfe00 && c <= 0xfe0f)
            || c == 0xfeff;
    if (c == 0x200b || (c > 0x7f && Character.getType(c) == Character.SPACE_SEPARATOR)) {
      to.append(' ');
    } else if (!nothing) {
      to.appendCodePoint(c);
    }
  }

  /** Tables C.2 to C.9 of RFC 3454, and what is unassigned. */
  private static boolean isProhibited(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default ->
          c == 0x340 || c == 0x341 || (c >= 0x2ff0 && c <= 0x2ffb) || c == 0xfffc || c == 0xfffd;
    };
  }

  /** RFC 3454, section 6: right to left only as a whole, and then at both ends. */
  private static boolean isOneDirection(String text) {
    if (text.codePoints().noneMatch(PasswordPreparation::isRightToLeft)) {
      return true;
    }
    return isRightToLeft(text.codePointAt(0))
        && isRightToLeft(text.codePointBefore(text.length()))
        && text.codePoints()
            .noneMatch(
                c -> Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT);
  }

  private static boolean isRightToLeft(int c) {
    byte direction = Character.getDirectionality(c);
    return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
  }
}
