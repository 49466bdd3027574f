//! What a reader would stumble over in a picture: a check on the layout, for tests over all processes.

use super::bends::{Frame, Point};
use super::boxes::{Boxed, head_height};
use super::layout::label_size;

/// No picture may be wider, in pixels: about a large sheet (A3) on its side, with type that can be read.
pub(super) const WIDE_MAX: f64 = 2_000.0;
/// What only touches lies apart.
const SLACK: f64 = 0.5;

/// All faults of a box and the boxes in it, in words.
pub(super) fn faults(found: &Boxed) -> Vec<String> {
    let mut faults = Vec::new();
    if found.width > WIDE_MAX {
        faults.push(format!("{} is {} wide", name(found), found.width.round()));
    }
    within(found, &mut faults);
    faults
}

fn within(found: &Boxed, faults: &mut Vec<String>) {
    let area = Frame {
        left: 0.0,
        top: head_height(found),
        width: found.width,
        height: found.height - head_height(found),
    };
    let boxes: Vec<(String, Frame)> = found.inner.iter().map(|inner| (name(inner), frame(inner))).collect();
    let labelled = found.routes.iter().filter(|route| !route.lines.is_empty());
    let labels: Vec<(String, Frame)> = labelled
        .map(|route| {
            let words = route.lines.first().map(|line| line.text.join(" ")).unwrap_or_default();
            (words, Frame::around(route.label, label_size(&route.lines)))
        })
        .collect();
    let all: Vec<&(String, Frame)> = boxes.iter().chain(&labels).collect();
    for (ix, (one, frame)) in all.iter().enumerate() {
        if !holds(&area, frame) {
            faults.push(format!("{one} sticks out of {}", name(found)));
        }
        for (other, beside) in &all[ix + 1..] {
            if overlap(frame, beside) {
                faults.push(format!("{one} lies on {other}"));
            }
        }
    }
    for route in &found.routes {
        let own = (!route.lines.is_empty()).then(|| Frame::around(route.label, label_size(&route.lines)));
        for (other, frame) in all.iter().filter(|(_, frame)| Some(*frame) != own) {
            if route.points.windows(2).any(|pair| crosses(frame, pair[0], pair[1])) {
                let words = route.lines.first().map_or("the first", |line| line.text[0].as_str());
                faults.push(format!("the arrow of {words} runs through {other}"));
            }
        }
    }
    found.inner.iter().for_each(|inner| within(inner, faults));
}

fn name(found: &Boxed) -> String {
    found.title.join(" ")
}

fn frame(found: &Boxed) -> Frame {
    Frame { left: found.x, top: found.y, width: found.width, height: found.height }
}

fn holds(area: &Frame, frame: &Frame) -> bool {
    frame.left >= area.left - SLACK
        && frame.top >= area.top - SLACK
        && frame.right() <= area.right() + SLACK
        && frame.bottom() <= area.bottom() + SLACK
}

fn overlap(one: &Frame, other: &Frame) -> bool {
    let apart = one.right() <= other.left + SLACK
        || other.right() <= one.left + SLACK
        || one.bottom() <= other.top + SLACK
        || other.bottom() <= one.top + SLACK;
    !apart
}

/// Whether a line runs through the inside of a frame: the part of it that is left after each side has cut off what
/// lies beyond (Liang and Barsky).
fn crosses(frame: &Frame, from: Point, to: Point) -> bool {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (left, right) = (frame.left + SLACK, frame.right() - SLACK);
    let (top, bottom) = (frame.top + SLACK, frame.bottom() - SLACK);
    let (mut begin, mut end) = (0.0_f64, 1.0_f64);
    for (step, room) in
        [(-dx, from.0 - left), (dx, right - from.0), (-dy, from.1 - top), (dy, bottom - from.1)]
    {
        if step == 0.0 {
            if room <= 0.0 {
                return false;
            }
        } else if step < 0.0 {
            begin = begin.max(room / step);
        } else {
            end = end.min(room / step);
        }
    }
    begin < end
}

#[cfg(test)]
mod tests {
    use super::crosses;
    use crate::picture::bends::Frame;

    #[test]
    fn a_line_crosses_what_it_runs_through_and_not_what_it_touches() {
        let frame = Frame { left: 10.0, top: 10.0, width: 20.0, height: 20.0 };
        assert!(crosses(&frame, (0.0, 0.0), (40.0, 40.0)) && crosses(&frame, (20.0, 0.0), (20.0, 15.0)));
        assert!(!crosses(&frame, (0.0, 10.0), (40.0, 10.0)), "along its edge");
        assert!(!crosses(&frame, (20.0, 0.0), (20.0, 10.0)), "up to it");
        assert!(!crosses(&frame, (0.0, 40.0), (9.0, 0.0)), "beside it");
    }
}
