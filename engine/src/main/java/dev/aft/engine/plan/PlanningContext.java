package dev.aft.engine.plan;

import dev.aft.engine.expression.ParameterTypes;
import dev.aft.engine.sql.SqlSettings;

/** What all planners of one statement share. */
record PlanningContext(ParameterTypes parameters, SqlSettings settings) {}
