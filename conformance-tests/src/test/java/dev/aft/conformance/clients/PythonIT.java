package dev.aft.conformance.clients;

import dev.aft.conformance.TestNode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * psycopg2 and psycopg 3 as they are. What they are asked is in {@code resources/clients/python}.
 */
class PythonIT {
  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.inMemory();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @TestFactory
  List<DynamicTest> psycopg2() throws Exception {
    return checks("psycopg2", "python3-psycopg2");
  }

  @TestFactory
  List<DynamicTest> psycopg3() throws Exception {
    return checks("psycopg", "python3-psycopg");
  }

  private static List<DynamicTest> checks(String module, String debianPackage) throws Exception {
    String python = ClientProgram.pythonWith(module, debianPackage);
    String program = module.equals("psycopg") ? "psycopg3_checks.py" : "psycopg2_checks.py";
    return ClientProgram.checks(
        List.of(
            python, "-B", ClientProgram.file("python/" + program).toString(), "" + node.port()));
  }
}
