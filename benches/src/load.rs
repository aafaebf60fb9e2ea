//! Load for a while, on several connections at once, and pairs of windows: hello, scenario, hello, scenario …

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context;
use tokio::task::JoinSet;

use crate::{
    client::{Connection, get},
    process::Process,
};

/// How hard and how long.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    pub connections: usize,
    pub window: Duration,
    pub pairs: usize,
}

/// What one window counted.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    pub answers: u64,
    /// Answers with another status than 200, and broken connections.
    pub errors: u64,
    /// The first error, for the report.
    pub first_error: Option<String>,
    pub seconds: f64,
}

impl Counted {
    pub fn per_second(&self) -> f64 {
        if self.seconds > 0.0 { self.answers as f64 / self.seconds } else { 0.0 }
    }

    fn error(&mut self, what: impl FnOnce() -> String) {
        self.errors += 1;
        if self.first_error.is_none() {
            self.first_error = Some(what());
        }
    }

    fn add(&mut self, other: Self) {
        self.answers += other.answers;
        self.errors += other.errors;
        self.first_error = self.first_error.take().or(other.first_error);
    }
}

/// What is asked for, in turn, of whom.
#[derive(Clone)]
pub struct Target {
    pub address: SocketAddr,
    requests: Arc<[Vec<u8>]>,
    next: Arc<AtomicUsize>,
}

impl Target {
    pub fn new(address: SocketAddr, paths: &[String]) -> Self {
        let requests = paths.iter().map(|path| get(address, path)).collect();
        Self { address, requests, next: Arc::default() }
    }

    /// One request for each path, with more lines in its head.
    pub fn with_headers(address: SocketAddr, requests: impl Iterator<Item = (String, String)>) -> Self {
        let request = |(path, lines): (String, String)| {
            let mut request = get(address, &path);
            request.truncate(request.len() - 2);
            request.extend_from_slice(lines.as_bytes());
            request.extend_from_slice(b"\r\n");
            request
        };
        Self { address, requests: requests.map(request).collect(), next: Arc::default() }
    }

    fn next(&self) -> &[u8] {
        &self.requests[self.next.fetch_add(1, Ordering::Relaxed) % self.requests.len()]
    }
}

/// Asks for `window`, on every connection one request after the other.
pub async fn run(target: &Target, connections: usize, window: Duration) -> anyhow::Result<Counted> {
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..connections {
        tasks.spawn(one_connection(target.clone(), started + window));
    }
    let mut counted = Counted::default();
    while let Some(part) = tasks.join_next().await {
        counted.add(part??);
    }
    counted.seconds = started.elapsed().as_secs_f64();
    Ok(counted)
}

async fn one_connection(target: Target, end: Instant) -> anyhow::Result<Counted> {
    let mut counted = Counted::default();
    let open = || async { Connection::open(target.address).await.context("the server takes no more connections") };
    let mut connection = open().await?;
    while Instant::now() < end {
        let request = target.next();
        match connection.exchange(request).await {
            Ok((200, close)) => {
                counted.answers += 1;
                if close {
                    connection = open().await?;
                }
            }
            Ok((status, close)) => {
                counted.error(|| format!("{status} to {}", first_line(request)));
                if close {
                    connection = open().await?;
                }
            }
            Err(error) => {
                counted.error(|| format!("{error} after {}", first_line(request)));
                connection = open().await?;
            }
        }
    }
    Ok(counted)
}

fn first_line(request: &[u8]) -> String {
    String::from_utf8_lossy(request).lines().next().unwrap_or_default().to_owned()
}

/// A scenario beside hello.
#[derive(Debug, Clone, Default)]
pub struct Compared {
    /// Medians over the windows, in answers a second.
    pub per_second: f64,
    pub hello_per_second: f64,
    /// The median of the pairs' ratios.
    pub ratio: f64,
    pub ratios: Vec<f64>,
    /// Processor time of the server for one answer, in microseconds, and that of hello. Other programs on the machine
    /// disturb these less than the rates.
    pub cpu_us: f64,
    pub hello_cpu_us: f64,
    pub errors: u64,
    pub first_error: Option<String>,
    /// Right answers of the scenario, those of its warming up too.
    pub answers: u64,
}

/// Warms both up, then lets windows of hello and of the scenario take turns.
pub async fn compare(
    hello: (&Target, Process),
    scenario: (&Target, Process),
    effort: Effort,
) -> anyhow::Result<Compared> {
    let warm = (effort.window / 3).max(Duration::from_millis(300));
    run(hello.0, effort.connections, warm).await?;
    let mut compared = Compared::default();
    // What a cold start answers wrong counts too.
    count_errors(&mut compared, run(scenario.0, effort.connections, warm).await?);
    let (mut rates, mut hellos, mut cpu, mut hello_cpu) = (vec![], vec![], vec![], vec![]);
    for _ in 0..effort.pairs {
        let (first, first_cpu) = measured(hello, effort).await?;
        let (second, second_cpu) = measured(scenario, effort).await?;
        anyhow::ensure!(first.errors == 0, "hello answers wrong: {:?}", first.first_error);
        let (rate, hello_rate) = (second.per_second(), first.per_second());
        compared.ratios.push(rate / hello_rate);
        rates.push(rate);
        hellos.push(hello_rate);
        cpu.push(second_cpu);
        hello_cpu.push(first_cpu);
        count_errors(&mut compared, second);
    }
    compared.per_second = median(&mut rates);
    compared.hello_per_second = median(&mut hellos);
    compared.ratio = median(&mut compared.ratios.clone());
    compared.cpu_us = median(&mut cpu);
    compared.hello_cpu_us = median(&mut hello_cpu);
    Ok(compared)
}

async fn measured((target, process): (&Target, Process), effort: Effort) -> anyhow::Result<(Counted, f64)> {
    let before = process.cpu_seconds();
    let counted = run(target, effort.connections, effort.window).await?;
    let spent = process.cpu_seconds().zip(before).map_or(0.0, |(after, before)| after - before);
    let each = spent * 1e6 / (counted.answers + counted.errors).max(1) as f64;
    Ok((counted, each))
}

fn count_errors(compared: &mut Compared, counted: Counted) {
    compared.errors += counted.errors;
    compared.answers += counted.answers;
    compared.first_error = compared.first_error.take().or(counted.first_error);
}

/// The middle one; 0 of nothing.
pub fn median(values: &mut [f64]) -> f64 {
    percentile(values, 50.0)
}

/// The value that `percent` of all values don't exceed.
pub fn percentile(values: &mut [f64], percent: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = (percent / 100.0 * values.len() as f64).ceil() as usize;
    values.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    async fn hello() -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, crate::hello::router()).await });
        address
    }

    #[tokio::test]
    async fn answers_are_counted_and_wrong_ones_are_errors() {
        let address = hello().await;
        let both = Target::new(address, &["/".to_owned(), "/missing".to_owned()]);
        let counted = run(&both, 4, Duration::from_millis(100)).await.unwrap();
        assert!(counted.answers > 0);
        assert!(counted.errors.abs_diff(counted.answers) <= 4, "{counted:?}");
        assert_eq!(counted.first_error.unwrap(), "404 to GET /missing HTTP/1.1");
    }

    #[tokio::test]
    async fn hello_beside_itself_is_compared() {
        let target = Target::new(hello().await, &["/".to_owned()]);
        let effort = Effort { connections: 2, window: Duration::from_millis(50), pairs: 3 };
        let process = Process(std::process::id());
        let compared = compare((&target, process), (&target, process), effort).await.unwrap();
        assert_eq!((compared.ratios.len(), compared.errors), (3, 0));
        assert!(compared.ratio > 0.0 && compared.per_second > 0.0);
    }

    #[test]
    fn the_middle_and_the_high_end_are_found() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut []), 0.0);
        let mut hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!((percentile(&mut hundred, 50.0), percentile(&mut hundred, 99.0)), (50.0, 99.0));
        assert_eq!(percentile(&mut [1.0, 9.0], 99.0), 9.0);
    }
}
