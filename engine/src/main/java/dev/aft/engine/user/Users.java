package dev.aft.engine.user;

import dev.aft.engine.sql.Access;
import dev.aft.storage.spi.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All users as of one commit. Immutable. */
public final class Users {
  public static final Users NONE = new Users(null, List.of());

  /** A user and what it may do. */
  public record Entry(User user, Access access) {}

  private final @Nullable Bytes stamp;
  private final Map<String, Entry> byName;

  /**
   * @param stamp different after every change; null as long as there never was a user
   */
  Users(@Nullable Bytes stamp, List<User> users) {
    this.stamp = stamp;
    Map<String, Entry> entries = new HashMap<>();
    users.forEach(user -> entries.put(user.name(), new Entry(user, user.access())));
    this.byName = Map.copyOf(entries);
  }

  boolean hasStamp(Optional<Bytes> other) {
    return stamp == null ? other.isEmpty() : other.isPresent() && stamp.equals(other.get());
  }

  public boolean isEmpty() {
    return byName.isEmpty();
  }

  /** In no order. */
  public List<User> all() {
    return byName.values().stream().map(Entry::user).toList();
  }

  public @Nullable Entry find(String name) {
    return byName.get(name);
  }

  /** The user of this name, unless it was dropped and another has its name now. */
  public @Nullable Entry find(String name, long id) {
    Entry entry = byName.get(name);
    return entry != null && entry.user().id() == id ? entry : null;
  }
}
