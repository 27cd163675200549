CREATE TABLE note (customer UUID, nr INTEGER, body TEXT DEFAULT $x$none; at all$x$, PRIMARY KEY (customer, nr));
/* A comment; with a semicolon. */
