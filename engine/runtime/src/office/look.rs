//! Looking whether all is well in a store in which others go on working.

use super::Office;
use crate::Problem;

/// So many times at most: who always writes in between would keep it looking for ever.
const LOOKS_MAX: usize = 3;

impl Office {
    /// Looks whether all is well. What stands in the store is read as it was at one moment, but its keys and the outbox
    /// as they are now: when another program erases somebody in between, it seems as if a stranger did. So when
    /// something is wrong and another wrote meanwhile, it looks again.
    pub(super) fn looked<T>(
        &self,
        look: impl Fn() -> Result<T, Problem>,
        is_well: impl Fn(&T) -> bool,
    ) -> Result<T, Problem> {
        for _ in 1..LOOKS_MAX {
            let before = self.version_of_others();
            let seen = look()?;
            if is_well(&seen) || self.version_of_others() == before {
                return Ok(seen);
            }
        }
        look()
    }

    /// SQLite's own number: it changes when anybody else commits. None in a damaged store.
    fn version_of_others(&self) -> Option<i64> {
        self.store.connection.pragma_query_value(None, "data_version", |row| row.get(0)).ok()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use serde_json::json;

    use super::LOOKS_MAX;
    use crate::common::{Desk, SMALL, person};
    use crate::store::journal::Head;
    use crate::store::verify::{self, Kept};
    use crate::{Office, Problem};

    /// Erases somebody as another program does, but for the outbox and the log, which wait for readers.
    fn erase(other: &Office, number: i64) -> Result<(), Problem> {
        let id = other.writing(|work| {
            let (id, _) = work.who(number)?.ok_or_else(|| Problem::broken_store("nobody"))?;
            work.erase_person(number, id, "fatima", "op verzoek")?;
            Ok(id)
        })?;
        other.store.keys.destroy(&id)
    }

    #[test]
    fn an_erasure_by_another_program_is_no_tampering() {
        let desk = Desk::with("2026-03-02", SMALL);
        for number in 1..=2 {
            let person = desk.office().person_add(&person(number)).unwrap().row.person;
            desk.office().case_start("haarlem/vraag", person, &json!({}), None).unwrap();
        }
        let (office, looks) = (desk.office(), Cell::new(0));
        let look = || {
            let tx = office.store.read()?;
            Head::read(&tx)?;
            looks.set(looks.get() + 1);
            if looks.get() == 1 {
                erase(&desk.office(), 1)?;
            }
            let report = verify::chain(&tx, &Kept::new())?;
            assert_eq!(
                report.wrong.is_empty(),
                looks.get() > 1,
                "the first look sees rows without their key"
            );
            Ok(report)
        };
        let report = office.looked(look, |report| report.wrong.is_empty()).unwrap();
        assert!(report.wrong.is_empty() && looks.get() == 2, "{report:?}");
    }

    #[test]
    fn what_is_wrong_is_told_whoever_goes_on_writing() {
        let desk = Desk::with("2026-03-02", SMALL);
        let (office, looks) = (desk.office(), Cell::new(0));
        let look = |writes: bool| {
            looks.set(looks.get() + 1);
            if writes {
                desk.office().person_add(&person(looks.get())).map(|_| ())?;
            }
            Ok(())
        };
        office.looked(|| look(false), |()| false).unwrap();
        assert_eq!(looks.replace(0), 1, "nobody wrote");
        office.looked(|| look(true), |()| false).unwrap();
        assert_eq!(looks.get(), LOOKS_MAX);
    }
}
