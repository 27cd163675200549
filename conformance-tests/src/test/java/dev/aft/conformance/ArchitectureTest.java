package dev.aft.conformance;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Who may know whom: the arrows of docs/ARCHITECTURE.md. */
@AnalyzeClasses(packages = "dev.aft", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static ArchRule mayKnow(String module, String... others) {
    String[] allowed = new String[others.length + 1];
    allowed[0] = "dev.aft." + module + "..";
    for (int i = 0; i < others.length; i++) {
      allowed[i + 1] = "dev.aft." + others[i] + "..";
    }
    return classes()
        .that()
        .resideInAPackage("dev.aft." + module + "..")
        .should()
        .onlyDependOnClassesThat(
            com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage(
                    "dev.aft..")
                .or(
                    com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                        allowed)));
  }

  @ArchTest static final ArchRule GRAMMAR_KNOWS_NOBODY = mayKnow("grammar");
  @ArchTest static final ArchRule HISTORY_KNOWS_NOBODY = mayKnow("history");
  @ArchTest static final ArchRule PROTOCOL_KNOWS_NOBODY = mayKnow("protocol");
  @ArchTest static final ArchRule STORAGE_CONTRACT_KNOWS_NOBODY = mayKnow("storage.spi");

  @ArchTest
  static final ArchRule ROCKSDB_KNOWS_THE_CONTRACT = mayKnow("storage.rocksdb", "storage.spi");

  @ArchTest static final ArchRule S3_KNOWS_THE_CONTRACT = mayKnow("storage.s3", "storage.spi");

  @ArchTest
  static final ArchRule FOUNDATIONDB_KNOWS_THE_CONTRACT =
      mayKnow("storage.foundationdb", "storage.spi");

  @ArchTest
  static final ArchRule ENGINE_KNOWS_STORAGE_AND_GRAMMAR =
      mayKnow("engine", "storage.spi", "grammar");

  @ArchTest
  static final ArchRule SESSION_KNOWS_ENGINE_AND_PROTOCOL =
      mayKnow("session", "engine", "grammar", "protocol", "storage.spi");

  @ArchTest static final ArchRule DRIVER_KNOWS_THE_PROTOCOL = mayKnow("driver", "protocol");

  @ArchTest
  static final ArchRule SERVER_NEVER_SEES_THE_DRIVER =
      mayKnow("server", "session", "engine", "protocol", "storage.spi", "storage.rocksdb");

  @ArchTest
  static final ArchRule EMBEDDED_JOINS_DRIVER_AND_SESSION =
      mayKnow(
          "embedded", "driver", "protocol", "session", "engine", "storage.spi", "storage.rocksdb");

  @ArchTest static final ArchRule HIBERNATE_DIALECT_KNOWS_NOBODY = mayKnow("hibernate");
  @ArchTest static final ArchRule FLYWAY_PLUGIN_KNOWS_NOBODY = mayKnow("flyway");
  @ArchTest static final ArchRule LIQUIBASE_EXTENSION_KNOWS_NOBODY = mayKnow("liquibase");

  @ArchTest
  static final ArchRule HIBERNATE_STAYS_INSIDE =
      only("org.hibernate..", "hibernate", "conformance.frameworks");

  @ArchTest
  static final ArchRule FLYWAY_STAYS_INSIDE =
      only("org.flywaydb..", "flyway", "conformance.frameworks");

  @ArchTest
  static final ArchRule LIQUIBASE_STAYS_INSIDE =
      only("liquibase..", "liquibase", "conformance.frameworks");

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching("dev.aft.(**)").should().beFreeOfCycles();

  @ArchTest static final ArchRule ROCKSDB_STAYS_INSIDE = only("org.rocksdb..", "storage.rocksdb");

  @ArchTest static final ArchRule AWS_STAYS_INSIDE = only("software.amazon.awssdk..", "storage.s3");

  @ArchTest
  static final ArchRule FOUNDATIONDB_STAYS_INSIDE =
      only("com.apple.foundationdb..", "storage.foundationdb");

  /** The fuzzer of wire bytes turns Netty's own leak detector up. */
  @ArchTest
  static final ArchRule NETTY_STAYS_INSIDE =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.aft.server..")
          .and()
          .doNotHaveSimpleName("WireFuzzIT")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest static final ArchRule ANTLR_STAYS_INSIDE = only("org.antlr..", "grammar");

  @ArchTest
  static final ArchRule CAFFEINE_STAYS_INSIDE =
      only("com.github.benmanes..", "engine", "storage.s3");

  /** A durable step that goes around has no fail point, so that no crash test would find it. */
  @ArchTest
  static final ArchRule EVERY_WRITE_OF_THE_ENGINE_IS_A_DURABLE_STEP =
      noClasses()
          .that()
          .resideInAPackage("dev.aft.engine..")
          .and()
          .doNotHaveFullyQualifiedName("dev.aft.engine.transaction.DurableSteps")
          .should()
          .callMethodWhere(
              target(owner(resideInAPackage("dev.aft.storage.spi")))
                  .and(target(nameMatching("write|delete|createIfAbsent|commit.*|deleteRange"))));

  private static ArchRule only(String vendor, String... modules) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(
            Arrays.stream(modules).map(module -> "dev.aft." + module + "..").toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(vendor);
  }

  @Test
  void theRulesLookAtEveryModule() {
    JavaClasses all =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.aft");
    for (String module :
        new String[] {
          "grammar",
          "history",
          "protocol",
          "storage.spi",
          "storage.rocksdb",
          "storage.s3",
          "storage.foundationdb",
          "engine",
          "session",
          "driver",
          "embedded",
          "server",
          "cli",
          "benchmarks",
          "hibernate",
          "flyway",
          "liquibase"
        }) {
      Assertions.assertTrue(
          all.stream().anyMatch(c -> c.getPackageName().startsWith("dev.aft." + module)), module);
    }
  }
}
