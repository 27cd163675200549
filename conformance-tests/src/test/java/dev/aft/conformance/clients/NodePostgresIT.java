package dev.aft.conformance.clients;

import dev.aft.conformance.TestNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** node-postgres as it is. What it is asked is in {@code resources/clients/node}. */
class NodePostgresIT {
  @TestFactory
  List<DynamicTest> nodePostgres() throws Exception {
    Path folder = NodeModules.install();
    try (TestNode node = TestNode.inMemory()) {
      return ClientProgram.checks(
          List.of("node", folder.resolve("pg_checks.js").toString(), "" + node.port()));
    }
  }
}
