//! People who do not exist, and the reports of their detention.

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;

use super::{Plan, Play, RECORD, at, possible};
use crate::output::Stop;

/// Out of a hundred: people whom the region reaches, and people who accept help. [S 003 4, 5]
pub(super) const REACHED: usize = 95;
pub(super) const ACCEPT: usize = 50;
/// Out of a hundred: people without a home of their own. [S 000]
pub(super) const HOMELESS: usize = 50;

const FIRST: [&str; 20] = [
    "Bram", "Daan", "Driss", "Emre", "Femke", "Finn", "Gijs", "Hassan", "Ilse", "Jesse", "Kevin", "Lars",
    "Mats", "Milan", "Noor", "Omar", "Ravi", "Sem", "Tess", "Youssef",
];
const LAST: [&str; 20] = [
    "Akkerman",
    "Bakkerzoon",
    "Dijkgraaf",
    "Eekhout",
    "Fictief",
    "Geerling",
    "Hoogland",
    "Idema",
    "Jacobse",
    "Kuipers",
    "Lindeboom",
    "Meerman",
    "Noordhoek",
    "Oosterling",
    "Polderman",
    "Rietveld",
    "Schaap",
    "Terlouw",
    "Veldkamp",
    "Zandee",
];

impl Play<'_> {
    /// Somebody was detained a few days ago; now it is reported.
    pub(super) fn report(&mut self, day: NaiveDate, days: i64) -> Result<(), Stop> {
        let nth = self.people;
        self.people += 1;
        let town = self.size.region.town();
        let (first, last) = (self.chance.below(FIRST.len()), self.chance.below(LAST.len()));
        let born = day - TimeDelta::days(self.chance.between(18 * 366, 58 * 365));
        let mut form = json!({
            "voornamen": FIRST[first],
            "achternaam": format!("{}-{}", LAST[last], nth + 1),
            "geboortedatum": born.to_string(),
            "geslacht": if self.chance.percent(93) { "M" } else { "V" },
            "gemeente": town,
        });
        let homeless = self.chance.percent(HOMELESS);
        if !homeless {
            form["adres"] = json!([format!("Voorbeeldstraat {}", nth + 1), town]);
        }
        let person = self.office.person_add(&form)?.row.person;
        let since = day - TimeDelta::days(self.chance.between(0, 2.min(days)));
        let release = since + TimeDelta::days(days.max(3));
        let mut form = json!({"insluiting": since.to_string(), "gemeente": town, "regime": "veroordeeld"});
        // Not everybody's end is known from the beginning.
        if self.chance.percent(80) {
            form["vrij_verwacht"] = json!(release.to_string());
        }
        possible(self.office.record_do(person, RECORD, "gemeld", &form, None))?;
        self.plan(at(release, 10), Plan::Release { person, on: release });
        let reached = self.chance.percent(REACHED);
        self.shares.person(days, homeless, reached);
        if reached {
            let accepts = self.chance.percent(ACCEPT);
            self.shares.asked(accepts);
            self.start(person, accepts)?;
        }
        Ok(())
    }
}
