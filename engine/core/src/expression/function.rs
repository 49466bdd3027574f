//! The functions of the language, for the checker and for the reference page.

use crate::say;
use crate::text::Text;

/// Which function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Age,
    All,
    Any,
    Count,
    Covers,
    DateMinus,
    DatePlus,
    DaysBetween,
    FirstSet,
    InState,
    IsSet,
    Max,
    Min,
    Money,
    Round,
}

/// How a function is called and what it gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Its name.
    pub name: &'static str,
    /// A call of it with the names of its arguments. `…` means more of the same.
    pub usage: &'static str,
    pub(super) function: Function,
    /// The fewest arguments.
    pub arguments_min: usize,
    /// The most arguments; none when there is no limit.
    pub arguments_max: Option<usize>,
}

const fn signature(
    usage: &'static str,
    name: &'static str,
    function: Function,
    arguments_min: usize,
    arguments_max: Option<usize>,
) -> Signature {
    Signature { name, usage, function, arguments_min, arguments_max }
}

/// All functions, by name.
const FUNCTIONS: [Signature; 15] = [
    signature("age(birthdate, day)", "age", Function::Age, 2, Some(2)),
    signature("all(list, condition)", "all", Function::All, 2, Some(2)),
    signature("any(list, condition)", "any", Function::Any, 2, Some(2)),
    signature("count(list, condition)", "count", Function::Count, 1, Some(2)),
    signature("covers(list, choicefield)", "covers", Function::Covers, 2, Some(2)),
    signature("date_minus(date, duration)", "date_minus", Function::DateMinus, 2, Some(2)),
    signature("date_plus(date, duration)", "date_plus", Function::DatePlus, 2, Some(2)),
    signature("days_between(from, to)", "days_between", Function::DaysBetween, 2, Some(2)),
    signature("first_set(a, b, …)", "first_set", Function::FirstSet, 1, None),
    signature("in_state(state)", "in_state", Function::InState, 1, Some(1)),
    signature("is_set(x)", "is_set", Function::IsSet, 1, Some(1)),
    signature("max(a, b, …)", "max", Function::Max, 2, None),
    signature("min(a, b, …)", "min", Function::Min, 2, None),
    signature("money(number)", "money", Function::Money, 1, Some(1)),
    signature("round(number, places)", "round", Function::Round, 1, Some(2)),
];

/// All functions, sorted by name.
#[must_use]
pub fn functions() -> &'static [Signature] {
    &FUNCTIONS
}

/// The names of all functions, sorted.
pub fn names_of_functions() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|signature| signature.name)
}

/// The function with this name.
pub(super) fn find(name: &str) -> Option<&'static Signature> {
    FUNCTIONS.iter().find(|signature| signature.name == name)
}

impl Signature {
    /// What it gives, in one or two sentences for a designer.
    #[must_use]
    pub fn explanation(&self) -> Text {
        match self.function {
            Function::Age => {
                say!("De leeftijd in hele jaren op een dag. Wie op 29 februari is geboren, is anders op 1 maart jarig.";
                                  "The age in whole years on a day. A birthday on 29 February is otherwise on 1 March.")
            }
            Function::All => {
                say!("Of de voorwaarde geldt voor elke regel van de lijst. Een lege lijst geeft ja.";
                                  "Whether the condition holds for every item of the list. An empty list gives true.")
            }
            Function::Any => say!("Of de voorwaarde geldt voor minstens één regel van de lijst.";
                                  "Whether the condition holds for at least one item of the list."),
            Function::Count => {
                say!("Het aantal regels van de lijst, of alleen de regels waarvoor de voorwaarde geldt.";
                                    "The number of items in the list, or only of those for which the condition holds.")
            }
            Function::Covers => {
                say!("Of elke optie van het keuzeveld in minstens één regel van de lijst voorkomt.";
                                     "Whether each option of the choice field occurs in at least one item of the list.")
            }
            Function::DateMinus => {
                say!("De dag die zo lang vóór een datum ligt. Werkdagen tellen volgens de kalender.";
                                        "The day so long before a date. Working days count by the calendar.")
            }
            Function::DatePlus => {
                say!("De dag die zo lang na een datum ligt. Werkdagen tellen volgens de kalender.";
                                       "The day so long after a date. Working days count by the calendar.")
            }
            Function::DaysBetween => {
                say!("Het aantal dagen van de eerste tot de tweede dag. Onder nul als de tweede eerder is.";
                                          "The number of days from the first to the second day. Below zero if the second is earlier.")
            }
            Function::FirstSet => say!("De eerste waarde die is ingevuld. Niets als er geen is ingevuld.";
                                       "The first value that is filled in. Nothing if none is."),
            Function::InState => {
                say!("Of de zaak nu in deze toestand is."; "Whether the case is in this state now.")
            }
            Function::IsSet => say!("Of er een waarde is ingevuld."; "Whether a value is filled in."),
            Function::Max => {
                say!("Het grootste getal, of de laatste datum."; "The largest number, or the latest date.")
            }
            Function::Min => {
                say!("Het kleinste getal, of de eerste datum."; "The smallest number, or the earliest date.")
            }
            Function::Money => {
                say!("Het getal als bedrag in euro's, afgerond op hele centen."; "The number as an amount in euros, rounded to whole cents.")
            }
            Function::Round => {
                say!("Het getal afgerond op een heel getal, of op zo veel cijfers achter de komma. De helft gaat van nul af.";
                                    "The number rounded to a whole number, or to so many digits behind the point. A half goes away from zero.")
            }
        }
    }
}
