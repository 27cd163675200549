package dev.aft.cli.quickstart;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** Where orders go: through AFT or straight to a store. Used by one thread. */
interface OrderStore extends AutoCloseable {
  /**
   * The parts of one order. The order function writes the first three, the payment function the
   * rest.
   */
  List<String> PARTS = List.of("order", "items", "stock", "payment", "receipt");

  int ORDER_FUNCTION_PARTS = 3;

  /** Writes one part of an order. */
  void write(int order, String part, String value) throws IOException, SQLException;

  /** Makes what was written for the order complete. */
  void complete() throws IOException, SQLException;

  /** How many parts of the order can be seen, read one after the other. */
  int partsVisible(int order) throws IOException, SQLException;

  @Override
  void close() throws IOException, SQLException;

  static String key(int order, String part) {
    return "order-" + order + "/" + part;
  }
}
