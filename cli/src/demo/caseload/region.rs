//! The three regions: how many people a year, how long they stay, and what is started for them.

use crate::args::Region;

/// Days inside, and how many out of a hundred stay so long: under a month for most, under three months for 73
/// of them. [S 000, 003 4]
pub(super) const STAYS: [(usize, i64, i64); 4] = [(52, 3, 29), (21, 30, 89), (15, 90, 180), (12, 181, 540)];

impl Region {
    /// The name that processes have before their own.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Westland => "westland",
            Self::Haarlem => "haarlem",
            Self::HollandsMidden => "hollands-midden",
        }
    }

    /// People in each of the last years, the last last.
    pub(super) fn people(self, years: u32) -> Vec<usize> {
        // Westland's outflow from 2015 to 2021. [S 003 3]
        const WESTLAND: [usize; 7] = [71, 75, 74, 55, 68, 48, 44];
        let years = usize::try_from(years).unwrap_or(1);
        match self {
            Self::Westland => WESTLAND[WESTLAND.len().saturating_sub(years)..].to_vec(),
            Self::Haarlem => vec![300; years],
            Self::HollandsMidden => vec![1_200; years],
        }
    }

    /// What is started for a person who was reported, and for how many out of a hundred. The main process of
    /// the region starts the rest, once it is there.
    pub(super) fn starts(self) -> &'static [(&'static str, usize)] {
        match self {
            Self::Westland => &[("westland/driemaandentraject", 100), ("westland/achterblijvers", 30)],
            Self::Haarlem => &[
                ("haarlem/01-legitimatiebewijs", 100),
                ("haarlem/10-extra-begeleiding", 30),
                ("haarlem/09-schuldenaanpak", 40),
                ("haarlem/11-jongvolwassen-nazorgoverleg", 15),
            ],
            Self::HollandsMidden => {
                &[("hollands-midden/rijksmiddelen-inzet", 60), ("hollands-midden/veiligheidsplan", 10)]
            }
        }
    }

    pub(super) fn town(self) -> &'static str {
        match self {
            Self::Westland => "Westland",
            Self::Haarlem => "Haarlem",
            Self::HollandsMidden => "Leiden",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::STAYS;
    use crate::args::Region;

    #[test]
    fn people_and_stays_are_those_of_the_sources() {
        assert_eq!(Region::Westland.people(3), [68, 48, 44], "the last years of the table");
        assert_eq!(Region::Haarlem.people(2), [300, 300]);
        assert_eq!(Region::HollandsMidden.people(1), [1_200]);
        let share = |below: i64| STAYS.iter().filter(|stay| stay.2 < below).map(|stay| stay.0).sum::<usize>();
        assert_eq!((share(30), share(90), share(1_000)), (52, 73, 100));
    }
}
