//! Moments as they are stored. A case writes dozens at each step, and chrono writes them letter by letter: that
//! took a tenth of the time of a step. The text is the same, to the letter.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Timelike, Utc};
use serde::{Serialize, Serializer};

use crate::id::Id;

pub(super) fn plain<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    Moment(at).serialize(serializer)
}

#[allow(clippy::ref_option, reason = "serde asks for a reference")]
pub(super) fn option<S: Serializer>(at: &Option<DateTime<Utc>>, serializer: S) -> Result<S::Ok, S::Error> {
    at.as_ref().map(Moment).serialize(serializer)
}

pub(super) fn map<S: Serializer>(
    moments: &BTreeMap<Id, DateTime<Utc>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(moments.iter().map(|(id, at)| (id, Moment(at))))
}

struct Moment<'a>(&'a DateTime<Utc>);

impl Serialize for Moment<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = *b"0000-00-00T00:00:00.000Z";
        match written(self.0, &mut text) {
            Some(text) => serializer.serialize_str(text),
            None => self.0.serialize(serializer),
        }
    }
}

/// `2026-03-02T09:00:00Z`, or with thousandths. None for what the store never holds, such as other years than
/// those of four digits: chrono writes those.
fn written<'t>(at: &DateTime<Utc>, text: &'t mut [u8; 24]) -> Option<&'t str> {
    let year = u32::try_from(at.year()).ok().filter(|year| *year <= 9999)?;
    let (thousandths, finer) = (at.nanosecond() / 1_000_000, at.nanosecond() % 1_000_000);
    if thousandths > 999 || finer > 0 {
        return None;
    }
    let two = [(0, year / 100), (2, year % 100), (5, at.month()), (8, at.day())];
    let time = [(11, at.hour()), (14, at.minute()), (17, at.second()), (21, thousandths % 100)];
    for (place, number) in two.into_iter().chain(time) {
        text[place] += digit(number / 10);
        text[place + 1] += digit(number);
    }
    text[20] += digit(thousandths / 100);
    if thousandths == 0 {
        text[19] = b'Z';
        return std::str::from_utf8(&text[..20]).ok();
    }
    std::str::from_utf8(text).ok()
}

/// The last digit of a number.
fn digit(number: u32) -> u8 {
    u8::try_from(number % 10).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::Moment;

    #[test]
    fn a_moment_is_written_as_chrono_writes_it() {
        let mut millis =
            [-62_167_219_200_001, -62_167_219_200_000, -1, 0, 253_402_300_799_000, 253_402_300_800_000]
                .to_vec();
        // Ten thousand moments from 1990 on, eleven hours and a bit apart, some with thousandths.
        millis.extend(
            (0..10_000).map(|nth| 631_152_000_000 + nth * 39_724_000 + (nth % 7 / 6) * (nth % 1_000)),
        );
        let mut moments: Vec<DateTime<Utc>> =
            millis.into_iter().filter_map(DateTime::from_timestamp_millis).collect();
        moments.extend([DateTime::from_timestamp_nanos(1), DateTime::from_timestamp_nanos(1_000)]);
        for at in moments {
            assert_eq!(serde_json::to_string(&Moment(&at)).ok(), serde_json::to_string(&at).ok());
        }
    }
}
