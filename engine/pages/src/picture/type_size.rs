//! How wide a text is, without a font at hand: the widths of Helvetica, which its look-alikes share.

/// Widths of the signs from space to tilde, in thousandths of the size of the type.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/// A reader's font may be a little wider than the one that was measured.
const SPARE: f64 = 1.06;

/// The width of a text in a size of type, in pixels.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let one = |c: char| {
        let place = (c as usize).wrapping_sub(32);
        f64::from(*WIDTHS.get(place).unwrap_or(&600))
    };
    let sum: f64 = text.chars().map(one).sum();
    sum / 1000.0 * size * SPARE * if bold { 1.07 } else { 1.0 }
}

/// Breaks a text into lines that fit. A word that is too long stands on a line of its own.
pub(super) fn wrap(text: &str, size: f64, bold: bool, fits: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size, bold) <= fits => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
