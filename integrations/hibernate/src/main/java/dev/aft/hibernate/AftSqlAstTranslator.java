package dev.aft.hibernate;

import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.sql.ast.Clause;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.AbstractSqlAstTranslator;
import org.hibernate.sql.ast.spi.StandardSqlAstTranslatorFactory;
import org.hibernate.sql.ast.tree.Statement;
import org.hibernate.sql.ast.tree.from.NamedTableReference;
import org.hibernate.sql.exec.spi.JdbcOperation;
import org.hibernate.sql.model.internal.OptionalTableUpdate;
import org.hibernate.sql.model.internal.TableDeleteStandard;
import org.hibernate.sql.model.internal.TableUpdateStandard;

/**
 * Renders for AFT. A change with a version check ends with FOR UPDATE: two transactions that have
 * both read version 7 both match {@code version = 7}, each in its own snapshot, so the count of
 * changed rows alone would let the first change get lost. With FOR UPDATE the second commit fails.
 */
final class AftSqlAstTranslator<T extends JdbcOperation> extends AbstractSqlAstTranslator<T> {
  private AftSqlAstTranslator(SessionFactoryImplementor sessionFactory, Statement statement) {
    super(sessionFactory, statement);
  }

  /** Makes one for each statement. */
  static final class Factory extends StandardSqlAstTranslatorFactory {
    @Override
    protected <T extends JdbcOperation> SqlAstTranslator<T> buildTranslator(
        SessionFactoryImplementor sessionFactory, Statement statement) {
      return new AftSqlAstTranslator<>(sessionFactory, statement);
    }
  }

  @Override
  public void visitStandardTableUpdate(TableUpdateStandard update) {
    super.visitStandardTableUpdate(update);
    guard(update.getNumberOfOptimisticLockBindings());
  }

  @Override
  public void visitOptionalTableUpdate(OptionalTableUpdate update) {
    super.visitOptionalTableUpdate(update);
    guard(update.getNumberOfOptimisticLockBindings());
  }

  @Override
  public void visitStandardTableDelete(TableDeleteStandard delete) {
    super.visitStandardTableDelete(delete);
    guard(delete.getNumberOfOptimisticLockBindings());
  }

  private void guard(int checks) {
    if (checks > 0) {
      appendSql(" for update");
    }
  }

  /** {@code update account a set balance = a.balance + 1}: the alias stands behind the table. */
  @Override
  protected void renderDmlTargetTableExpression(NamedTableReference table) {
    super.renderDmlTargetTableExpression(table);
    if (getClauseStack().getCurrent() != Clause.INSERT) {
      renderTableReferenceIdentificationVariable(table);
    }
  }

  // ---------------------------------------------------------------- What the dialect lacks

  @Override
  protected boolean supportsRowValueConstructorSyntax() {
    return false;
  }

  @Override
  protected boolean supportsRowValueConstructorGtLtSyntax() {
    return false;
  }

  @Override
  protected boolean supportsRowValueConstructorDistinctFromSyntax() {
    return false;
  }

  @Override
  protected boolean supportsRowValueConstructorSyntaxInSet() {
    return false;
  }

  @Override
  protected boolean supportsRowValueConstructorSyntaxInQuantifiedPredicates() {
    return false;
  }

  @Override
  protected boolean supportsRowValueConstructorSyntaxInInList() {
    return false;
  }

  @Override
  protected boolean supportsRowValueConstructorSyntaxInInSubQuery() {
    return false;
  }

  @Override
  protected boolean supportsQuantifiedPredicates() {
    return false;
  }

  @Override
  protected boolean supportsWithClause() {
    return false;
  }

  @Override
  protected boolean supportsIntersect() {
    return false;
  }
}
