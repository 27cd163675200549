--liquibase formatted sql

--changeset eve:parts
CREATE TABLE part (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO part VALUES (1, 'a; b');
--rollback DROP TABLE part;
