//! What must hold after each thing that happens.

use nazorg_runtime::Problem;
use nazorg_runtime::view::{CaseFilter, LetterState};

use super::Year;

impl Year {
    /// How many rows the journal has, and its head.
    pub(super) fn now(&self) -> Result<(i64, String), String> {
        let head = self.office.head().map_err(|problem| problem.text.en)?;
        Ok((head.rows, head.head))
    }

    /// The promises. The thorough look folds and verifies all; the quick one only folds, and sees that nothing
    /// that was promised went away.
    pub(super) fn holds(&mut self, thorough: bool) -> Result<(), String> {
        let now = self.now()?;
        if now.0 < self.head.0 || now.0 == self.head.0 && now.1 != self.head.1 {
            return Err("the journal lost rows".to_owned());
        }
        let before = format!("{}:{}", self.head.0, self.head.1);
        let grew = now.0 > self.head.0;
        self.head = now;
        self.tally.rows = self.head.0.unsigned_abs();
        let text = |problem: Problem| problem.text.en;
        if !thorough {
            let fold = self.office.fold_all().map_err(text)?;
            return if fold.different.is_empty() {
                Ok(())
            } else {
                Err(format!("cases {:?} differ from their journal", fold.different))
            };
        }
        if grew && before.len() > 3 {
            let verified = self.office.verify_against(&before).map_err(text)?;
            if let Some(flaw) = verified.wrong.first() {
                return Err(format!("{}: {}", flaw.place, flaw.what.en));
            }
        }
        let report = self.office.doctor().map_err(text)?;
        if let Some(flaw) = report.examined.iter().flat_map(|part| &part.wrong).next() {
            return Err(format!("{}: {}", flaw.place, flaw.what.en));
        }
        let all = CaseFilter { all: true, ..CaseFilter::default() };
        for row in self.office.case_list(&all).map_err(text)? {
            let case = self.office.case_show(row.case).map_err(text)?;
            let started_on = self.definitions.entry(row.case).or_insert_with(|| case.definition.clone());
            if *started_on != case.definition {
                return Err(format!("case {} changed its definition by itself", row.case));
            }
        }
        self.letters_hold()
    }

    fn letters_hold(&mut self) -> Result<(), String> {
        let letters = self.office.letter_list(None).map_err(|problem| problem.text.en)?;
        self.tally.letters = letters.len() as u64;
        for row in letters {
            let letter = self.office.letter_show(row.letter).map_err(|problem| problem.text.en)?;
            let there = self.folder.join(format!("outbox/B{:06}", row.letter)).exists();
            if self.erased.contains(&row.letter) {
                if there || !letter.html.is_empty() || !letter.text.is_empty() {
                    return Err(format!("letter {} is still there after the erasure", row.letter));
                }
                continue;
            }
            let words = self.letters.entry(row.letter).or_insert_with(|| letter.html.clone());
            if *words != letter.html {
                return Err(format!("the words of letter {} changed", row.letter));
            }
            if (row.state == LetterState::Done) != there {
                return Err(format!("letter {} is {:?}; in the outbox: {there}", row.letter, row.state));
            }
        }
        Ok(())
    }
}
