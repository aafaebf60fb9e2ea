//! The table on the screen and the same in JSON.

use serde_json::{Value, json};

use crate::load::Compared;

/// A scenario that is compared with hello.
pub struct Row {
    pub name: String,
    /// The ratio to reach.
    pub target: Option<f64>,
    pub compared: Compared,
}

/// A figure of its own.
pub struct Figure {
    pub name: String,
    pub value: f64,
    pub unit: &'static str,
    /// Not more than this.
    pub limit: Option<f64>,
}

#[derive(Default)]
pub struct Report {
    pub machine: String,
    pub rows: Vec<Row>,
    pub figures: Vec<Figure>,
}

impl Report {
    pub fn figure(&mut self, name: impl Into<String>, value: f64, unit: &'static str, limit: Option<f64>) {
        self.figures.push(Figure { name: name.into(), value, unit, limit });
    }

    /// How many targets and limits are missed; an error in a scenario is a miss too.
    pub fn missed(&self) -> usize {
        let rows = self.rows.iter().filter(|row| row.verdict() == "MISS").count();
        rows + self.figures.iter().filter(|figure| figure.verdict() == "MISS").count()
    }

    pub fn print(&self) {
        println!("\n{}\n", self.machine);
        println!(
            "{:<34} {:>9} {:>9} {:>6} {:>6}  {:<4} {:>9} {:>9} {:>6}",
            "scenario", "answers/s", "hello/s", "ratio", "target", "", "CPU µs", "hello µs", "errors"
        );
        for row in &self.rows {
            let one = &row.compared;
            let target = row.target.map_or(String::new(), |target| format!("{target:.2}"));
            println!(
                "{:<34} {:>9.0} {:>9.0} {:>6.3} {target:>6}  {:<4} {:>9.0} {:>9.0} {:>6}",
                row.name,
                one.per_second,
                one.hello_per_second,
                one.ratio,
                row.verdict(),
                one.cpu_us,
                one.hello_cpu_us,
                one.errors
            );
            if let Some(error) = &one.first_error {
                println!("    first error: {error}");
            }
        }
        println!("\n{:<52} {:>9} {:>9}", "figure", "value", "limit");
        for one in &self.figures {
            let limit = one.limit.map_or(String::new(), |limit| number(limit, one.unit));
            println!(
                "{:<52} {:>9} {limit:>9}  {:<3} {}",
                one.name,
                number(one.value, one.unit),
                one.unit,
                one.verdict()
            );
        }
        match self.missed() {
            0 => println!("\nEvery target is reached."),
            missed => println!("\n{missed} missed."),
        }
    }

    pub fn json(&self) -> Value {
        let rows = self.rows.iter().map(|row| {
            let one = &row.compared;
            json!({
                "scenario": row.name, "per_second": one.per_second, "hello_per_second": one.hello_per_second,
                "ratio": one.ratio, "ratios": one.ratios, "target": row.target, "verdict": row.verdict(),
                "cpu_us": one.cpu_us, "hello_cpu_us": one.hello_cpu_us,
                "errors": one.errors, "first_error": one.first_error,
            })
        });
        let figures = self.figures.iter().map(|one| {
            json!({ "figure": one.name, "value": one.value, "unit": one.unit, "limit": one.limit, "verdict": one.verdict() })
        });
        json!({
            "machine": self.machine, "scenarios": rows.collect::<Vec<_>>(), "figures": figures.collect::<Vec<_>>(),
            "missed": self.missed(),
        })
    }
}

impl Row {
    fn verdict(&self) -> &'static str {
        verdict(self.compared.errors == 0, self.target.map(|target| self.compared.ratio >= target))
    }
}

impl Figure {
    fn verdict(&self) -> &'static str {
        verdict(true, self.limit.map(|limit| self.value <= limit))
    }
}

fn verdict(right: bool, reached: Option<bool>) -> &'static str {
    match (right, reached) {
        (false, _) | (_, Some(false)) => "MISS",
        (true, Some(true)) => "ok",
        (true, None) => "",
    }
}

fn number(value: f64, unit: &str) -> String {
    if matches!(unit, "s" | "times") {
        format!("{value:.2}")
    } else if matches!(unit, "MB" | "%" | "µs") {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}

/// Processors and their name.
pub fn machine(date: &str) -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name =
        info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':')).map_or("", |(_, name)| name);
    let build = if cfg!(debug_assertions) { ", DEVELOPMENT BUILD: not the figures that count" } else { "" };
    format!(
        "{cores} cores{}{}, {}, {date}{build}",
        if name.is_empty() { "" } else { " of" },
        name,
        std::env::consts::OS
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_target_and_an_error_are_told() {
        let mut report = Report::default();
        let row = |ratio, errors, target| Row {
            name: "x".to_owned(),
            target,
            compared: Compared { ratio, errors, ..Compared::default() },
        };
        report.rows = vec![row(0.5, 0, Some(0.4)), row(0.3, 0, Some(0.4)), row(0.5, 1, None), row(0.1, 0, None)];
        report.figure("a", 50_000.0, "B", Some(50_000.0));
        report.figure("b", 1.01, "s", Some(1.0));
        let json = report.json();
        let verdicts = |list: &str| -> Vec<String> {
            json[list]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|one| one["verdict"].as_str())
                .map(Into::into)
                .collect()
        };
        assert_eq!(verdicts("scenarios"), ["ok", "MISS", "MISS", ""]);
        assert_eq!(verdicts("figures"), ["ok", "MISS"]);
        assert_eq!(report.missed(), 3);
    }
}
