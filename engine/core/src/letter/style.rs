//! Who sends the letter, and to whom.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::say;
use crate::text::Text;

/// How the letters of a region look and who signs them. Everything may be left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HouseStyle {
    /// The sender, such as "Gemeente Haarlem".
    pub organisation: String,
    /// The team inside it.
    pub department: String,
    /// The sender's address, a line each.
    pub address: Vec<String>,
    /// The number to call.
    pub phone: String,
    /// When it is answered, such as "maandag tot en met vrijdag, 9.00 tot 17.00 uur".
    pub hours: String,
    /// Where to write to.
    pub email: String,
    /// Where to read more.
    pub website: String,
    /// The colour of the letterhead, `#rrggbb`.
    pub colour: String,
    /// Who signs: a name or a function; lines are kept.
    pub signed_by: String,
    /// The line above the name.
    pub closing: String,
    /// The logo as SVG text. It is shown as a picture, so that nothing in it can act.
    pub logo_svg: Option<String>,
}

/// Calm on any screen, and dark enough for white and on white.
const NEUTRAL_COLOUR: &str = "#1f4e79";

impl Default for HouseStyle {
    fn default() -> Self {
        Self {
            organisation: String::new(),
            department: String::new(),
            address: Vec::new(),
            phone: String::new(),
            hours: String::new(),
            email: String::new(),
            website: String::new(),
            colour: NEUTRAL_COLOUR.to_owned(),
            signed_by: String::new(),
            closing: "Met vriendelijke groet,".to_owned(),
            logo_svg: None,
        }
    }
}

impl HouseStyle {
    /// What is wrong with it; empty when it can be used.
    #[must_use]
    pub fn check(&self) -> Vec<Text> {
        let mut wrong = Vec::new();
        let colour = &self.colour;
        match rgb(colour) {
            None => wrong.push(say!(
                "De kleur {colour:?} van de huisstijl is geen `#rrggbb`.";
                "The house style's colour {colour:?} is not `#rrggbb`."
            )),
            Some(rgb) if contrast_with_white(rgb) < 4.5 => wrong.push(say!(
                "De kleur {colour} van de huisstijl is te licht om te lezen op wit. Kies een donkerder kleur.";
                "The house style's colour {colour} is too light to read on white. Choose a darker one."
            )),
            Some(_) => {}
        }
        if self.logo_svg.as_ref().is_some_and(|svg| !svg.contains("<svg")) {
            wrong.push(say!("Het logo van de huisstijl is geen SVG."; "The house style's logo is not SVG."));
        }
        wrong
    }

    /// The colour, or the neutral one if it is not valid: nothing else may reach the style sheet.
    pub(super) fn safe_colour(&self) -> &str {
        if rgb(&self.colour).is_some() { &self.colour } else { NEUTRAL_COLOUR }
    }
}

fn rgb(colour: &str) -> Option<[u8; 3]> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// The contrast ratio of WCAG 2, from 1 to 21.
fn contrast_with_white(rgb: [u8; 3]) -> f64 {
    let [red, green, blue] = rgb.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

/// What is on the outside of a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The letter's number, such as "B12".
    pub number: String,
    /// The case's number, such as "Z3".
    pub reference: String,
    /// The day it was made.
    pub date: NaiveDate,
    /// Name and address, a line each.
    pub addressee: Vec<String>,
}

impl Envelope {
    /// What the reader is asked to quote: "Z3 / B12".
    pub(super) fn our_reference(&self) -> String {
        let parts = [self.reference.as_str(), self.number.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" / ")
    }
}
