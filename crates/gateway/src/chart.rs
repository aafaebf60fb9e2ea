//! Charts as SVG, drawn by the server: lines, bands and bars over places from left to right (weeks, months, years).
//!
//! Nothing is styled here: the style sheet knows the classes, so charts follow the dark scheme and print. Every line and bar has the
//! words of its value as a tooltip; the same values stand in a table beside the chart, for those who don't see it.

use std::fmt::Write;

use kernel::{Locale, locale::number};

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 270.0;
const LEFT: f64 = 76.0;
const RIGHT: f64 = 8.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 30.0;
/// Words under the places; more would run into each other on a phone.
const MOST_WORDS: usize = 6;
/// Lines across, at most.
const MOST_STEPS: i64 = 5;

/// What is drawn, and for whom that can't be seen.
pub struct Chart<'a> {
    /// Begins the ids of title and description; one of a page.
    pub id: &'a str,
    pub title: String,
    /// What the chart shows, in a sentence or two.
    pub description: String,
    /// What stands under each place, from left to right.
    pub places: Vec<String>,
    /// Drawn one above the other: bands first.
    pub series: Vec<Series>,
    /// A value in words, as the axis and the tooltips say it.
    pub words: &'a dyn Fn(i64) -> String,
}

pub struct Series {
    pub name: String,
    /// `first`, `second` or `third`: its colours.
    pub class: &'static str,
    pub marks: Marks,
}

/// One value for each place; nothing where there is none: a line is broken there, never drawn through.
pub enum Marks {
    Line(Vec<Option<i64>>),
    /// From a low to a high value.
    Band(Vec<Option<(i64, i64)>>),
    /// From zero up. Never negative.
    Bars(Vec<Option<i64>>),
}

impl Marks {
    fn values(&self) -> Vec<i64> {
        match self {
            Self::Line(values) | Self::Bars(values) => values.iter().flatten().copied().collect(),
            Self::Band(values) => values.iter().flatten().flat_map(|(low, high)| [*low, *high]).collect(),
        }
    }
}

/// From values to points.
struct Scale {
    low: i64,
    high: i64,
    step: i64,
    places: usize,
}

impl Scale {
    fn of(chart: &Chart<'_>) -> Option<Self> {
        let values: Vec<i64> = chart.series.iter().flat_map(|series| series.marks.values()).collect();
        let (low, high) = (*values.iter().min()?, *values.iter().max()?);
        let has_bars = chart.series.iter().any(|series| matches!(series.marks, Marks::Bars(_)));
        // Where the values lie far apart, from zero on: nothing is made to look larger than it is.
        let low = if has_bars || low.saturating_mul(2) < high { low.min(0) } else { low };
        let step = step(high.saturating_sub(low).max(1));
        let low = low.div_euclid(step) * step;
        let high = (high.div_euclid(step) + i64::from(high.rem_euclid(step) > 0)).saturating_mul(step).max(low + step);
        Some(Self { low, high, step, places: chart.places.len().max(1) })
    }

    #[expect(clippy::cast_precision_loss, reason = "points, not accounts")]
    fn y(&self, value: i64) -> f64 {
        let share = (value - self.low) as f64 / (self.high - self.low) as f64;
        TOP + (1.0 - share) * (HEIGHT - TOP - BOTTOM)
    }

    #[expect(clippy::cast_precision_loss, reason = "points, not accounts")]
    fn slot(&self) -> f64 {
        (WIDTH - LEFT - RIGHT) / self.places as f64
    }

    #[expect(clippy::cast_precision_loss, reason = "points, not accounts")]
    fn x(&self, place: usize) -> f64 {
        LEFT + (place as f64 + 0.5) * self.slot()
    }
}

/// One, two or five of a power of ten, such that few of it cover the span.
fn step(span: i64) -> i64 {
    let mut power: i64 = 1;
    loop {
        for times in [1, 2, 5] {
            let step = power.saturating_mul(times);
            if span <= step.saturating_mul(MOST_STEPS) {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

impl Chart<'_> {
    /// The whole picture; empty when there is nothing to draw.
    #[must_use]
    pub fn svg(&self) -> String {
        let Some(scale) = Scale::of(self) else { return String::new() };
        let (id, title, description) = (self.id, escape(&self.title), escape(&self.description));
        let mut svg = format!(
            "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\
             <title id=\"{id}-t\">{title}</title><desc id=\"{id}-d\">{description}</desc>"
        );
        self.axes(&scale, &mut svg);
        for series in &self.series {
            let _ = write!(svg, "<g class=\"{}\">", series.class);
            match &series.marks {
                Marks::Line(values) => self.line(&scale, series, values, &mut svg),
                Marks::Band(values) => band(&scale, values, &mut svg),
                Marks::Bars(values) => self.bars(&scale, series, values, &mut svg),
            }
            svg.push_str("</g>");
        }
        svg.push_str("</svg>");
        svg
    }

    fn axes(&self, scale: &Scale, svg: &mut String) {
        let mut value = scale.low;
        while value <= scale.high {
            let y = scale.y(value);
            let words = escape(&(self.words)(value));
            let _ = write!(
                svg,
                "<path class=\"grid-line\" d=\"M{LEFT} {y:.1}H{}\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{words}</text>",
                WIDTH - RIGHT,
                LEFT - 6.0,
                y + 4.0
            );
            value = value.saturating_add(scale.step);
        }
        let every = self.places.len().div_ceil(MOST_WORDS).max(1);
        // Counted from the newest, which always has its words.
        let named = self.places.iter().enumerate().rev().step_by(every);
        for (place, words) in named {
            let x = scale.x(place).clamp(LEFT + 14.0, WIDTH - RIGHT - 18.0);
            let y = HEIGHT - 8.0;
            let _ = write!(svg, "<text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"middle\">{}</text>", escape(words));
        }
    }

    fn line(&self, scale: &Scale, series: &Series, values: &[Option<i64>], svg: &mut String) {
        let mut path = String::new();
        for (place, value) in values.iter().enumerate() {
            let Some(value) = value else { continue };
            let joined = place > 0 && values[place - 1].is_some();
            let _ = write!(path, "{}{:.1} {:.1}", if joined { "L" } else { "M" }, scale.x(place), scale.y(*value));
        }
        let _ = write!(svg, "<path class=\"line\" d=\"{path}\"/>");
        for (place, value) in values.iter().enumerate() {
            let Some(value) = value else { continue };
            let (x, y, words) = (scale.x(place), scale.y(*value), self.tip(series, place, *value));
            let _ = write!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\"><title>{words}</title></circle>");
        }
    }

    fn bars(&self, scale: &Scale, series: &Series, values: &[Option<i64>], svg: &mut String) {
        let of = self.series.iter().filter(|one| matches!(one.marks, Marks::Bars(_))).count().max(1);
        let before = self.series.iter().take_while(|one| !std::ptr::eq(*one, series));
        let nth = before.filter(|one| matches!(one.marks, Marks::Bars(_))).count();
        #[expect(clippy::cast_precision_loss, reason = "points, not accounts")]
        let (of, nth) = (of as f64, nth as f64);
        let width = scale.slot() * 0.8 / of;
        for (place, value) in values.iter().enumerate() {
            let Some(value) = value else { continue };
            let (x, y) = (scale.x(place) - width * of / 2.0 + width * nth, scale.y(*value));
            let (height, words) = (scale.y(0) - y, self.tip(series, place, *value));
            let _ = write!(
                svg,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"><title>{words}</title></rect>"
            );
        }
    }

    fn tip(&self, series: &Series, place: usize, value: i64) -> String {
        let at = self.places.get(place).map_or("", String::as_str);
        let what = format!("{at} {}", series.name);
        escape(&format!("{}: {}", what.trim_end(), (self.words)(value)))
    }
}

/// Each run of neighbours as one area; a single one as a stroke.
fn band(scale: &Scale, values: &[Option<(i64, i64)>], svg: &mut String) {
    let mut path = String::new();
    let half = scale.slot().min(6.0) / 2.0;
    for run in values.iter().enumerate().collect::<Vec<_>>().chunk_by(|a, b| a.1.is_some() == b.1.is_some()) {
        let known: Vec<(usize, i64, i64)> =
            run.iter().filter_map(|(place, value)| value.map(|(low, high)| (*place, low, high))).collect();
        if let [(place, low, high)] = known[..] {
            let (x, top, bottom) = (scale.x(place), scale.y(high), scale.y(low));
            let _ = write!(path, "M{:.1} {top:.1}H{:.1}V{bottom:.1}H{:.1}Z", x - half, x + half, x - half);
            continue;
        }
        let above = known.iter().map(|(place, _, high)| (scale.x(*place), scale.y(*high)));
        let below = known.iter().rev().map(|(place, low, _)| (scale.x(*place), scale.y(*low)));
        for (nth, (x, y)) in above.chain(below).enumerate() {
            let _ = write!(path, "{}{x:.1} {y:.1}", if nth == 0 { "M" } else { "L" });
        }
        if !known.is_empty() {
            path.push('Z');
        }
    }
    let _ = write!(svg, "<path class=\"band\" d=\"{path}\"/>");
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// One bar for each value, under its name.
#[must_use]
pub fn bars(l: Locale, id: &str, title: &str, values: &[(String, i64)]) -> String {
    let (places, heights) = values.iter().map(|(name, value)| (name.clone(), Some(*value))).unzip();
    let series = vec![Series { name: String::new(), class: "third", marks: Marks::Bars(heights) }];
    let description = l.t("Các số đứng trong bảng bên cạnh.", "The figures stand in the table beside it.").to_owned();
    Chart { id, title: title.to_owned(), description, places, series, words: &|value| number(l, value) }.svg()
}

/// One period as bars, the others as lines over them: dashed, then dotted, so that they are told apart in print.
#[must_use]
pub fn beside(
    l: Locale,
    id: &str,
    title: &str,
    places: Vec<String>,
    periods: Vec<(String, Vec<Option<i64>>)>,
) -> String {
    let classes = ["third", "second", "fourth"];
    let names: Vec<String> = periods.iter().map(|(name, _)| name.clone()).collect();
    let series = periods.into_iter().zip(classes).enumerate().map(|(nth, ((name, values), class))| {
        let marks = if nth == 0 { Marks::Bars(values) } else { Marks::Line(values) };
        Series { name, class, marks }
    });
    let series = series.collect();
    let figures = l.t("Các số đứng trong bảng bên cạnh.", "The figures stand in the table beside it.");
    let description = format!("{} {figures}", legend(l, &names));
    let svg =
        Chart { id, title: title.to_owned(), description, places, series, words: &|value| number(l, value) }.svg();
    // Bars are pale where lines cross them.
    svg.replacen("class=\"chart\"", "class=\"chart beside\"", 1)
}

/// What is what in [`beside`], in words.
#[must_use]
pub fn legend(l: Locale, names: &[String]) -> String {
    let kinds = [l.t("Cột", "Bars"), l.t("đường đứt", "dashed line"), l.t("đường chấm", "dotted line")];
    let parts: Vec<String> = kinds.iter().zip(names).map(|(kind, name)| format!("{kind}: {name}")).collect();
    format!("{}.", parts.join("; "))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn chart(series: Vec<Marks>) -> String {
        let classes = ["first", "second", "third"];
        let series = series.into_iter().zip(classes);
        let series = series.map(|(marks, class)| Series { name: class.to_owned(), class, marks }).collect();
        let places = (1..=4).map(|place| format!("p{place}")).collect();
        let words = |value: i64| format!("{value} đ");
        Chart { id: "c", title: "A <b>".into(), description: "D".into(), places, series, words: &words }.svg()
    }

    fn numbers(svg: &str, tag: &str, name: &str) -> Vec<f64> {
        let after = |tag: &str| svg.split(&format!("<{tag} ")).skip(1).map(ToOwned::to_owned).collect::<Vec<_>>();
        let value = |one: &String| one.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse();
        after(tag).iter().map(|one| value(one).unwrap()).collect()
    }

    /// The values that stand in the tooltips, in order.
    fn told(svg: &str) -> Vec<String> {
        svg.split("<title>").skip(1).map(|one| one.split("</title>").next().unwrap().to_owned()).collect()
    }

    #[test]
    fn what_is_drawn_is_what_was_given() {
        let svg = chart(vec![Marks::Line(vec![Some(40_000), Some(60_000), None, Some(80_000)])]);
        assert_eq!(told(&svg), ["p1 first: 40000 đ", "p2 first: 60000 đ", "p4 first: 80000 đ"]);
        // The axis goes from 40,000 to 80,000: the middle value lies in the middle.
        let y = numbers(&svg, "circle", "cy");
        assert_eq!((y[0], y[2]), (HEIGHT - BOTTOM, TOP));
        assert!((y[1] - f64::midpoint(y[0], y[2])).abs() < 0.1, "{y:?}");
        let x = numbers(&svg, "circle", "cx");
        assert!(((x[2] - x[0]) - (x[1] - x[0]) * 3.0).abs() < 0.3, "one place is left free: {x:?}");
        assert_eq!(svg.matches('M').count() - svg.matches("grid-line").count(), 2, "the line is broken: {svg}");
    }

    #[test]
    fn every_value_can_be_read_back_from_its_height() {
        let values = [1, 37, 400, 999, 1_000];
        let scale = Scale { low: 0, high: 1_000, step: 200, places: 5 };
        for value in values {
            let share = 1.0 - (scale.y(value) - TOP) / (HEIGHT - TOP - BOTTOM);
            #[expect(clippy::cast_possible_truncation, reason = "read back")]
            let read = (share * 1_000.0).round() as i64;
            assert_eq!(read, value);
        }
    }

    #[test]
    fn bars_stand_side_by_side_on_zero() {
        let svg = chart(vec![Marks::Bars(vec![Some(5), Some(10), None, Some(0)]), Marks::Bars(vec![Some(10); 4])]);
        let heights = numbers(&svg, "rect", "height");
        let whole = HEIGHT - TOP - BOTTOM;
        assert_eq!(heights, [whole / 2.0, whole, 0.0, whole, whole, whole, whole]);
        let (x, width) = (numbers(&svg, "rect", "x"), numbers(&svg, "rect", "width"));
        assert!((x[3] - x[0] - width[0]).abs() < 0.2, "{x:?} {width:?}");
    }

    #[test]
    fn periods_beside_one_another_differ_in_more_than_colour() {
        let places = ["1", "2"].map(ToOwned::to_owned).to_vec();
        let periods = [("A", [Some(5), Some(10)]), ("B", [Some(7), None]), ("C", [None, Some(3)])];
        let periods = periods.map(|(name, values)| (name.to_owned(), values.to_vec())).to_vec();
        let svg = beside(Locale::En, "c", "T", places, periods);
        assert_eq!(told(&svg), ["1 A: 5", "2 A: 10", "1 B: 7", "2 C: 3"]);
        assert!(
            svg.contains("<g class=\"second\"><path class=\"line\"") && svg.contains("<g class=\"fourth\">"),
            "{svg}"
        );
        assert!(svg.contains("Bars: A; dashed line: B; dotted line: C."), "{svg}");
    }

    #[test]
    fn bands_are_areas_and_single_ones_strokes() {
        let svg = chart(vec![Marks::Band(vec![Some((10, 20)), Some((12, 18)), None, Some((10, 20))])]);
        assert_eq!(svg.matches('Z').count(), 2, "{svg}");
        assert!(svg.contains("<path class=\"band\""));
    }

    #[test]
    fn titles_are_escaped_and_nothing_is_no_chart() {
        let svg = chart(vec![Marks::Line(vec![Some(1)])]);
        assert!(svg.contains("<title id=\"c-t\">A &lt;b&gt;</title><desc id=\"c-d\">D</desc>"), "{svg}");
        assert_eq!(chart(vec![Marks::Line(vec![None, None])]), "");
        assert_eq!(chart(vec![]), "");
    }

    #[test]
    fn axes_go_in_round_steps_whatever_the_values() {
        assert_eq!([1, 5, 6, 40, 51, 499_999, 9_000_000].map(step), [1, 1, 2, 10, 20, 100_000, 2_000_000]);
        for value in [0, 1, i64::MAX / 4] {
            let svg = chart(vec![Marks::Line(vec![Some(value)])]);
            assert!(svg.matches("grid-line").count() <= 8 && !svg.contains("NaN"), "{value}: {svg}");
        }
    }
}
