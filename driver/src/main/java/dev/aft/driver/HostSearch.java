package dev.aft.driver;

import dev.aft.driver.ConnectionTarget.HostAddress;
import dev.aft.driver.transport.TransportException;
import dev.aft.protocol.ProtocolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tries hosts, and the addresses of each, until one lets us in. What says something of the host
 * only (nobody answers, it has no room, it goes down) leads to the next; what every node would say
 * (a wrong password, an unknown database) ends the search.
 */
final class HostSearch {
  /** Tries one address. */
  interface Door {
    Link enter(HostAddress host, InetSocketAddress address) throws IOException, SQLException;
  }

  /** All addresses of a name. */
  interface Names {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  private final List<HostAddress> hosts;
  private final FailedHosts failed;
  private final Names names;
  private final Door door;
  private final List<SQLException> failures = new ArrayList<>(0);

  HostSearch(List<HostAddress> hosts, FailedHosts failed, Names names, Door door) {
    this.hosts = hosts;
    this.failed = failed;
    this.names = names;
    this.door = door;
  }

  /** In the order of their trial. */
  static List<HostAddress> order(
      List<HostAddress> hosts, ConnectionSettings settings, FailedHosts failed) {
    if (hosts.size() == 1) {
      return hosts;
    }
    List<HostAddress> order = new ArrayList<>(hosts);
    if (settings.flag(ConnectionProperty.LOAD_BALANCE_HOSTS)) {
      Collections.shuffle(order, SystemTicker.newRandom());
    }
    return failed.healthyFirst(order, settings.number(ConnectionProperty.HOST_RECHECK_SECONDS));
  }

  /**
   * @throws SQLException the one failure where there was one; 08001 with all of them, as next
   *     exceptions and suppressed, where there were several; at once what every host would answer
   */
  Link search() throws SQLException {
    for (HostAddress host : hosts) {
      Link link = tryHost(host);
      if (link != null) {
        failed.succeeded(host);
        return link;
      }
      failed.failed(host);
    }
    throw failure();
  }

  private @Nullable Link tryHost(HostAddress host) throws SQLException {
    InetAddress[] addresses;
    try {
      addresses = names.addresses(host.host());
    } catch (UnknownHostException e) {
      failures.add(refused(host.toString(), "no address is known for " + host.host(), e));
      return null;
    }
    for (InetAddress address : addresses) {
      try {
        return door.enter(host, new InetSocketAddress(address, host.port()));
      } catch (TransportException e) {
        keep(SqlErrors.transport(e));
      } catch (IOException e) {
        failures.add(refused(host.toString(), message(e), e));
      } catch (ProtocolException e) {
        failures.add(
            SqlErrors.of(
                SqlErrors.PROTOCOL_VIOLATION,
                "what answers at " + host + " is not a node of AFT",
                e));
      } catch (SQLException e) {
        keep(e);
      }
    }
    return null;
  }

  private void keep(SQLException e) throws SQLException {
    if (!isOfHost(e.getSQLState())) {
      throw e;
    }
    failures.add(e);
  }

  private static boolean isOfHost(String state) {
    return switch (state) {
      case "57P01", "57P02", "57P03", "53300" -> true;
      default -> state.startsWith("08");
    };
  }

  private static String message(IOException e) {
    if (e instanceof SocketTimeoutException) {
      return "it does not answer in time";
    }
    // A stream that ends says nothing more.
    return e.getMessage() == null ? "it has closed the connection" : e.getMessage();
  }

  private static SQLException refused(String where, String why, Exception cause) {
    return SqlErrors.of(SqlErrors.CANNOT_CONNECT, "cannot connect to " + where + ": " + why, cause);
  }

  private SQLException failure() {
    if (failures.size() == 1) {
      return failures.get(0);
    }
    StringBuilder text = new StringBuilder("no host lets us in");
    failures.forEach(failure -> text.append("; ").append(failure.getMessage()));
    SQLException all = SqlErrors.of(SqlErrors.CANNOT_CONNECT, text.toString());
    for (SQLException failure : failures) {
      all.addSuppressed(failure);
      all.setNextException(failure);
    }
    return all;
  }
}
