//! Parallel parts: beside each other as long as they fit on the page, and below each other where there is room.

use super::boxes::Boxed;

/// How wide parts may stand beside each other; and those that are drawn closed, with arrows around them.
const WIDE: f64 = 1_480.0;
const CLOSED_WIDE: f64 = 900.0;
const GAP: f64 = 18.0;

/// Gives parts their places; the size of all of them.
pub(super) fn place(parts: &mut [Boxed]) -> (f64, f64) {
    let wide = if parts.iter().all(|part| part.sheet.is_some()) { CLOSED_WIDE } else { WIDE };
    let mut skyline = Skyline(vec![(0.0, 0.0)]);
    for part in parts.iter_mut() {
        (part.x, part.y) = skyline.lowest(part.width, wide);
        skyline.raise(part.x, part.x + part.width + GAP, part.y + part.height + GAP);
    }
    let wide = parts.iter().map(|part| part.x + part.width).fold(0.0, f64::max);
    let high = parts.iter().map(|part| part.y + part.height).fold(0.0, f64::max);
    if parts.iter().all(|part| part.y == 0.0) {
        parts.iter_mut().for_each(|part| part.height = high);
    }
    (wide, high)
}

/// What is taken already: from each place to the next one it is so high. The last goes on for ever.
struct Skyline(Vec<(f64, f64)>);

impl Skyline {
    /// How high it is between two places.
    fn height(&self, from: f64, to: f64) -> f64 {
        let ends = self.0.iter().skip(1).map(|(x, _)| *x).chain([f64::MAX]);
        let within = self.0.iter().zip(ends).filter(|((x, _), end)| *x < to && *end > from);
        within.map(|((_, y), _)| *y).fold(0.0, f64::max)
    }

    /// The highest place on the page where something so wide fits, and of those the leftmost.
    fn lowest(&self, wide: f64, page: f64) -> (f64, f64) {
        let fits = self.0.iter().map(|(x, _)| *x).filter(|x| *x == 0.0 || x + wide <= page);
        let places = fits.map(|x| (x, self.height(x, x + wide)));
        places.min_by(|(_, one), (_, other)| one.total_cmp(other)).unwrap_or_default()
    }

    fn raise(&mut self, from: f64, to: f64, height: f64) {
        let after = self.0.iter().rfind(|(x, _)| *x <= to).map_or(0.0, |(_, y)| *y);
        self.0.retain(|(x, _)| *x < from || *x > to);
        self.0.push((from, height));
        self.0.push((to, after));
        self.0.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    }
}

#[cfg(test)]
mod tests {
    use super::{Skyline, WIDE};

    #[test]
    fn what_no_longer_fits_beside_the_rest_comes_where_there_is_room() {
        let mut skyline = Skyline(vec![(0.0, 0.0)]);
        let mut put = |wide: f64, high: f64| {
            let (x, y) = skyline.lowest(wide, WIDE);
            skyline.raise(x, x + wide, y + high);
            (x, y)
        };
        assert_eq!(put(900.0, 600.0), (0.0, 0.0));
        assert_eq!(put(400.0, 300.0), (900.0, 0.0));
        assert_eq!(put(300.0, 100.0), (900.0, 300.0), "below the second, which is lower");
        assert_eq!(put(180.0, 50.0), (1_300.0, 0.0), "beside all of them");
        assert_eq!(put(WIDE * 2.0, 50.0), (0.0, 600.0), "too wide for any page, but below the rest");
    }
}
