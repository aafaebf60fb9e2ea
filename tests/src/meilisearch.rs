//! A Meilisearch server of one test, which it may kill and start again.

use std::{
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use tempfile::TempDir;

const MASTER_KEY: &str = "a-master-key-of-the-tests";

pub struct Meilisearch {
    child: Child,
    port: u16,
    folder: TempDir,
}

impl Meilisearch {
    /// `None`, and said so, where `meilisearch` is not on the path.
    #[must_use]
    pub fn start() -> Option<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        if !std::env::split_paths(&path).any(|folder| folder.join("meilisearch").is_file()) {
            eprintln!("SKIPPED on Meilisearch: it is not on the path");
            return None;
        }
        let folder = TempDir::new().expect("a folder");
        // A port that somebody else takes first makes the start fail; then another is tried.
        (0..10)
            .find_map(|_| {
                let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).ok()?.port();
                launch(port, &folder).map(|child| (child, port))
            })
            .map(|(child, port)| Self { child, port, folder })
            .or_else(|| panic!("meilisearch does not start"))
    }

    /// The keys of the floor's configuration that name this server.
    #[must_use]
    pub fn keys(&self) -> [(&'static str, String); 3] {
        [
            ("FLOOR__SEARCH__ENGINE", "meilisearch".to_owned()),
            ("FLOOR__SEARCH__URL", format!("http://127.0.0.1:{}", self.port)),
            ("FLOOR__SEARCH__KEY", MASTER_KEY.to_owned()),
        ]
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }

    pub fn start_again(&mut self) {
        self.child = launch(self.port, &self.folder).expect("its port is free again");
    }
}

impl Drop for Meilisearch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn launch(port: u16, folder: &TempDir) -> Option<Child> {
    let address = format!("127.0.0.1:{port}");
    let mut child = Command::new("meilisearch")
        .current_dir(folder.path())
        .args(["--http-addr", &address, "--master-key", MASTER_KEY, "--db-path", "data", "--no-analytics"])
        .args(["--log-level", "WARN", "--max-indexing-threads", "1"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    for _ in 0..600 {
        if child.try_wait().expect("its state").is_some() {
            return None;
        }
        if TcpStream::connect(&address).is_ok() {
            return Some(child);
        }
        thread::sleep(Duration::from_millis(50));
    }
    let _ = child.kill();
    None
}
