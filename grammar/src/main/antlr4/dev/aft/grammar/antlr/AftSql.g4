/*
 * The SQL dialect. One statement at a time: the caller splits a text at its semicolons.
 *
 * Every chain of operators is a loop and not a recursion, so that only brackets, CASE and function
 * calls nest; the caller bounds those before it parses. What the dialect lacks (JOIN, GROUP BY, ...)
 * has reserved words here and no rules: the word becomes the point of the error, and the error is
 * then given its name by UnsupportedFeatures.
 *
 * The lexer sees every character above 0x7F as 0x7F (see Utf16CharStream), so that all its states
 * stay in its table.
 */
grammar AftSql;

options { caseInsensitive = true; }

@lexer::members {
  /** Consumes the rest of a block comment, with those nested in it; false at the end of the text. */
  private boolean skipComment() {
    int depth = 1;
    for (int c = _input.LA(1); c != EOF; c = _input.LA(1)) {
      int next = _input.LA(2);
      if (c == '/' && next == '*') {
        _input.consume();
        depth++;
      } else if (c == '*' && next == '/') {
        _input.consume();
        depth--;
      }
      _input.consume();
      if (depth == 0) {
        return true;
      }
    }
    return false;
  }

  /** Consumes a dollar-quoted string up to its closing tag; false at the end of the text. */
  private boolean skipToClosingTag() {
    String tag = getText();
    int matched = 0;
    for (int c = _input.LA(1); c != EOF; c = _input.LA(1)) {
      matched = c == tag.charAt(matched) ? matched + 1 : c == '$' ? 1 : 0;
      _input.consume();
      if (matched == tag.length()) {
        return true;
      }
    }
    return false;
  }
}

singleStatement : statement EOF ;

statement
  : select
  | insert
  | update
  | delete
  | begin
  | commit
  | rollback
  | createTable
  | dropTable
  | createSchema
  | dropSchema
  | createDatabase
  | dropDatabase
  | createUser
  | alterUser
  | dropUser
  | grant
  | revoke
  | get
  | put
  | del
  | scan
  | savepoint
  | release
  | suspend
  | resume
  | set
  | reset
  | show
  | describe
  | explain
  | discard
  | deallocate
  | declareCursor
  | moveCursor
  | closeCursor
  ;

// ---------------------------------------------------------------- Data definition

createTable
  : CREATE TABLE ifNotExists? qualifiedName '(' tableElement (',' tableElement)* ')'
  ;

ifNotExists : IF NOT EXISTS ;

ifExists : IF EXISTS ;

tableElement
  : (CONSTRAINT identifier)? PRIMARY KEY '(' identifier (',' identifier)* ')'  # tableKey
  | identifier typeName columnOption*                                          # tableColumn
  ;

columnOption
  : NOT NULL
  | NULL
  | DEFAULT concatenation
  | PRIMARY KEY
  ;

dropTable : DROP TABLE ifExists? qualifiedName (',' qualifiedName)* (CASCADE | RESTRICT)? ;

createSchema : CREATE SCHEMA ifNotExists? identifier ;

dropSchema : DROP SCHEMA ifExists? identifier (CASCADE | RESTRICT)? ;

createDatabase : CREATE DATABASE ifNotExists? identifier ;

dropDatabase : DROP DATABASE ifExists? identifier ;

// ---------------------------------------------------------------- Users and rights

createUser : CREATE USER ifNotExists? identifier password? userLimits? ;

alterUser : ALTER USER identifier (password userLimits? | userLimits) ;

dropUser : DROP USER ifExists? identifier ;

password : WITH? PASSWORD (string | NULL) ;

userLimits : LIMIT '(' option (',' option)* ')' ;

grant : GRANT right (ON TABLE? qualifiedName)? TO identifier ;

revoke : REVOKE right (ON TABLE? qualifiedName)? FROM identifier ;

right : READ | WRITE | ADMIN ;

typeName
  : DOUBLE PRECISION?
  | identifier VARYING? ('(' INTEGER (',' INTEGER)? ')')? ((WITH | WITHOUT) TIME ZONE)?
  ;

// ---------------------------------------------------------------- Queries and changes

select
  : SELECT (ALL | DISTINCT)? selectItem (',' selectItem)* fromClause? whereClause? orderBy? selectTail*
  ;

selectItem
  : '*'                                       # selectAll
  | qualifiedName '.' '*'                     # selectAllOf
  | expression (AS label=identifier | bareAlias)?  # selectExpression
  ;

fromClause : FROM qualifiedName (AS identifier | bareAlias)? ;

whereClause : WHERE expression ;

orderBy : ORDER BY orderItem (',' orderItem)* ;

orderItem : expression (ASC | DESC)? (NULLS (FIRST | LAST))? ;

selectTail
  : LIMIT (ALL | concatenation)                                          # limitTail
  | OFFSET concatenation (ROW | ROWS)?                                   # offsetTail
  | FETCH (FIRST | NEXT) (constant | '(' expression ')')? (ROW | ROWS) ONLY  # fetchTail
  | FOR UPDATE (OF identifier)?                                          # forUpdateTail
  ;

insert
  : (INSERT | UPSERT) INTO qualifiedName (AS alias=identifier)?
    ('(' identifier (',' identifier)* ')')?
    (DEFAULT VALUES | VALUES row (',' row)*)
    onConflict? returning? forUpdate?
  ;

row : '(' rowItem (',' rowItem)* ')' ;

// A lone constant comes first: a long list of them then needs no walk down the expression rules.
rowItem : constant | DEFAULT | expression ;

onConflict
  : ON CONFLICT ('(' identifier (',' identifier)* ')')?
    DO (NOTHING | UPDATE SET assignment (',' assignment)* whereClause?)
  ;

assignment : identifier '=' rowItem ;

returning : RETURNING selectItem (',' selectItem)* ;

// What the statement has read of the rows that it writes must be unchanged at commit.
forUpdate : FOR UPDATE ;

update
  : UPDATE qualifiedName (AS identifier | bareAlias)? SET assignment (',' assignment)* whereClause? returning?
    forUpdate?
  ;

delete : DELETE FROM qualifiedName (AS identifier | bareAlias)? whereClause? returning? forUpdate? ;

// ---------------------------------------------------------------- The key-value table

get : GET listItem (',' listItem)* ;

put : PUT keyValue (',' keyValue)* ;

keyValue : concatenation '=' expression ;

del : DEL listItem (',' listItem)* ;

scan
  : SCAN ( PREFIX prefix=concatenation
         | low=concatenation (TO high=concatenation)? (PREFIX prefix=concatenation)?
         )?
    (LIMIT limit=concatenation)?
  ;

// ---------------------------------------------------------------- Transactions

begin : (BEGIN (WORK | TRANSACTION)? | START TRANSACTION) transactionModes? options_? ;

transactionModes : transactionMode (','? transactionMode)* ;

transactionMode
  : ISOLATION LEVEL (READ (UNCOMMITTED | COMMITTED) | REPEATABLE READ | SERIALIZABLE)
  | READ (ONLY | WRITE)
  | NOT? DEFERRABLE
  ;

options_ : WITH '(' option (',' option)* ')' ;

option : identifier '=' constant ;

commit : (COMMIT | END) (WORK | TRANSACTION)? (AND NO CHAIN)? options_? ;

rollback : (ROLLBACK | ABORT) (WORK | TRANSACTION)? (TO SAVEPOINT? identifier | AND NO CHAIN)? ;

savepoint : SAVEPOINT identifier ;

release : RELEASE SAVEPOINT? identifier ;

suspend : SUSPEND ;

resume : RESUME constant options_? ;

// ---------------------------------------------------------------- Session and information

set
  : SET TRANSACTION transactionModes                                # setTransaction
  | SET SESSION CHARACTERISTICS AS TRANSACTION transactionModes     # setCharacteristics
  | SET scope=(SESSION | LOCAL)? TIME ZONE (DEFAULT | LOCAL | settingValue)  # setTimeZone
  | SET scope=(SESSION | LOCAL)? NAMES (DEFAULT | settingValue)     # setNames
  | SET (SESSION | LOCAL)? SCHEMA (identifier | string)             # setSchema
  | SET scope=(SESSION | LOCAL)? settingName ('=' | TO)
      (DEFAULT | settingValue (',' settingValue)*)                  # setSetting
  ;

settingName : identifier ('.' identifier)* ;

settingValue
  : string
  | ('+' | '-')? (INTEGER | DECIMAL | DOUBLE_NUMBER)
  | TRUE
  | FALSE
  | ON
  | identifier
  ;

reset
  : RESET ALL
  | RESET TIME ZONE
  | RESET settingName
  ;

show
  : SHOW TABLES ((FROM | IN) identifier)?  # showTables
  | SHOW SCHEMAS                           # showSchemas
  | SHOW DATABASES                         # showDatabases
  | SHOW USERS                             # showUsers
  | SHOW GRANTS (FOR identifier)?            # showGrants
  | SHOW TRANSACTION ID                    # showTransactionId
  | SHOW TRANSACTION ISOLATION LEVEL       # showIsolation
  | SHOW CAUSALITY TOKEN                   # showCausalityToken
  | SHOW OUTCOME OF concatenation FINAL?   # showOutcome
  | SHOW TIME ZONE                         # showTimeZone
  | SHOW ALL                               # showAll
  | SHOW settingName                       # showSetting
  ;

describe : (DESCRIBE | DESC) TABLE? qualifiedName ;

explain
  : EXPLAIN (select | insert | update | delete | get | put | del | scan)
  ;

discard : DISCARD ALL ;

deallocate : DEALLOCATE PREPARE? (ALL | identifier) ;

// ---------------------------------------------------------------- Cursors

declareCursor
  : DECLARE identifier (BINARY | ASENSITIVE | INSENSITIVE | NO? SCROLL)* CURSOR ((WITH | WITHOUT) HOLD)?
    FOR select
  ;

moveCursor : (FETCH | MOVE) (cursorDirection (FROM | IN)? | FROM | IN)? identifier ;

cursorDirection
  : NEXT
  | PRIOR
  | FIRST
  | LAST
  | (ABSOLUTE | RELATIVE) cursorCount
  | (FORWARD | BACKWARD)? cursorCount
  | (FORWARD | BACKWARD)? ALL
  | FORWARD
  | BACKWARD
  ;

cursorCount : ('+' | '-')? INTEGER ;

closeCursor : CLOSE_CURSOR (ALL | identifier) ;

// ---------------------------------------------------------------- Expressions, loosest first

expression : conjunction (OR conjunction)* ;

conjunction : negation (AND negation)* ;

negation : NOT* predicate ;

predicate : comparison isTest* ;

isTest
  : IS NOT? (NULL | UNKNOWN | TRUE | FALSE | DISTINCT FROM comparison)
  | ISNULL
  | NOTNULL
  ;

comparison : membership (('=' | NOT_EQUAL | '<' | '<=' | '>' | '>=') membership)? ;

membership : concatenation membershipTest? ;

membershipTest
  : NOT? IN '(' listItem (',' listItem)* ')'                                       # inTest
  | NOT? BETWEEN (SYMMETRIC | ASYMMETRIC)? concatenation AND concatenation         # betweenTest
  | NOT? (LIKE | ILIKE) concatenation (ESCAPE concatenation)?                      # likeTest
  ;

listItem : constant | expression ;

concatenation : sum ('||' sum)* ;

sum : product (('+' | '-') product)* ;

product : factor (('*' | '/' | '%') factor)* ;

factor : ('+' | '-')* primary ('::' typeName)* ;

primary
  : constant                                                                # constantPrimary
  | (identifier '.')* identifier                                            # columnPrimary
  | (identifier '.')? functionName '(' (star='*' | (ALL | DISTINCT)? listItem (',' listItem)*)? ')'  # callPrimary
  | '(' expression ')'                                                      # nestedPrimary
  | CASE expression? whenClause+ (ELSE expression)? END                     # casePrimary
  | CAST '(' expression AS typeName ')'                                     # castPrimary
  | (IDENTIFIER | TIME) ((WITH | WITHOUT) TIME ZONE)? string                # typedPrimary
  | EXTRACT '(' (identifier | string) FROM expression ')'                   # extractPrimary
  | POSITION '(' concatenation IN concatenation ')'                         # positionPrimary
  | SUBSTRING '(' expression ( FROM start=expression (FOR length=expression)?
                             | FOR length=expression
                             | (',' expression)+ ) ')'                      # substringPrimary
  | TRIM '(' (BOTH | LEADING | TRAILING)?
      (FROM expression | expression ((FROM | ',') expression)?) ')'         # trimPrimary
  ;

whenClause : WHEN expression THEN expression ;

constant
  : string
  | BINARY_STRING
  | INTEGER
  | DECIMAL
  | DOUBLE_NUMBER
  | NULL
  | TRUE
  | FALSE
  | PARAMETER
  | '?'
  ;

string : STRING | ESCAPE_STRING | DOLLAR_STRING ;

// ---------------------------------------------------------------- Names

qualifiedName : identifier ('.' identifier ('.' identifier)?)? ;

identifier
  : IDENTIFIER
  | QUOTED_IDENTIFIER
  | nonReserved
  | notAnAlias
  | callWord
  ;

/** A label or alias without AS. */
bareAlias
  : IDENTIFIER
  | QUOTED_IDENTIFIER
  | nonReserved
  | callWord
  ;

functionName
  : IDENTIFIER
  | QUOTED_IDENTIFIER
  | nonReserved
  | LEFT
  | RIGHT
  ;

/** Words that have a meaning after an expression, so that an alias spelt like them needs AS. */
notAnAlias : ESCAPE | OVER | NULLS | VARYING | WITHOUT | ROW | ROWS ;

/** Functions with a syntax of their own. */
callWord : EXTRACT | POSITION | SUBSTRING | TRIM ;

nonReserved
  : ABORT | ABSOLUTE | ADMIN | ALTER | ASENSITIVE | ASYMMETRIC | BACKWARD | BEGIN | BINARY | BY
  | CASCADE | CAUSALITY | CHAIN | CHARACTERISTICS | CLOSE_CURSOR | COMMIT | COMMITTED | CONFLICT
  | CURSOR | DATABASE | DATABASES | DEALLOCATE | DECLARE | DEFERRABLE | DEL | DELETE | DESCRIBE
  | DISCARD | DO | DOUBLE | DROP | EXISTS | EXPLAIN | FINAL | FIRST | FORWARD | GET | GRANT | GRANTS
  | HOLD | ID | IF | INSENSITIVE | INSERT | ISOLATION | KEY | LAST | LEVEL | LOCAL | MOVE | NAMES | NEXT
  | NO | NOTHING | OF | ONLY | OUTCOME | PASSWORD | PRECISION | PREFIX | PREPARE | PRIOR | PUT | READ
  | RELATIVE | RELEASE | REPEATABLE | RESET | RESTRICT | RESUME | REVOKE | ROLLBACK | SAVEPOINT | SCAN
  | SCHEMA | SCHEMAS | SCROLL | SERIALIZABLE | SESSION | SHOW | START | SUSPEND | SYMMETRIC | TABLES
  | TIME | TO | TOKEN | TRANSACTION | UNCOMMITTED | UNKNOWN | UPDATE | UPSERT | USER | USERS | WORK
  | WRITE | ZONE
  ;

// ---------------------------------------------------------------- Reserved words

ALL : 'ALL' ;
AND : 'AND' ;
ANY : 'ANY' ;
AS : 'AS' ;
ASC : 'ASC' ;
BETWEEN : 'BETWEEN' ;
BOTH : 'BOTH' ;
CASE : 'CASE' ;
CAST : 'CAST' ;
CHECK : 'CHECK' ;
COLLATE : 'COLLATE' ;
CONSTRAINT : 'CONSTRAINT' ;
CREATE : 'CREATE' ;
CROSS : 'CROSS' ;
DEFAULT : 'DEFAULT' ;
DESC : 'DESC' ;
DISTINCT : 'DISTINCT' ;
ELSE : 'ELSE' ;
END : 'END' ;
EXCEPT : 'EXCEPT' ;
FALSE : 'FALSE' ;
FETCH : 'FETCH' ;
FOR : 'FOR' ;
FOREIGN : 'FOREIGN' ;
FROM : 'FROM' ;
FULL : 'FULL' ;
GROUP : 'GROUP' ;
HAVING : 'HAVING' ;
ILIKE : 'ILIKE' ;
IN : 'IN' ;
INNER : 'INNER' ;
INTERSECT : 'INTERSECT' ;
INTO : 'INTO' ;
IS : 'IS' ;
ISNULL : 'ISNULL' ;
JOIN : 'JOIN' ;
LEADING : 'LEADING' ;
LEFT : 'LEFT' ;
LIKE : 'LIKE' ;
LIMIT : 'LIMIT' ;
NATURAL : 'NATURAL' ;
NOT : 'NOT' ;
NOTNULL : 'NOTNULL' ;
NULL : 'NULL' ;
OFFSET : 'OFFSET' ;
ON : 'ON' ;
OR : 'OR' ;
ORDER : 'ORDER' ;
OUTER : 'OUTER' ;
PRIMARY : 'PRIMARY' ;
REFERENCES : 'REFERENCES' ;
RETURNING : 'RETURNING' ;
RIGHT : 'RIGHT' ;
SELECT : 'SELECT' ;
SET : 'SET' ;
SOME : 'SOME' ;
TABLE : 'TABLE' ;
THEN : 'THEN' ;
TRAILING : 'TRAILING' ;
TRUE : 'TRUE' ;
UNION : 'UNION' ;
UNIQUE : 'UNIQUE' ;
USING : 'USING' ;
VALUES : 'VALUES' ;
WHEN : 'WHEN' ;
WHERE : 'WHERE' ;
WINDOW : 'WINDOW' ;
WITH : 'WITH' ;

// ---------------------------------------------------------------- Words that are also names

ABORT : 'ABORT' ;
ABSOLUTE : 'ABSOLUTE' ;
ADMIN : 'ADMIN' ;
ALTER : 'ALTER' ;
ASENSITIVE : 'ASENSITIVE' ;
ASYMMETRIC : 'ASYMMETRIC' ;
BACKWARD : 'BACKWARD' ;
BEGIN : 'BEGIN' ;
BINARY : 'BINARY' ;
BY : 'BY' ;
CASCADE : 'CASCADE' ;
CAUSALITY : 'CAUSALITY' ;
CHAIN : 'CHAIN' ;
CHARACTERISTICS : 'CHARACTERISTICS' ;
CLOSE_CURSOR : 'CLOSE' ;
COMMIT : 'COMMIT' ;
COMMITTED : 'COMMITTED' ;
CONFLICT : 'CONFLICT' ;
CURSOR : 'CURSOR' ;
DATABASE : 'DATABASE' ;
DATABASES : 'DATABASES' ;
DEALLOCATE : 'DEALLOCATE' ;
DECLARE : 'DECLARE' ;
DEFERRABLE : 'DEFERRABLE' ;
DEL : 'DEL' ;
DELETE : 'DELETE' ;
DESCRIBE : 'DESCRIBE' ;
DISCARD : 'DISCARD' ;
DO : 'DO' ;
DOUBLE : 'DOUBLE' ;
DROP : 'DROP' ;
ESCAPE : 'ESCAPE' ;
EXISTS : 'EXISTS' ;
EXPLAIN : 'EXPLAIN' ;
EXTRACT : 'EXTRACT' ;
FINAL : 'FINAL' ;
FIRST : 'FIRST' ;
FORWARD : 'FORWARD' ;
GET : 'GET' ;
GRANT : 'GRANT' ;
GRANTS : 'GRANTS' ;
HOLD : 'HOLD' ;
ID : 'ID' ;
IF : 'IF' ;
INSENSITIVE : 'INSENSITIVE' ;
INSERT : 'INSERT' ;
ISOLATION : 'ISOLATION' ;
KEY : 'KEY' ;
LAST : 'LAST' ;
LEVEL : 'LEVEL' ;
LOCAL : 'LOCAL' ;
MOVE : 'MOVE' ;
NAMES : 'NAMES' ;
NEXT : 'NEXT' ;
NO : 'NO' ;
NOTHING : 'NOTHING' ;
NULLS : 'NULLS' ;
OF : 'OF' ;
ONLY : 'ONLY' ;
OUTCOME : 'OUTCOME' ;
OVER : 'OVER' ;
PASSWORD : 'PASSWORD' ;
POSITION : 'POSITION' ;
PRECISION : 'PRECISION' ;
PREFIX : 'PREFIX' ;
PREPARE : 'PREPARE' ;
PRIOR : 'PRIOR' ;
PUT : 'PUT' ;
READ : 'READ' ;
RELATIVE : 'RELATIVE' ;
RELEASE : 'RELEASE' ;
REPEATABLE : 'REPEATABLE' ;
RESET : 'RESET' ;
RESTRICT : 'RESTRICT' ;
RESUME : 'RESUME' ;
REVOKE : 'REVOKE' ;
ROLLBACK : 'ROLLBACK' ;
ROW : 'ROW' ;
ROWS : 'ROWS' ;
SAVEPOINT : 'SAVEPOINT' ;
SCAN : 'SCAN' ;
SCHEMA : 'SCHEMA' ;
SCHEMAS : 'SCHEMAS' ;
SCROLL : 'SCROLL' ;
SERIALIZABLE : 'SERIALIZABLE' ;
SESSION : 'SESSION' ;
SHOW : 'SHOW' ;
START : 'START' ;
SUBSTRING : 'SUBSTRING' ;
SUSPEND : 'SUSPEND' ;
SYMMETRIC : 'SYMMETRIC' ;
TABLES : 'TABLES' ;
TIME : 'TIME' ;
TO : 'TO' ;
TOKEN : 'TOKEN' ;
TRANSACTION : 'TRANSACTION' ;
TRIM : 'TRIM' ;
UNCOMMITTED : 'UNCOMMITTED' ;
UNKNOWN : 'UNKNOWN' ;
UPDATE : 'UPDATE' ;
UPSERT : 'UPSERT' ;
USER : 'USER' ;
USERS : 'USERS' ;
VARYING : 'VARYING' ;
WITHOUT : 'WITHOUT' ;
WORK : 'WORK' ;
WRITE : 'WRITE' ;
ZONE : 'ZONE' ;

// ---------------------------------------------------------------- Punctuation and operators

SEMICOLON : ';' ;
COMMA : ',' ;
DOT : '.' ;
OPEN : '(' ;
CLOSE : ')' ;
QUESTION : '?' ;
STAR : '*' ;
SLASH : '/' ;
PERCENT : '%' ;
PLUS : '+' ;
MINUS : '-' ;
CONCATENATE : '||' ;
EQUAL : '=' ;
NOT_EQUAL : '<>' | '!=' ;
LESS : '<' ;
LESS_OR_EQUAL : '<=' ;
GREATER : '>' ;
GREATER_OR_EQUAL : '>=' ;
TYPE_CAST : '::' ;

/** Operators that SQL has and the dialect has not. */
OTHER_OPERATOR
  : '->' | '->>' | '#>' | '#>>' | '@>' | '<@' | '@@' | '@?'
  | '~' | '~*' | '!~' | '!~*' | '~~' | '~~*' | '!~~' | '!~~*'
  | '^' | '&' | '|' | '#' | '<<' | '>>' | '&&' | '@' | '==' | ':='
  ;

// ---------------------------------------------------------------- Literals and names

STRING : '\'' (~['] | '\'\'')* '\'' ;

ESCAPE_STRING : 'E\'' (~['\\] | '\'\'' | '\\' .)* '\'' ;

BINARY_STRING : 'X\'' ~[']* '\'' ;

DOLLAR_STRING
  : '$' (LETTER (LETTER | DIGIT)*)? '$' { if (!skipToClosingTag()) { setType(UNTERMINATED_STRING); } }
  ;

/** Bit strings and strings with Unicode escapes. */
OTHER_STRING : ('B' | 'U&') '\'' ~[']* '\'' | 'U&"' ~["]* '"' ;

PARAMETER : '$' DIGIT+ ;

INTEGER : DIGIT+ ;

DECIMAL : DIGIT+ '.' DIGIT* | '.' DIGIT+ ;

DOUBLE_NUMBER : (DIGIT+ ('.' DIGIT*)? | '.' DIGIT+) 'E' [+\-]? DIGIT+ ;

NUMBER_WITH_JUNK : (DIGIT+ ('.' DIGIT*)? | '.' DIGIT+) LETTER (LETTER | DIGIT)* ;

IDENTIFIER : LETTER (LETTER | DIGIT | '$')* ;

QUOTED_IDENTIFIER : '"' (~["] | '""')* '"' ;

// ---------------------------------------------------------------- What is skipped, and what is wrong

LINE_COMMENT : '--' ~[\r\n]* -> skip ;

/** A comment that ends is skipped; the token remains only if it does not end. */
UNTERMINATED_COMMENT : '/*' { if (skipComment()) { skip(); } } ;

SPACE : [ \t\r\n\u000B\f]+ -> skip ;

UNTERMINATED_STRING
  : [XB]? '\'' (~['] | '\'\'')*
  | 'E\'' (~['\\] | '\'\'' | '\\' .)* '\\'?
  ;

UNTERMINATED_IDENTIFIER : '"' (~["] | '""')* ;

UNEXPECTED : . ;

fragment LETTER : [A-Z_\u007F] ;

fragment DIGIT : [0-9] ;
