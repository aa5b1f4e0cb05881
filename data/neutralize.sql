-- accounts of providers of calls, numbers and text messages: nothing can be ordered, and nothing passes for theirs
UPDATE dealership_provider_account
   SET account_sid = NULL,
       auth_token = NULL,
       webhook_token = md5(random()::text || clock_timestamp()::text || id::text);

-- as Odoo does of templates: by no server of the original's, should somebody switch servers on again
UPDATE dealership_scenario
   SET mail_server_id = NULL;

-- a copy it stays, until an administrator says otherwise: whatever mail servers and scheduled actions are switched on
-- again by hand, nothing planned leaves
INSERT INTO dealership_database (role)
SELECT 'copy'
 WHERE NOT EXISTS (SELECT FROM dealership_database);

UPDATE dealership_database
   SET role = 'copy';
