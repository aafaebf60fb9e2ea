//! A Meilisearch server for the tests: the one that `FLOOR_TEST_MEILISEARCH_URL` (with `FLOOR_TEST_MEILISEARCH_KEY`)
//! names, or one of each test's own where `meilisearch` is on the path. Without either the tests say that they skip it.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use kernel::{Clock, Ctx};
use search_indexer::MeilisearchOptions;
use tempfile::TempDir;

const MASTER_KEY: &str = "a-master-key-of-the-tests";

/// An index of its own on a server.
pub struct Meilisearch {
    pub options: MeilisearchOptions,
    pub program: Option<Program>,
}

impl Meilisearch {
    /// `None`, and said so, where there is no server.
    pub fn find() -> Option<Self> {
        let named = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        match named("FLOOR_TEST_MEILISEARCH_URL") {
            Some(url) => {
                let key = named("FLOOR_TEST_MEILISEARCH_KEY").unwrap_or_default();
                Some(Self { options: options(url, key), program: None })
            }
            None => Self::own(),
        }
    }

    /// On a server of the test's own, that it may treat badly.
    pub fn own() -> Option<Self> {
        let Some(program) = Program::start() else {
            eprintln!("SKIPPED on Meilisearch: it is not on the path");
            return None;
        };
        Some(Self { options: options(program.url(), MASTER_KEY.to_owned()), program: Some(program) })
    }

    /// The names of this test's indexes.
    pub fn indexes(&self) -> Vec<String> {
        let all = self.read("/indexes?limit=1000");
        let uids = all["results"].as_array().unwrap().iter().map(|index| index["uid"].as_str().unwrap().to_owned());
        uids.filter(|uid| uid.starts_with(&self.options.index)).collect()
    }

    pub fn read(&self, path: &str) -> serde_json::Value {
        let answer = self.send("GET", path, "");
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body.trim_end()).unwrap()
    }

    pub fn send(&self, method: &str, path: &str, body: &str) -> String {
        let address = self.options.url.trim_start_matches("http://").trim_end_matches('/');
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let (key, length) = (&self.options.key, body.len());
        // HTTP/1.0: the answer is not cut into chunks and ends with the connection.
        let head = format!("{method} {path} HTTP/1.0\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\n");
        let content = format!("Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}");
        stream.write_all(format!("{head}{content}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

fn options(url: String, key: String) -> MeilisearchOptions {
    let index = format!("test-{}", Ctx::system(Clock::System.now()).new_id().simple());
    MeilisearchOptions { url, key, search_key: String::new(), index }
}

impl Drop for Meilisearch {
    /// A server that goes on is left as it was found.
    fn drop(&mut self) {
        if self.program.is_none() && !thread::panicking() {
            for index in self.indexes() {
                self.send("DELETE", &format!("/indexes/{index}"), "");
            }
        }
    }
}

/// A server of our own, which a test may kill, freeze and start again.
pub struct Program {
    child: Child,
    port: u16,
    folder: TempDir,
}

impl Program {
    fn start() -> Option<Self> {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| folder.join("meilisearch").is_file())?;
        let folder = tempfile::tempdir().unwrap();
        // A port that somebody else takes first makes the start fail; then another is tried.
        for _ in 0..10 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            if let Some(child) = launch(port, &folder) {
                return Some(Self { child, port, folder });
            }
        }
        panic!("meilisearch does not start")
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn start_again(&mut self) {
        self.child = launch(self.port, &self.folder).expect("its port is free again");
    }

    /// Takes connections and answers none.
    pub fn freeze(&self) {
        self.signal("-STOP");
    }

    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let done = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(done.success());
    }
}

impl Drop for Program {
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
        .unwrap();
    for _ in 0..600 {
        if child.try_wait().unwrap().is_some() {
            return None;
        }
        if TcpStream::connect(&address).is_ok() {
            return Some(child);
        }
        thread::sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    None
}
