//! How many there are of something, in words.

use std::fmt::Display;

/// `1 zaak`, `2 zaken`: the word for one and that for more.
pub(crate) fn many<N: Display + PartialEq + From<u8>>(count: N, [one, more]: [&str; 2]) -> String {
    format!("{count} {}", if count == N::from(1) { one } else { more })
}

#[cfg(test)]
mod tests {
    use super::many;

    #[test]
    fn one_is_not_many() {
        let cases = |count: i64| many(count, ["zaak", "zaken"]);
        assert_eq!([0, 1, 2].map(cases), ["0 zaken", "1 zaak", "2 zaken"]);
    }
}
