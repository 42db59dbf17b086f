-- The applications that numbers name, for people, beside the other views.

CREATE VIEW switchboard.applications AS
SELECT project, environment, provider, name,
       natural_key AS friendly_name,
       id AS sid,
       fields AS applied,
       updated_at
  FROM switchboard.resources WHERE kind = 'application';
