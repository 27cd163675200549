package dev.aft.cli.quickstart;

import dev.aft.cli.ambient.Ambient;
import java.time.Duration;

/**
 * The process that runs the functions and gets killed. It places the orders from one number to
 * another and prints each number when its order is done, so that the platform knows where to retry.
 *
 * <p>Arguments: {@code aft URL | plain PORT}, first order, last order.
 */
public final class FunctionProcess {
  /** What a function does between two writes: call somebody, compute something. */
  private static final Duration WORK = Duration.ofMillis(4);

  private FunctionProcess() {}

  public static void main(String[] arguments) throws Exception {
    int first = Integer.parseInt(arguments[2]);
    int last = Integer.parseInt(arguments[3]);
    try (OrderStore store = open(arguments[0], arguments[1])) {
      System.out.println("ready");
      for (int order = first; order <= last; order++) {
        orderFunction(store, order);
        paymentFunction(store, order);
        store.complete();
        System.out.println(order);
      }
    }
  }

  static OrderStore open(String kind, String where) throws Exception {
    return kind.equals("aft")
        ? new AftOrderStore(where)
        : new PlainOrderStore(Integer.parseInt(where));
  }

  private static void orderFunction(OrderStore store, int order) throws Exception {
    writeParts(store, order, 0, OrderStore.ORDER_FUNCTION_PARTS);
  }

  private static void paymentFunction(OrderStore store, int order) throws Exception {
    writeParts(store, order, OrderStore.ORDER_FUNCTION_PARTS, OrderStore.PARTS.size());
  }

  private static void writeParts(OrderStore store, int order, int from, int to) throws Exception {
    for (String part : OrderStore.PARTS.subList(from, to)) {
      store.write(order, part, part + "-of-" + order);
      Ambient.sleep(WORK);
    }
  }
}
