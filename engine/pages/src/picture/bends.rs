//! The ways of arrows between layers of boxes. Within the height of a layer an arrow goes straight up or down, in
//! the room that it was given beside the boxes; it only goes sideways between two layers. So it never runs through
//! a box or the words of another arrow.

/// A place on the page.
pub(super) type Point = (f64, f64);

/// A box on the page, or a point where arrows begin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Frame {
    pub(super) fn around((x, y): Point, (width, height): (f64, f64)) -> Self {
        Self { left: x - width / 2.0, top: y - height / 2.0, width, height }
    }

    pub(super) fn middle(&self) -> Point {
        (self.left + self.width / 2.0, self.top + self.height / 2.0)
    }

    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.top + self.height
    }
}

/// An arrow from one frame to another, by their places in a list, by way of its places in the layers between.
pub(super) struct Way {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) by: Vec<Point>,
}

/// Between two arrows at one side of a box, and between an arrow and a corner, where there is room for it.
const PORT_GAP: f64 = 44.0;
/// Layers are as exact as sums of sizes are.
const NEAR: f64 = 0.01;

/// Gives each way all its points. The frames of one layer stand at one height; `labels` stand in layers too.
pub(super) fn bend(frames: &[Frame], labels: &[Frame], ways: &[Way]) -> Vec<Vec<Point>> {
    let layers = Layers::of(frames.iter().chain(labels));
    let ports = ports(frames, ways);
    let bend = |(way, (start, end)): (&Way, &(f64, f64))| {
        let (from, to) = (&frames[way.from], &frames[way.to]);
        let down = from.top < to.top;
        let mut points = Vec::new();
        if down {
            points.extend([(*start, from.bottom()), (*start, layers.around(from.top).1)]);
        } else {
            points.push((*start, from.top));
        }
        for (x, y) in &way.by {
            let (top, bottom) = layers.around(*y);
            points.extend(if down { [(*x, top), (*x, bottom)] } else { [(*x, bottom), (*x, top)] });
        }
        if down {
            points.push((*end, to.top));
        } else {
            points.extend([(*end, layers.around(to.top).1), (*end, to.bottom())]);
        }
        points.dedup_by(|one, other| (one.0 - other.0).abs() < NEAR && (one.1 - other.1).abs() < NEAR);
        points
    };
    ways.iter().zip(&ports).map(bend).collect()
}

/// Moves points where arrows begin to the foot of their layers, near to what the arrows go to.
pub(super) fn lower(points: &mut [Frame], boxes: &[Frame], labels: &[Frame]) {
    let layers = Layers::of(boxes.iter().chain(labels));
    for point in points {
        point.top = point.top.max(layers.around(point.top).1 - point.height);
    }
}

/// The layers of a picture: where each begins and ends.
struct Layers(Vec<(f64, f64)>);

impl Layers {
    fn of<'a>(frames: impl Iterator<Item = &'a Frame>) -> Self {
        let mut layers: Vec<(f64, f64)> = Vec::new();
        for frame in frames {
            match layers.iter_mut().find(|(top, _)| (*top - frame.top).abs() < NEAR) {
                Some((_, bottom)) => *bottom = bottom.max(frame.bottom()),
                None => layers.push((frame.top, frame.bottom())),
            }
        }
        Self(layers)
    }

    /// The layer that a height lies in; where only arrows pass it is no higher than a line.
    fn around(&self, y: f64) -> (f64, f64) {
        let around = self.0.iter().find(|(top, bottom)| *top - NEAR <= y && y <= *bottom + NEAR);
        around.copied().unwrap_or((y, y))
    }
}

/// Where each way leaves its first frame and comes to its last: beside each other, in the order of where they go.
fn ports(frames: &[Frame], ways: &[Way]) -> Vec<(f64, f64)> {
    let middle = |frame: usize| frames[frame].left + frames[frame].width / 2.0;
    let mut ports: Vec<(f64, f64)> = ways.iter().map(|way| (middle(way.from), middle(way.to))).collect();
    for (ix, frame) in frames.iter().enumerate() {
        for lower in [true, false] {
            // Which way, whether it begins here, and where it comes from or goes to.
            let mut here: Vec<(usize, bool, f64)> = Vec::new();
            for (nth, way) in ways.iter().enumerate() {
                let down = frames[way.from].top < frames[way.to].top;
                let beside =
                    |point: Option<&Point>, other: usize| point.map_or_else(|| middle(other), |p| p.0);
                if way.from == ix && down == lower {
                    here.push((nth, true, beside(way.by.first(), way.to)));
                }
                if way.to == ix && down != lower {
                    here.push((nth, false, beside(way.by.last(), way.from)));
                }
            }
            here.sort_by(|one, other| one.2.total_cmp(&other.2));
            let wanted: Vec<f64> = here.iter().map(|(.., x)| *x).collect();
            for ((nth, begins, _), x) in here.iter().zip(spread(&wanted, frame)) {
                let port = if *begins { &mut ports[*nth].0 } else { &mut ports[*nth].1 };
                *port = x;
            }
        }
    }
    ports
}

/// As near as can be to where they are wanted, but on the frame and apart. `wanted` goes from left to right.
fn spread(wanted: &[f64], frame: &Frame) -> Vec<f64> {
    let room = frame.width / (wanted.len() as f64 + 1.0);
    let gap = PORT_GAP.min(room);
    let (first, last) = (frame.left + gap, frame.right() - gap);
    let mut found: Vec<f64> = wanted.iter().map(|x| x.clamp(first, last.max(first))).collect();
    for nth in 1..found.len() {
        found[nth] = found[nth].max(found[nth - 1] + gap);
    }
    let mut limit = last;
    for x in found.iter_mut().rev() {
        *x = x.min(limit);
        limit = *x - gap;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Frame, Way, bend, spread};

    fn frame(left: f64, top: f64, width: f64, height: f64) -> Frame {
        Frame { left, top, width, height }
    }

    #[test]
    fn an_arrow_goes_sideways_only_between_two_layers() {
        // Two boxes in the first layer, the right one higher; below the left one another.
        let frames =
            [frame(0.0, 0.0, 132.0, 50.0), frame(200.0, 0.0, 132.0, 200.0), frame(0.0, 300.0, 132.0, 50.0)];
        let down = Way { from: 0, to: 2, by: vec![(120.0, 250.0)] };
        let up = Way { from: 2, to: 1, by: vec![(300.0, 250.0)] };
        let found = bend(&frames, &[], &[down, up]);
        // Down below its box, and only then to the right; the other one is on its right side.
        assert_eq!(found[0], [(88.0, 50.0), (88.0, 200.0), (120.0, 250.0), (44.0, 300.0)]);
        assert_eq!(found[1], [(88.0, 300.0), (300.0, 250.0), (288.0, 200.0)]);
    }

    #[test]
    fn arrows_at_one_side_stand_apart() {
        let wide = frame(0.0, 0.0, 400.0, 20.0);
        assert_eq!(spread(&[200.0], &wide), [200.0], "straight where it can be");
        assert_eq!(spread(&[-50.0, -40.0, 190.0], &wide), [44.0, 88.0, 190.0]);
        assert_eq!(spread(&[500.0, 600.0], &wide), [312.0, 356.0]);
        assert_eq!(
            spread(&[5.0, 6.0, 7.0], &frame(0.0, 0.0, 40.0, 20.0)),
            [10.0, 20.0, 30.0],
            "a narrow one"
        );
    }
}
