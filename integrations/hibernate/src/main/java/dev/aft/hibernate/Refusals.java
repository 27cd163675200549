package dev.aft.hibernate;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.hibernate.MappingException;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.dialect.identity.IdentityColumnSupportImpl;
import org.hibernate.dialect.sequence.SequenceSupport;
import org.hibernate.dialect.unique.UniqueDelegate;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Index;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.UniqueKey;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.tool.schema.spi.Exporter;
import org.jboss.logging.Logger;

/**
 * What Hibernate asks for and AFT does not have. A mapping that cannot work is refused with the
 * reason when the session factory is built; what only makes a schema weaker is left out, with a
 * warning.
 */
final class Refusals {
  private static final Logger LOG = Logger.getLogger(AftDialect.class);

  private Refusals() {}

  private static MappingException counters(String what) {
    return new MappingException(
        "AFT has no "
            + what
            + ": use GenerationType.UUID, GenerationType.TABLE or identifiers that the application assigns");
  }

  /** Says that there are sequences, so that the mapping that needs one comes here. */
  static final class NoSequences implements SequenceSupport {
    @Override
    public boolean supportsSequences() {
      return true;
    }

    @Override
    public String getSelectSequenceNextValString(String sequenceName) {
      throw counters("sequences (" + sequenceName + ")");
    }

    @Override
    public String getSequenceNextValString(String sequenceName) {
      throw counters("sequences (" + sequenceName + ")");
    }
  }

  /** For GenerationType.IDENTITY. */
  static final class NoIdentityColumns extends IdentityColumnSupportImpl {
    @Override
    public String getIdentitySelectString(String table, String column, int type) {
      throw counters("identity columns (" + table + "." + column + ")");
    }

    @Override
    public String getIdentityColumnString(int type) {
      throw counters("identity columns");
    }

    @Override
    public boolean hasDataTypeInIdentityColumn() {
      throw counters("identity columns");
    }

    @Override
    public org.hibernate.id.insert.GetGeneratedKeysDelegate buildGetGeneratedKeysDelegate(
        org.hibernate.persister.entity.EntityPersister persister) {
      throw counters("identity columns (" + persister.getEntityName() + ")");
    }
  }

  /** For unique columns and keys: left out of the schema. */
  static final class NoUniqueKeys implements UniqueDelegate {
    @Override
    public String getColumnDefinitionUniquenessFragment(
        Column column, SqlStringGenerationContext context) {
      return "";
    }

    @Override
    public String getTableCreationUniqueConstraintsFragment(
        Table table, SqlStringGenerationContext context) {
      return "";
    }

    @Override
    public String getAlterTableToAddUniqueKeyCommand(
        UniqueKey key, Metadata metadata, SqlStringGenerationContext context) {
      LOG.warnf(
          "AFT keeps only the primary key unique: %s%s is not checked",
          key.getTable().getName(), key.getColumns());
      return "";
    }

    @Override
    public String getAlterTableToDropUniqueKeyCommand(
        UniqueKey key, Metadata metadata, SqlStringGenerationContext context) {
      return "";
    }
  }

  /** For indexes: left out of the schema. */
  static final class NoIndexes implements Exporter<Index> {
    @Override
    public String[] getSqlCreateStrings(
        Index index, Metadata metadata, SqlStringGenerationContext context) {
      LOG.warnf(
          "AFT has no secondary indexes: %s on %s is not made",
          index.getName(), index.getTable().getName());
      return NO_COMMANDS;
    }

    @Override
    public String[] getSqlDropStrings(
        Index index, Metadata metadata, SqlStringGenerationContext context) {
      return NO_COMMANDS;
    }
  }

  /**
   * For bulk statements that Hibernate would do with a table in between.
   *
   * @param strategy an interface whose methods that do the work differ between Hibernate 6 and 7:
   *     here all of them refuse, and those that only prepare or release do nothing
   */
  static <S> S bulkStatements(Class<S> strategy, EntityMappingType entity) {
    InvocationHandler refusing =
        (proxy, method, arguments) -> {
          if (method.getDeclaringClass() == Object.class) {
            return method.invoke(entity, arguments); // Equal, hashed and shown as its entity.
          }
          if (method.getReturnType() == void.class) {
            return null;
          }
          throw new UnsupportedOperationException(
              "AFT has no joins and no temporary tables: a bulk statement on the entity "
                  + entity.getEntityName()
                  + " would need them. Change its rows one by one, or map it to one table");
        };
    return strategy.cast(
        Proxy.newProxyInstance(strategy.getClassLoader(), new Class<?>[] {strategy}, refusing));
  }
}
