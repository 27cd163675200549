package dev.aft.engine.user;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.Right;
import dev.aft.engine.sql.TableName;
import dev.aft.storage.spi.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A user as bytes (docs/formats/catalog.md, version 1). */
final class UserCodec {
  private static final int VERSION = 1;
  private static final int HAS_VERIFIER = 1;

  /** The code of a right is its place in this list, from 1. Append only. */
  private static final List<Right> RIGHTS = List.of(Right.READ, Right.WRITE, Right.ADMIN);

  private UserCodec() {}

  static Bytes encode(User user) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(user.id());
      String verifier = user.verifier();
      out.writeByte(verifier == null ? 0 : HAS_VERIFIER);
      if (verifier != null) {
        writeText(verifier, out);
      }
      out.writeByte(code(user.right()));
      out.writeInt(user.limits().connections());
      out.writeLong(user.limits().statementTimeoutMillis());
      out.writeLong(user.limits().statementMemory());
      out.writeInt(user.tableRights().size());
      for (TableRight right : user.tableRights()) {
        writeText(right.table().database(), out);
        writeText(right.table().schema(), out);
        writeText(right.table().name(), out);
        out.writeLong(right.tableId());
        out.writeByte(code(right.right()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.wrap(bytes.toByteArray());
  }

  private static int code(@Nullable Right right) {
    return right == null ? 0 : RIGHTS.indexOf(right) + 1;
  }

  /**
   * @throws EngineException {@code DATA_CORRUPTED} for what is no user, or of a newer version
   */
  static User decode(String name, Bytes value) {
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(value.unsafeArray(), 0, value.length()))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw corrupted("it has format version " + version + ", and this node reads " + VERSION);
      }
      User user = decode(name, in);
      if (in.available() > 0) {
        throw corrupted("more bytes than a user has");
      }
      return user;
    } catch (IOException | IllegalArgumentException e) {
      throw corrupted("it is no user");
    }
  }

  private static User decode(String name, DataInputStream in) throws IOException {
    long id = in.readLong();
    String verifier = in.readUnsignedByte() == HAS_VERIFIER ? readText(in) : null;
    Right right = right(in.readUnsignedByte());
    UserLimits limits = new UserLimits(in.readInt(), in.readLong(), in.readLong());
    int count = in.readInt();
    List<TableRight> rights = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TableName table = new TableName(readText(in), readText(in), readText(in));
      long tableId = in.readLong();
      Right onTable = right(in.readUnsignedByte());
      if (onTable == null) {
        throw new IOException("no right on a table");
      }
      rights.add(new TableRight(table, tableId, onTable));
    }
    return new User(name, id, verifier, right, rights, limits);
  }

  private static @Nullable Right right(int code) throws IOException {
    if (code > RIGHTS.size()) {
      throw new IOException("right " + code);
    }
    return code == 0 ? null : RIGHTS.get(code - 1);
  }

  private static void writeText(String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("text of " + length + " bytes");
    }
    ByteBuffer text = ByteBuffer.wrap(in.readNBytes(length));
    return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
  }

  /** Names neither the user, who may be anybody, nor what was read. */
  private static EngineException corrupted(String why) {
    return new EngineException(
        ErrorCode.DATA_CORRUPTED, "the catalog entry of a user cannot be read: " + why);
  }
}
