package dev.aft.conformance.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.ExternalCommand;
import dev.aft.conformance.ExternalCommand.Output;
import dev.aft.conformance.TestNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The platform of {@code examples/platform}, whose functions are psql processes. */
class ExamplePlatformIT {
  private static final String WORKFLOWS = System.getProperty("aft.platform.workflows", "24");

  @Test
  void psqlFunctionsKilledAtRandomTimesDoTheWorkOnce(@TempDir Path folder) throws Exception {
    ExternalCommand.require("psql");
    ExternalCommand.require("python3");
    try (TestNode node = TestNode.on("rocksdb:" + folder.resolve("db"))) {
      Output output =
          ExternalCommand.run(
              "",
              "python3",
              script().toString(),
              "--port",
              "" + node.port(),
              "--workflows",
              WORKFLOWS);
      assertEquals(0, output.exitCode(), output.text());
      assertTrue(output.text().contains("each of " + WORKFLOWS + " orders is there once"));
      assertTrue(!output.text().contains("kills=0 "), output.text());
    }
  }

  private static Path script() {
    return Path.of("..", "examples", "platform", "three_functions.py").toAbsolutePath().normalize();
  }
}
