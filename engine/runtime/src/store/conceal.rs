//! Version 4 of the schema: what is personal is concealed under the key of its person.

use rusqlite::{Connection, params};

use super::keys::Keys;
use crate::Problem;

/// Conceals all that an older program wrote in the clear, in the transaction of the migration.
pub(super) fn conceal_all(connection: &Connection, keys: &Keys) -> Result<(), Problem> {
    connection.execute("INSERT INTO meta (key, value) VALUES ('store', ?1)", params![keys.store()])?;
    connection.execute_batch(
        "UPDATE people SET data = conceal(id, CASE WHEN bsn IS NULL THEN data ELSE json_set(data, '$.bsn', bsn) END), bsn = blind(bsn)
           WHERE number > 0;
         UPDATE records SET fields = conceal((SELECT id FROM people WHERE number = person), fields), key = blind(record || ' ' || key)
           WHERE number > 0;
         UPDATE cases SET state = conceal((SELECT id FROM people WHERE number = person), state)
           WHERE number > 0 AND state <> '';
         UPDATE letters SET
           letter = CASE WHEN letter IS NULL THEN NULL ELSE conceal((SELECT p.id FROM cases c JOIN people p ON p.number = c.person WHERE c.number = case_no), letter) END,
           envelope = conceal((SELECT p.id FROM cases c JOIN people p ON p.number = c.person WHERE c.number = case_no), envelope)
           WHERE number > 0;
         UPDATE journal_payload SET payload = conceal(person, lower(hex(salt)) || payload), salt = x'' WHERE seq > 0;",
    )?;
    keys.keep_new()
}
