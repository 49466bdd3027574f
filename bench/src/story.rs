//! The reference case W: what happens to it, and when.

use chrono::{DateTime, Duration, TimeZone, Utc};
use nazorg_core::case::What;
use nazorg_core::id::Id;
use nazorg_core::value::{Record, Value};

/// One transaction of the reference case.
pub(crate) enum Deed {
    /// A person records an event, with its form.
    Event(&'static str, Vec<(&'static str, String)>),
    /// A deadline has come.
    Fire,
}

/// The fifteen transactions of W, each with its day after the start.
pub(crate) fn deeds() -> Vec<(i64, Deed)> {
    let event = |name| Deed::Event(name, Vec::new());
    let text =
        "Veertig woorden over wat er speelt en wat er nodig is, geschreven door wie het gesprek voerde. "
            .repeat(5);
    vec![
        (0, Deed::Event("aangemeld", vec![("toelichting", text[..440].to_owned())])),
        (3, Deed::Event("gescreend", vec![("route", "licht".to_owned())])),
        (5, event("id_begint")),
        (6, event("wonen_begint")),
        (7, event("werk_begint")),
        (8, event("schulden_begint")),
        (9, event("zorg_begint")),
        (10, event("id_klaar")),
        (24, Deed::Fire),
        (25, event("wonen_klaar")),
        (26, event("werk_klaar")),
        (27, event("schulden_klaar")),
        (28, event("zorg_klaar")),
        (43, Deed::Fire),
        (50, event("gesloten")),
    ]
}

/// The moment of a deed.
pub(crate) fn moment(day: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).single().unwrap_or_default() + Duration::days(day)
}

/// A deed as an event of the engine; `starts` for the first.
pub(crate) fn what(name: &'static str, form: &[(&'static str, String)], starts: bool) -> What {
    let form: Record = form.iter().map(|(field, value)| (Id::from(*field), Value::text(value))).collect();
    let event = Id::from(name);
    if starts { What::Start { event: Some(event), form } } else { What::Recorded { event, form } }
}
