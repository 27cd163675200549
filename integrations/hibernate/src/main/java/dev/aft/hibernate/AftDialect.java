package dev.aft.hibernate;

import java.sql.Types;
import org.hibernate.LockOptions;
import org.hibernate.boot.model.FunctionContributions;
import org.hibernate.boot.model.TypeContributions;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.dialect.DatabaseVersion;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.DmlTargetColumnQualifierSupport;
import org.hibernate.dialect.NullOrdering;
import org.hibernate.dialect.RowLockStrategy;
import org.hibernate.dialect.TimeZoneSupport;
import org.hibernate.dialect.function.CommonFunctionFactory;
import org.hibernate.dialect.identity.IdentityColumnSupport;
import org.hibernate.dialect.pagination.LimitHandler;
import org.hibernate.dialect.pagination.OffsetFetchLimitHandler;
import org.hibernate.dialect.sequence.SequenceSupport;
import org.hibernate.dialect.unique.UniqueDelegate;
import org.hibernate.engine.jdbc.dialect.spi.DialectResolutionInfo;
import org.hibernate.exception.LockAcquisitionException;
import org.hibernate.exception.spi.SQLExceptionConversionDelegate;
import org.hibernate.internal.util.JdbcExceptionHelper;
import org.hibernate.mapping.Index;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.spi.RuntimeModelCreationContext;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableInsertStrategy;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableMutationStrategy;
import org.hibernate.service.ServiceRegistry;
import org.hibernate.sql.ast.SqlAstTranslatorFactory;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.tool.schema.spi.Exporter;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.jdbc.BlobJdbcType;
import org.hibernate.type.descriptor.jdbc.ClobJdbcType;
import org.hibernate.type.descriptor.jdbc.NClobJdbcType;
import org.hibernate.type.descriptor.jdbc.spi.JdbcTypeRegistry;
import org.hibernate.type.descriptor.sql.internal.DdlTypeImpl;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate's picture of AFT's SQL. What it leaves out is in {@code docs/frameworks/hibernate.md}.
 */
public class AftDialect extends Dialect {
  private static final DatabaseVersion VERSION = DatabaseVersion.make(15, 0);

  private final UniqueDelegate noUniqueKeys = new Refusals.NoUniqueKeys();
  private final Exporter<Index> noIndexes = new Refusals.NoIndexes();

  /** For an application that names the dialect and has no connection yet. */
  public AftDialect() {
    super(VERSION);
  }

  /** For what a connection says. */
  public AftDialect(DialectResolutionInfo info) {
    super(info);
  }

  @Override
  protected DatabaseVersion getMinimumSupportedVersion() {
    return DatabaseVersion.make(0);
  }

  /** Without joins a single-valued association is never fetched with its owner. */
  @Override
  protected void initDefaultProperties() {
    super.initDefaultProperties();
    getDefaultProperties().setProperty(AvailableSettings.MAX_FETCH_DEPTH, "0");
  }

  // ---------------------------------------------------------------- Types

  @Override
  protected String columnType(int sqlTypeCode) {
    return switch (sqlTypeCode) {
      case SqlTypes.TINYINT -> "smallint";
      case SqlTypes.NCHAR -> columnType(SqlTypes.CHAR);
      case SqlTypes.NVARCHAR -> columnType(SqlTypes.VARCHAR);
      case SqlTypes.CLOB, SqlTypes.NCLOB, SqlTypes.LONG32VARCHAR, SqlTypes.LONG32NVARCHAR -> "text";
      case SqlTypes.BLOB, SqlTypes.BINARY, SqlTypes.VARBINARY, SqlTypes.LONG32VARBINARY -> "bytea";
      // Without the precision: that of Hibernate 7 for a LocalTime is 0, and times keep six digits.
      case SqlTypes.TIME, SqlTypes.TIME_WITH_TIMEZONE, SqlTypes.TIME_UTC -> "time";
      case SqlTypes.TIMESTAMP_UTC -> columnType(SqlTypes.TIMESTAMP_WITH_TIMEZONE);
      default -> super.columnType(sqlTypeCode);
    };
  }

  @Override
  protected String castType(int sqlTypeCode) {
    return switch (sqlTypeCode) {
      case SqlTypes.CHAR, SqlTypes.NCHAR, SqlTypes.VARCHAR, SqlTypes.NVARCHAR -> "text";
      case SqlTypes.LONG32VARCHAR, SqlTypes.LONG32NVARCHAR -> "text";
      case SqlTypes.BINARY, SqlTypes.VARBINARY, SqlTypes.LONG32VARBINARY -> "bytea";
      default -> super.castType(sqlTypeCode);
    };
  }

  @Override
  protected void registerColumnTypes(
      TypeContributions contributions, ServiceRegistry serviceRegistry) {
    super.registerColumnTypes(contributions, serviceRegistry);
    var types = contributions.getTypeConfiguration().getDdlTypeRegistry();
    types.addDescriptor(new DdlTypeImpl(SqlTypes.UUID, "uuid", this));
    types.addDescriptor(new DdlTypeImpl(SqlTypes.JSON, "text", this));
  }

  @Override
  public void contributeTypes(TypeContributions contributions, ServiceRegistry serviceRegistry) {
    super.contributeTypes(contributions, serviceRegistry);
    JdbcTypeRegistry types = contributions.getTypeConfiguration().getJdbcTypeRegistry();
    types.addDescriptor(UuidJdbcType.INSTANCE);
    types.addDescriptor(Types.BLOB, BlobJdbcType.MATERIALIZED);
    types.addDescriptor(Types.CLOB, ClobJdbcType.MATERIALIZED);
    types.addDescriptor(Types.NCLOB, NClobJdbcType.MATERIALIZED);
  }

  @Override
  public int getMaxVarcharLength() {
    return 10_485_760;
  }

  @Override
  public TimeZoneSupport getTimeZoneSupport() {
    return TimeZoneSupport.NORMALIZE;
  }

  @Override
  public int getPreferredSqlTypeCodeForBoolean() {
    return Types.BOOLEAN;
  }

  @Override
  public boolean supportsStandardArrays() {
    return false;
  }

  // ---------------------------------------------------------------- Functions and literals

  @Override
  public void initializeFunctionRegistry(FunctionContributions contributions) {
    super.initializeFunctionRegistry(contributions);
    CommonFunctionFactory functions = new CommonFunctionFactory(contributions);
    functions.position();
    functions.substr();
    functions.substringFromFor();
    functions.locate_positionSubstring();
    functions.concat_pipeOperator();
    functions.trim2();
    functions.reverse();
    functions.repeat();
    functions.md5();
    functions.octetLength();
    functions.dateTrunc();
    functions.localtimeLocaltimestamp();
  }

  @Override
  public void appendBinaryLiteral(SqlAppender appender, byte[] bytes) {
    appender.appendSql("X'");
    appender.appendSql(java.util.HexFormat.of().formatHex(bytes));
    appender.appendSql('\'');
  }

  @Override
  public String currentTime() {
    return "localtime";
  }

  @Override
  public String currentTimestamp() {
    return "localtimestamp";
  }

  @Override
  public String currentTimestampWithTimeZone() {
    return "current_timestamp";
  }

  @Override
  public boolean supportsCaseInsensitiveLike() {
    return true;
  }

  @Override
  public NullOrdering getNullOrdering() {
    return NullOrdering.GREATEST;
  }

  @Override
  public long getFractionalSecondPrecisionInNanos() {
    return 1_000;
  }

  // ---------------------------------------------------------------- Queries and changes

  @Override
  public SqlAstTranslatorFactory getSqlAstTranslatorFactory() {
    return new AftSqlAstTranslator.Factory();
  }

  @Override
  public LimitHandler getLimitHandler() {
    return OffsetFetchLimitHandler.INSTANCE;
  }

  @Override
  public SqmMultiTableMutationStrategy getFallbackSqmMutationStrategy(
      EntityMappingType entity, RuntimeModelCreationContext context) {
    return Refusals.bulkStatements(SqmMultiTableMutationStrategy.class, entity);
  }

  @Override
  public SqmMultiTableInsertStrategy getFallbackSqmInsertStrategy(
      EntityMappingType entity, RuntimeModelCreationContext context) {
    return Refusals.bulkStatements(SqmMultiTableInsertStrategy.class, entity);
  }

  @Override
  public DmlTargetColumnQualifierSupport getDmlTargetColumnQualifierSupport() {
    return DmlTargetColumnQualifierSupport.TABLE_ALIAS;
  }

  @Override
  public boolean supportsUnionAll() {
    return false;
  }

  @Override
  public boolean supportsSubqueryInSelect() {
    return false;
  }

  @Override
  public boolean supportsExistsInSelect() {
    return false;
  }

  @Override
  public boolean supportsTupleDistinctCounts() {
    return false;
  }

  @Override
  public boolean supportsOuterJoinForUpdate() {
    return false;
  }

  // Hibernate 7 asks the dialect what 6 asks its translator; in 6 these override nothing.

  public boolean supportsRowValueConstructorSyntax() {
    return false;
  }

  public boolean supportsRowValueConstructorGtLtSyntax() {
    return false;
  }

  public boolean supportsRowValueConstructorDistinctFromSyntax() {
    return false;
  }

  public boolean supportsRowValueConstructorSyntaxInQuantifiedPredicates() {
    return false;
  }

  public boolean supportsRowValueConstructorSyntaxInInList() {
    return false;
  }

  public boolean supportsRowValueConstructorSyntaxInInSubQuery() {
    return false;
  }

  public boolean supportsWithClause() {
    return false;
  }

  public boolean supportsIntersect() {
    return false;
  }

  // ---------------------------------------------------------------- Locks: nobody ever waits

  @Override
  public String getForUpdateString(String aliases) {
    return getForUpdateString();
  }

  @Override
  public String getForUpdateString(String aliases, LockOptions options) {
    return getForUpdateString(options);
  }

  @Override
  public String getWriteLockString(int timeout) {
    return getForUpdateString();
  }

  @Override
  public String getWriteLockString(String aliases, int timeout) {
    return getForUpdateString();
  }

  @Override
  public String getReadLockString(int timeout) {
    return getForUpdateString();
  }

  @Override
  public String getReadLockString(String aliases, int timeout) {
    return getForUpdateString();
  }

  @Override
  public RowLockStrategy getWriteRowLockStrategy() {
    return RowLockStrategy.NONE;
  }

  @Override
  public boolean supportsLockTimeouts() {
    return false;
  }

  @Override
  public boolean supportsSkipLocked() {
    return false;
  }

  @Override
  public boolean supportsNoWait() {
    return false;
  }

  @Override
  public boolean supportsWait() {
    return false;
  }

  /** 40001: another transaction has changed what this one has guarded; run it again. */
  @Override
  public SQLExceptionConversionDelegate buildSQLExceptionConversionDelegate() {
    return (error, message, sql) ->
        "40001".equals(JdbcExceptionHelper.extractSqlState(error))
            ? new LockAcquisitionException(message, error, sql)
            : null;
  }

  // ---------------------------------------------------------------- Schema

  @Override
  public boolean hasAlterTable() {
    return false;
  }

  @Override
  public boolean dropConstraints() {
    return false;
  }

  @Override
  public boolean supportsColumnCheck() {
    return false;
  }

  @Override
  public boolean supportsTableCheck() {
    return false;
  }

  @Override
  public boolean supportsCommentOn() {
    return false;
  }

  @Override
  public boolean supportsIfExistsBeforeTableName() {
    return true;
  }

  @Override
  public @Nullable String getCascadeConstraintsString() {
    return "";
  }

  @Override
  public boolean canCreateSchema() {
    return true;
  }

  @Override
  public String[] getCreateSchemaCommand(String schema) {
    return new String[] {"create schema if not exists " + schema};
  }

  @Override
  public String[] getDropSchemaCommand(String schema) {
    return new String[] {"drop schema if exists " + schema + " cascade"};
  }

  @Override
  public UniqueDelegate getUniqueDelegate() {
    return noUniqueKeys;
  }

  @Override
  public Exporter<Index> getIndexExporter() {
    return noIndexes;
  }

  @Override
  public SequenceSupport getSequenceSupport() {
    return new Refusals.NoSequences();
  }

  @Override
  public IdentityColumnSupport getIdentityColumnSupport() {
    return new Refusals.NoIdentityColumns();
  }
}
