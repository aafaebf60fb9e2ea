//! A chart of named things, one bar under another with its name and figure above it, drawn by the server as SVG.
//!
//! Names are long and phones are narrow, so bars lie. What a thing had in the period before is a stroke across its bar.

use std::fmt::Write;

use kernel::{Locale, locale::number};

use crate::chart::escape;

const WIDTH: f64 = 480.0;
/// Of a name and its bar.
const ROW: f64 = 44.0;
/// From the row's top to the line of its words, and to its bar.
const WORDS: f64 = 19.0;
const BAR: f64 = 25.0;
const THICK: f64 = 12.0;
/// Room for the stroke, whose ends reach beyond the bar.
const EDGE: f64 = 3.0;
/// Letters of a name that fit beside its figure at the size of phones.
const LETTERS: usize = 34;

pub struct Rank {
    pub name: String,
    pub value: i64,
    pub before: Option<i64>,
}

/// The whole picture; empty when there is nothing to draw. `before` names the period of the strokes.
#[must_use]
pub fn svg(l: Locale, id: &str, title: &str, before: &str, ranks: &[Rank]) -> String {
    let Some(most) =
        ranks.iter().flat_map(|one| [Some(one.value), one.before]).flatten().max().filter(|most| *most > 0)
    else {
        return String::new();
    };
    #[expect(clippy::cast_precision_loss, reason = "points, not accounts")]
    let (rows, length) = (ranks.len() as f64, |value: i64| value.max(0) as f64 / most as f64 * (WIDTH - 2.0 * EDGE));
    let description = l.t(
        "Mỗi thanh là một dòng của bảng bên cạnh; vạch đứng là kỳ trước.",
        "Each bar is a row of the table beside it; the stroke across is the period before.",
    );
    let mut svg = format!(
        "<svg class=\"chart ranks\" viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\
         <title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{description}</desc><g class=\"third\">",
        rows * ROW,
        escape(title)
    );
    let mut top = 0.0;
    for one in ranks {
        let (name, figure) = (escape(&one.name), number(l, one.value));
        let (words, bar) = (top + WORDS, top + BAR);
        let _ = write!(
            svg,
            "<text x=\"{EDGE}\" y=\"{words}\">{}</text><text x=\"{}\" y=\"{words}\" text-anchor=\"end\">{figure}</text>\
             <rect x=\"{EDGE}\" y=\"{bar}\" width=\"{:.1}\" height=\"{THICK}\"><title>{name}: {figure}</title></rect>",
            escape(&cut(&one.name)),
            WIDTH - EDGE,
            length(one.value)
        );
        if let Some(value) = one.before {
            let _ = write!(
                svg,
                "<path class=\"stroke\" d=\"M{:.1} {}V{}\"><title>{name}, {}: {}</title></path>",
                EDGE + length(value),
                bar - EDGE,
                bar + THICK + EDGE,
                escape(before),
                number(l, value)
            );
        }
        top += ROW;
    }
    svg.push_str("</g></svg>");
    svg
}

fn cut(name: &str) -> String {
    if name.chars().count() <= LETTERS {
        return name.to_owned();
    }
    let cut: String = name.chars().take(LETTERS - 1).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank(name: &str, value: i64, before: Option<i64>) -> Rank {
        Rank { name: name.to_owned(), value, before }
    }

    #[test]
    fn bars_are_as_long_as_their_figures_and_strokes_stand_at_the_period_before() {
        let ranks = [rank("A <b>", 50, Some(100)), rank("B", 100, None), rank("C", 0, Some(0))];
        let svg = svg(Locale::En, "c", "T", "May", &ranks);
        let of = |text: &str, from: &str, to: char| -> Vec<String> {
            text.split(from).skip(1).map(|rest| rest.split(to).next().unwrap_or_default().to_owned()).collect()
        };
        assert_eq!(of(&svg, "width=\"", '"'), ["237.0", "474.0", "0.0"]);
        assert_eq!(of(&svg, "stroke\" d=\"M", ' '), ["477.0", "3.0"]);
        assert!(svg.contains("<title>A &lt;b&gt;: 50</title>") && svg.contains("<title>A &lt;b&gt;, May: 100</title>"));
        assert!(!svg.contains("<b>"));
    }

    #[test]
    fn long_names_are_cut_and_nothing_is_no_chart() {
        let long = "ạ".repeat(60);
        let svg = super::svg(Locale::Vi, "c", "T", "", &[rank(&long, 5, None)]);
        assert!(svg.contains(&format!(">{}…</text>", "ạ".repeat(33))) && svg.contains(&format!("<title>{long}: 5")));
        assert_eq!(super::svg(Locale::Vi, "c", "T", "", &[rank("A", 0, None)]), "");
    }
}
