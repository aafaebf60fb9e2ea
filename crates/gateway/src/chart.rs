//! A small bar chart, drawn on the server (`{% import "components.html" as c %}`, then `c::bars`). The figures stand in a table beside it.

use kernel::{Locale, locale::number};

/// The drawing is so wide and high; the style sheet scales it.
const WIDTH: i64 = 3_600;
const HEIGHT: i64 = 1_900;
const LEFT: i64 = 420;
const TOP: i64 = 120;
const BOTTOM: i64 = 1_620;

/// Bars over a common ground.
pub struct Bars {
    /// What it shows, for those who can't see it.
    pub said: String,
    pub bars: Vec<Bar>,
    pub lines: Vec<Line>,
    /// Texts under the ground: where, how they stand there, what they read.
    pub labels: Vec<(i64, &'static str, String)>,
}

pub struct Bar {
    pub x: i64,
    pub y: i64,
    pub width: i64,
    pub height: i64,
    /// Read when one points at it.
    pub title: String,
}

/// A level, with what it stands for.
pub struct Line {
    pub y: i64,
    pub text: String,
}

impl Bars {
    pub const WIDTH: i64 = WIDTH;
    pub const HEIGHT: i64 = HEIGHT;
    pub const LEFT: i64 = LEFT;

    /// `values` are what stands under a bar and how high it is, from left to right; never negative.
    #[must_use]
    pub fn new(l: Locale, said: String, values: &[(String, i64)]) -> Self {
        let top = scale(values.iter().map(|(_, value)| *value).max().unwrap_or(0));
        let count = i64::try_from(values.len()).unwrap_or(1).max(1);
        let level = |value: i64| BOTTOM - (BOTTOM - TOP) * value / top;
        let edge = |index: i64| LEFT + (WIDTH - LEFT) * index / count;
        let bar = |(index, (name, value)): (i64, &(String, i64))| {
            let room = edge(index + 1) - edge(index);
            let gap = (room / 5).min(60);
            let y = level(*value);
            let title = format!("{name}: {}", number(l, *value));
            Bar { x: edge(index) + gap / 2, y, width: room - gap, height: BOTTOM - y, title }
        };
        let line = |value: i64| Line { y: level(value), text: number(l, value) };
        let ends = [(LEFT, "start", values.first()), (WIDTH, "end", values.last().filter(|_| count > 1))];
        Self {
            said,
            bars: (0..).zip(values).map(bar).collect(),
            lines: [0, top / 2, top].map(line).into(),
            labels: ends.into_iter().filter_map(|(x, anchor, value)| Some((x, anchor, value?.0.clone()))).collect(),
        }
    }
}

/// The next of 2, 4, 10, 20, 40, 100 …: its half is a whole number that people count in.
fn scale(largest: i64) -> i64 {
    let mut step = 1_i64;
    loop {
        for round in [2, 4, 10] {
            match step.checked_mul(round) {
                Some(top) if top < largest => {}
                Some(top) => return top,
                None => return largest,
            }
        }
        step = step.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_at_a_round_number_above_the_highest() {
        let tops = [0, 1, 2, 3, 5, 11, 21, 41, 999, i64::MAX].map(scale);
        assert_eq!(tops, [2, 2, 2, 4, 10, 20, 40, 100, 1_000, i64::MAX]);
    }

    #[test]
    fn a_bar_is_as_high_as_its_value_and_stays_on_the_drawing() {
        let values: Vec<_> = (0..=40).map(|value| (value.to_string(), value)).collect();
        let chart = Bars::new(Locale::Vi, String::new(), &values);
        assert_eq!(chart.bars[0].height, 0);
        assert_eq!(chart.bars[40].height, 2 * chart.bars[20].height);
        assert_eq!(chart.bars[40].y, TOP);
        assert!(chart.bars.iter().all(|bar| bar.width > 0 && bar.x >= LEFT && bar.x + bar.width <= WIDTH));
        assert_eq!(chart.labels.len(), 2);
        assert!(Bars::new(Locale::En, String::new(), &[]).bars.is_empty());
    }
}
