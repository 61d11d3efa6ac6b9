-- The newest accepted edition: the same question as planungsrahmen_am, without limits.
CREATE VIEW planungsrahmen AS
SELECT * FROM planungsrahmen_am(NULL);
