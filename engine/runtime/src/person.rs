//! People: reading a form, checking a BSN, and what processes and letters may know of a person.

use chrono::NaiveDate;
use nazorg_core::definition::field;
use nazorg_core::finding::nearest;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::text::Text;
use nazorg_core::value::{Record, Value};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use unicode_normalization::UnicodeNormalization;

/// Characters of a name or of a line of an address.
const NAME_MAX: usize = 200;
/// Lines of an address.
const LINES_MAX: usize = 8;

/// What is stored of a person, beside the BSN.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Person {
    pub(crate) voornamen: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) voorvoegsel: Option<String>,
    pub(crate) achternaam: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) geboortedatum: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) geslacht: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) gemeente: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) adres: Vec<String>,
    /// Only here, where it is concealed; it is found again by what stands beside this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bsn: Option<String>,
    /// Nothing is left of this person but a number.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) erased: bool,
    /// Names as they were written, where composing their accents changed them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) as_written: Vec<(String, String)>,
}

/// A field that is wrong, and why. Never repeats what was given.
pub(crate) type Wrong = (&'static str, Text);

/// The fields of a person's form, in the order in which they are asked for.
pub(crate) const FIELDS: [&str; 8] =
    ["voornamen", "voorvoegsel", "achternaam", "geboortedatum", "geslacht", "bsn", "gemeente", "adres"];

impl Person {
    /// What is left of somebody who was erased.
    pub(crate) fn erased() -> Self {
        Self { achternaam: "gewist".to_owned(), erased: true, ..Self::default() }
    }

    /// What a list shows of somebody: a list goes on past whom it cannot read.
    pub(crate) fn listed(revealed: Option<&str>) -> Self {
        revealed.and_then(|data| serde_json::from_str(data).ok()).unwrap_or_else(Self::unreadable)
    }

    /// In the place of somebody whose data cannot be read.
    pub(crate) fn unreadable() -> Self {
        Self { achternaam: "niet te lezen".to_owned(), ..Self::default() }
    }

    /// Reads a form; gives the person and the BSN.
    pub(crate) fn read(form: &Json) -> Result<(Self, Option<String>), Wrong> {
        let Json::Object(entries) = form else {
            return Err(("-", say!("Dit moet een groep velden zijn."; "This must be a group of fields.")));
        };
        for key in entries.keys() {
            if !FIELDS.contains(&key.as_str()) {
                let known = FIELDS.join(", ");
                let near = nearest(key, FIELDS);
                let why = match near {
                    Some(near) => {
                        say!("Het veld `{key}` bestaat niet. Bedoelt u `{near}`?"; "There is no field `{key}`. Did you mean `{near}`?")
                    }
                    None => {
                        say!("Het veld `{key}` bestaat niet. Er zijn: {known}."; "There is no field `{key}`. There are: {known}.")
                    }
                };
                return Err(("-", why));
            }
        }
        let text = |key: &'static str| -> Result<Option<String>, Wrong> {
            match entries.get(key) {
                None | Some(Json::Null) => Ok(None),
                Some(Json::String(text)) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
                Some(Json::Number(number)) => Ok(Some(number.to_string())),
                Some(_) => Err((key, say!("Dit moet een tekst zijn."; "This must be a text."))),
            }
        };
        let mut person = Self { adres: address(entries.get("adres"))?, ..Self::default() };
        person.set_name("voornamen", text("voornamen")?)?;
        person.set_name("voorvoegsel", text("voorvoegsel")?)?;
        person.set_name("achternaam", text("achternaam")?)?;
        person.set_name("gemeente", text("gemeente")?)?;
        if let Some(day) = text("geboortedatum")? {
            person.geboortedatum = Some(field::date(&day).map_err(|why| ("geboortedatum", why))?);
        }
        if let Some(gender) = text("geslacht")? {
            person.geslacht = Some(read_gender(&gender)?);
        }
        let bsn = text("bsn")?.map(|bsn| check_bsn(&bsn).map_err(|why| ("bsn", why))).transpose()?;
        if person.voornamen.is_empty() {
            return Err(("voornamen", say!("Dit veld is nodig."; "This field is needed.")));
        }
        if person.achternaam.is_empty() {
            return Err(("achternaam", say!("Dit veld is nodig."; "This field is needed.")));
        }
        Ok((person, bsn))
    }

    /// Whether somebody is born on this day. What is to come is a slip: an age would count from it.
    pub(crate) fn is_born_by(&self, today: NaiveDate) -> Result<(), Wrong> {
        match self.geboortedatum {
            Some(born) if born > today => {
                Err(("geboortedatum", say!("Deze dag moet nog komen."; "This day has yet to come.")))
            }
            _ => Ok(()),
        }
    }

    /// The person with what a form gives instead of what was known; what it leaves out stays, and an empty
    /// value takes away. Gives the person and the BSN.
    pub(crate) fn changed(&self, form: &Json) -> Result<(Self, Option<String>), Wrong> {
        let Json::Object(given) = form else {
            return Err(("-", say!("Dit moet een groep velden zijn."; "This must be a group of fields.")));
        };
        let known = serde_json::to_value(self).unwrap_or_default();
        let mut entries: Map<String, Json> = FIELDS
            .iter()
            .filter_map(|field| Some(((*field).to_owned(), known.get(field)?.clone())))
            .collect();
        entries.extend(given.iter().map(|(key, value)| (key.clone(), value.clone())));
        Self::read(&Json::Object(entries))
    }

    /// Something that is no person: it only has a name. Gives the name as it is kept.
    pub(crate) fn named(name: &str) -> Result<(Self, String), Wrong> {
        let mut subject = Self::default();
        let name = name.trim();
        if name.is_empty() {
            return Err(("-", say!("Geef het onderwerp een naam."; "Give the subject a name.")));
        }
        subject.set_name("achternaam", Some(name.to_owned())).map_err(|(_, why)| ("-", why))?;
        let name = subject.achternaam.clone();
        Ok((subject, name))
    }

    /// Sets a name in composed form (NFC), and keeps what was written if that differs.
    fn set_name(&mut self, key: &'static str, text: Option<String>) -> Result<(), Wrong> {
        let Some(text) = text else { return Ok(()) };
        check_text(&text).map_err(|why| (key, why))?;
        let composed: String = text.nfc().collect();
        if composed != text {
            self.as_written.push((key.to_owned(), text));
        }
        match key {
            "voornamen" => self.voornamen = composed,
            "voorvoegsel" => self.voorvoegsel = Some(composed),
            "achternaam" => self.achternaam = composed,
            _ => self.gemeente = Some(composed),
        }
        Ok(())
    }

    /// The whole name, as on an envelope: "Sam van Puffelen".
    pub(crate) fn name(&self) -> String {
        let parts =
            [Some(self.voornamen.as_str()), self.voorvoegsel.as_deref(), Some(self.achternaam.as_str())];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// How a letter begins: "Beste meneer Van Puffelen".
    pub(crate) fn salutation(&self) -> String {
        let title = match self.geslacht.as_deref() {
            Some("M") => "meneer",
            Some("V") => "mevrouw",
            _ => return format!("Beste {}", self.name()),
        };
        let prefix =
            self.voorvoegsel.as_deref().map(|prefix| format!("{} ", capital(prefix))).unwrap_or_default();
        format!("Beste {title} {prefix}{}", self.achternaam)
    }

    /// Name and address, a line each.
    pub(crate) fn address_lines(&self) -> Vec<String> {
        std::iter::once(self.name()).chain(self.adres.iter().cloned()).collect()
    }

    /// What processes and letters can read as `person.`.
    pub(crate) fn record(&self) -> Record {
        let mut record = Record::new();
        let mut set = |id: &str, value: Option<Value>| {
            if let Some(value) = value {
                record.insert(Id::from(id), value);
            }
        };
        let text = |text: &Option<String>| text.as_deref().map(Value::text);
        set("naam", Some(Value::text(&self.name())));
        // What is no person has a name and no more.
        let is_person = !self.voornamen.is_empty();
        set("voornamen", is_person.then(|| Value::text(&self.voornamen)));
        set("voorvoegsel", text(&self.voorvoegsel));
        set("achternaam", is_person.then(|| Value::text(&self.achternaam)));
        set("geslacht", text(&self.geslacht));
        set("gemeente", text(&self.gemeente));
        set("geboortedatum", self.geboortedatum.map(Value::Date));
        set("aanhef", is_person.then(|| Value::text(&self.salutation())));
        record
    }
}

/// The first letter as a capital: "van den" becomes "Van den".
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn read_gender(text: &str) -> Result<String, Wrong> {
    match text.to_uppercase().as_str() {
        "M" => Ok("M".to_owned()),
        "V" | "F" => Ok("V".to_owned()),
        "X" => Ok("X".to_owned()),
        _ => Err(("geslacht", say!("Kies M, V of X."; "Choose M, V or X."))),
    }
}

fn address(json: Option<&Json>) -> Result<Vec<String>, Wrong> {
    let wrong =
        || ("adres", say!("Schrijf het adres als regels tekst."; "Write the address as lines of text."));
    let lines: Vec<&str> = match json {
        None | Some(Json::Null) => Vec::new(),
        Some(Json::String(text)) => text.lines().collect(),
        Some(Json::Array(items)) => {
            items.iter().map(|item| item.as_str().ok_or_else(wrong)).collect::<Result<_, _>>()?
        }
        Some(_) => return Err(wrong()),
    };
    let lines: Vec<String> = lines
        .into_iter()
        .map(|line| line.trim().nfc().collect::<String>())
        .filter(|line| !line.is_empty())
        .collect();
    if lines.len() > LINES_MAX {
        return Err(("adres", say!("Dit adres heeft te veel regels."; "This address has too many lines.")));
    }
    for line in &lines {
        check_text(line).map_err(|why| ("adres", why))?;
    }
    Ok(lines)
}

/// A name is any text on one line, except for characters that are not seen.
fn check_text(text: &str) -> Result<(), Text> {
    if text.chars().count() > NAME_MAX {
        return Err(say!("Deze tekst is te lang."; "This text is too long."));
    }
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    };
    if text.chars().any(hidden) {
        return Err(
            say!("Hier staat een teken dat niet te zien is."; "There is a character here that cannot be seen."),
        );
    }
    Ok(())
}

/// Checks a BSN with the eleven-test; gives its nine digits. The number is never repeated.
pub(crate) fn check_bsn(text: &str) -> Result<String, Text> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '.')).collect();
    if digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(say!(
            "Dit BSN heeft acht cijfers. Begint het met een nul? Schrijf die dan ook op.";
            "This BSN has eight digits. Does it start with a zero? Then write that too."
        ));
    }
    if digits.len() != 9 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(say!("Een BSN heeft negen cijfers."; "A BSN has nine digits."));
    }
    let sum: i32 = digits
        .bytes()
        .zip([9, 8, 7, 6, 5, 4, 3, 2, -1])
        .map(|(digit, weight)| i32::from(digit - b'0') * weight)
        .sum();
    if sum % 11 != 0 || digits == "000000000" {
        return Err(say!("Dit BSN klopt niet. Kijk het na."; "This BSN is not right. Check it."));
    }
    Ok(digits)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Person, check_bsn};

    fn read(form: serde_json::Value) -> Person {
        Person::read(&form).unwrap_or_else(|(field, why)| panic!("{field}: {}", why.nl)).0
    }

    #[test]
    fn a_letter_begins_as_people_expect() {
        let of = |gender: &str, prefix: &str| {
            read(json!({"voornamen": "Sam", "voorvoegsel": prefix, "achternaam": "Puffelen", "geslacht": gender})).salutation()
        };
        assert_eq!(of("M", "van"), "Beste meneer Van Puffelen");
        assert_eq!(of("V", "de"), "Beste mevrouw De Puffelen");
        assert_eq!(of("V", ""), "Beste mevrouw Puffelen");
        assert_eq!(of("X", "van den"), "Beste Sam van den Puffelen");
    }

    #[test]
    fn a_bsn_passes_the_eleven_test_or_is_refused_without_being_repeated() {
        assert!(check_bsn("999990019").is_ok());
        assert_eq!(check_bsn("9999.90.019").expect("with dots"), "999990019");
        for wrong in ["999990018", "99999001", "9999900190", "99999001x", "000000000", ""] {
            let why = check_bsn(wrong).expect_err(wrong);
            assert!(wrong.is_empty() || !why.nl.contains(wrong), "{}", why.nl);
        }
        assert!(check_bsn("99999001").expect_err("eight").nl.contains("acht"));
    }

    #[test]
    fn accents_are_composed_and_the_original_kept() {
        let person = read(json!({"voornamen": "Rene\u{301}", "achternaam": "{{ 7*7 }} <script>"}));
        assert_eq!(person.voornamen, "René");
        assert_eq!(person.as_written, [("voornamen".to_owned(), "Rene\u{301}".to_owned())]);
        assert_eq!(person.achternaam, "{{ 7*7 }} <script>");
    }

    #[test]
    fn what_is_wrong_is_named_by_its_field() {
        let wrong = |form| Person::read(&form).expect_err("wrong").0;
        assert_eq!(wrong(json!({"voornamen": "A"})), "achternaam");
        assert_eq!(
            wrong(json!({"voornamen": "A", "achternaam": "B", "geboortedatum": "1990-02-30"})),
            "geboortedatum"
        );
        assert_eq!(wrong(json!({"voornamen": "A", "achternaam": "B", "geslacht": "man"})), "geslacht");
        assert_eq!(wrong(json!({"voornamen": "A\u{202E}", "achternaam": "B"})), "voornamen");
        assert_eq!(wrong(json!({"voornaam": "A", "achternaam": "B"})), "-");
    }
}
