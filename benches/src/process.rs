//! A program that serves, started and watched from outside, and what Linux tells of its memory and processor time.

use std::{
    ffi::OsStr,
    fs::File,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use anyhow::Context;

use crate::client::{Connection, get};

/// The clock ticks that Linux counts processor time in, a second.
const TICKS: f64 = 100.0;

/// A running process, by its number.
#[derive(Debug, Clone, Copy)]
pub struct Process(pub u32);

impl Process {
    /// Resident memory now, in MB (10⁶ bytes); `None` where there is no /proc.
    pub fn memory_mb(self) -> Option<f64> {
        self.status("VmRSS:")
    }

    /// The most resident memory there ever was, in MB.
    pub fn peak_memory_mb(self) -> Option<f64> {
        self.status("VmHWM:")
    }

    fn status(self, name: &str) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0)).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kib * 1024.0 / 1e6)
    }

    /// Processor time spent so far, user and system.
    pub fn cpu_seconds(self) -> Option<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0)).ok()?;
        // The name in brackets may hold blanks.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let user: f64 = fields.next()?.parse().ok()?;
        let system: f64 = fields.next()?.parse().ok()?;
        Some((user + system) / TICKS)
    }
}

/// A server of its own process; killed when it is dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    started: Instant,
}

impl Server {
    /// Starts `command` and waits until it says where it serves. What it logs goes to the file `log`.
    pub fn start<S: AsRef<OsStr>>(
        program: &Path,
        arguments: &[S],
        variables: &[(&str, &OsStr)],
        log: &Path,
        patience: Duration,
    ) -> anyhow::Result<Self> {
        let log_file = File::options().create(true).append(true).open(log)?;
        let started = Instant::now();
        let mut child = Command::new(program)
            .args(arguments)
            // Nothing of this environment's configuration.
            .env_clear()
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log_file)
            .spawn()
            .with_context(|| format!("{} can't be started", program.display()))?;
        let output = child.stdout.take().context("the output is not ours")?;
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some(address) = line.strip_prefix("Serving at http://") {
                    let _ = tell.send(address.trim().parse());
                }
            }
        });
        match told.recv_timeout(patience) {
            Ok(Ok(address)) => Ok(Self { child, address, started }),
            other => {
                let _ = child.kill();
                let _ = child.wait();
                let log = std::fs::read_to_string(log).unwrap_or_default();
                let lines: Vec<&str> = log.lines().collect();
                let last = lines[lines.len().saturating_sub(10)..].join("\n");
                anyhow::bail!("{} does not serve ({other:?}):\n{last}", program.display())
            }
        }
    }

    pub fn process(&self) -> Process {
        Process(self.child.id())
    }

    /// Waits until it does next to nothing of its own: what is measured then is the requests, not what a floor catches up with
    /// after its start. How long that took; a floor that is never at rest is an error.
    pub async fn rested(&self) -> anyhow::Result<Duration> {
        const LOOK: Duration = Duration::from_millis(500);
        let process = self.process();
        let begun = Instant::now();
        let mut quiet = 0;
        while begun.elapsed() < Duration::from_secs(90) {
            let before = process.cpu_seconds();
            tokio::time::sleep(LOOK).await;
            let (Some(before), Some(after)) = (before, process.cpu_seconds()) else { return Ok(begun.elapsed()) };
            quiet = if after - before <= 0.03 { quiet + 1 } else { 0 };
            if quiet == 3 {
                return Ok(begun.elapsed());
            }
        }
        anyhow::bail!("the floor still works by itself after a minute and a half")
    }

    /// Waits until /health/ready answers 200; how long that took since the start.
    pub async fn ready(&self) -> anyhow::Result<Duration> {
        let request = get(self.address, "/health/ready");
        while self.started.elapsed() < Duration::from_secs(60) {
            if let Ok(mut connection) = Connection::open(self.address).await
                && let Ok((200, _)) = connection.exchange(&request).await
            {
                return Ok(self.started.elapsed());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        anyhow::bail!("the server is not ready after a minute")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn memory_and_time_of_a_process_are_read() {
        let this = Process(std::process::id());
        let memory = this.memory_mb().unwrap();
        assert!(memory > 0.5 && memory <= this.peak_memory_mb().unwrap());
        let before = this.cpu_seconds().unwrap();
        let started = Instant::now();
        while started.elapsed() < Duration::from_millis(60) {
            std::hint::black_box((0..1000).sum::<u64>());
        }
        assert!(this.cpu_seconds().unwrap() > before);
        assert!(Process(u32::MAX).memory_mb().is_none());
    }

    #[test]
    fn a_program_that_does_not_serve_is_told_with_its_last_words() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log.txt");
        let started =
            Server::start(Path::new("/bin/sh"), &["-c", "echo no disk >&2; exit 1"], &[], &log, Duration::from_secs(5));
        assert!(started.err().unwrap().to_string().contains("no disk"));
    }
}
