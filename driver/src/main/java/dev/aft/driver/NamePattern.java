package dev.aft.driver;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of metadata: {@code %} for any characters, {@code _} for one, a backslash before one
 * that is meant as it stands. Cases are set aside, as unquoted names do.
 */
final class NamePattern {
  private final @Nullable String pattern;

  /**
   * @param pattern null matches everything
   */
  NamePattern(@Nullable String pattern) {
    this.pattern = pattern == null ? null : pattern.toLowerCase(Locale.ROOT);
  }

  boolean matches(String name) {
    return pattern == null || matches(pattern, 0, name.toLowerCase(Locale.ROOT), 0);
  }

  private static boolean matches(String pattern, int at, String name, int from) {
    int p = at;
    int n = from;
    while (p < pattern.length()) {
      char c = pattern.charAt(p);
      if (c == '%') {
        return matchesAfterPercent(pattern, p + 1, name, n);
      }
      boolean escaped = c == '\\' && p + 1 < pattern.length();
      if (n == name.length()) {
        return false;
      }
      char wanted = escaped ? pattern.charAt(++p) : c;
      if (wanted != name.charAt(n) && (escaped || wanted != '_')) {
        return false;
      }
      p++;
      n++;
    }
    return n == name.length();
  }

  private static boolean matchesAfterPercent(String pattern, int at, String name, int from) {
    for (int n = from; n <= name.length(); n++) {
      if (matches(pattern, at, name, n)) {
        return true;
      }
    }
    return false;
  }

  /** The one name that matches, where the pattern allows no other; null where it does. */
  @Nullable String literal() {
    if (pattern == null) {
      return null;
    }
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '%' || c == '_') {
        return null;
      }
      name.append(c == '\\' && i + 1 < pattern.length() ? pattern.charAt(++i) : c);
    }
    return name.toString();
  }
}
