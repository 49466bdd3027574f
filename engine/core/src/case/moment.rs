//! Moments as they are stored. A case holds dozens, written and read at each step, and chrono takes them letter by
//! letter: that took a tenth of the time of a step. The text is the same, to the letter.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(super) mod plain {
    use super::{DateTime, Deserialize, Deserializer, Moment, Read, Serialize, Serializer, Utc};

    pub(in super::super) fn serialize<S: Serializer>(
        at: &DateTime<Utc>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        Moment(at).serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<DateTime<Utc>, D::Error> {
        Ok(Read::deserialize(deserializer)?.0)
    }
}

pub(super) mod option {
    use super::{DateTime, Deserialize, Deserializer, Moment, Read, Serialize, Serializer, Utc};

    #[allow(clippy::ref_option, reason = "serde asks for a reference")]
    pub(in super::super) fn serialize<S: Serializer>(
        at: &Option<DateTime<Utc>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        at.as_ref().map(Moment).serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<DateTime<Utc>>, D::Error> {
        Ok(Option::<Read>::deserialize(deserializer)?.map(|read| read.0))
    }
}

pub(super) mod map {
    use std::collections::BTreeMap;

    use super::{DateTime, Deserialize, Deserializer, Moment, Read, Serializer, Utc};
    use crate::id::Id;

    pub(in super::super) fn serialize<S: Serializer>(
        moments: &BTreeMap<Id, DateTime<Utc>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(moments.iter().map(|(id, at)| (id, Moment(at))))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<Id, DateTime<Utc>>, D::Error> {
        let read = BTreeMap::<Id, Read>::deserialize(deserializer)?;
        Ok(read.into_iter().map(|(id, at)| (id, at.0)).collect())
    }
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

struct Read(DateTime<Utc>);

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Read;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a moment")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Read, E> {
                read(text.as_bytes()).map_or_else(|| text.parse().map_err(E::custom), Ok).map(Read)
            }
        }
        deserializer.deserialize_str(Reader)
    }
}

/// A moment as `written` writes it. None for another form, or no moment at all: chrono looks at that.
fn read(text: &[u8]) -> Option<DateTime<Utc>> {
    let (seconds, thousandths) = match text {
        [seconds @ .., b'Z'] if seconds.len() == 19 => (seconds, 0),
        [seconds @ .., b'.', a, b, c, b'Z'] if seconds.len() == 19 => (seconds, number(&[*a, *b, *c])?),
        _ => return None,
    };
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if marks.iter().any(|(place, mark)| seconds[*place] != *mark) {
        return None;
    }
    let part = |from: usize, until: usize| number(&seconds[from..until]);
    let day = NaiveDate::from_ymd_opt(part(0, 4)?.cast_signed(), part(5, 7)?, part(8, 10)?)?;
    Some(day.and_hms_milli_opt(part(11, 13)?, part(14, 16)?, part(17, 19)?, thousandths)?.and_utc())
}

fn number(digits: &[u8]) -> Option<u32> {
    digits
        .iter()
        .try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
}

/// The last digit of a number.
fn digit(number: u32) -> u8 {
    u8::try_from(number % 10).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Datelike, Utc};

    use super::{Moment, Read, read};

    #[test]
    fn a_moment_is_written_and_read_as_chrono_does() {
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
            let text = serde_json::to_string(&Moment(&at)).expect("written");
            assert_eq!(Some(&text), serde_json::to_string(&at).ok().as_ref());
            assert_eq!(serde_json::from_str::<Read>(&text).expect("read").0, at);
            let usual = at.timestamp_subsec_nanos() % 1_000_000 == 0 && (0..=9999).contains(&at.year());
            assert_eq!(read(text.trim_matches('"').as_bytes()), usual.then_some(at), "{text}");
        }
    }

    #[test]
    fn what_chrono_refuses_is_refused() {
        for text in [
            "2027-03-01T10:20:30Z",
            "2027-03-01T10:20:30.5Z",
            "2027-03-01T10:20:30+01:00",
            "2027-03-01T10:20:60Z",
            "2027-02-29T10:20:30Z",
            "2027-03-01T24:00:00Z",
            "2027-03-01T10:20:61Z",
            "2027-03-01 10:20:30Z",
            "2027-03-01T10:20:30",
            "2027-3-01T10:20:30Z",
            "+027-03-01T10:20:30Z",
            "2027-03-01T10:20:30.12aZ",
            "",
            "Z",
            "2027/03/01T10:20:30Z",
            "2027-03-01T10.20.30Z",
            "2027-03-01t10:20:30z",
            "２027-03-01T10:20:30Z",
        ] {
            let json = serde_json::to_string(text).expect("written");
            let ours = serde_json::from_str::<Read>(&json).map(|read| read.0).ok();
            assert_eq!(ours, serde_json::from_str::<DateTime<Utc>>(&json).ok(), "{text}");
        }
    }
}
