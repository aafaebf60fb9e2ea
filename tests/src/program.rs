//! The real program: filled once, then started as often as tests like, each on a folder of its own.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::mpsc,
    time::Duration,
};

use tempfile::TempDir;

use crate::client::Client;

/// The built program: `FLOOR_BIN`, or `floor` in the folder that this test was built into.
#[must_use]
pub fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("FLOOR_BIN").filter(|path| !path.is_empty()) {
        return path.into();
    }
    let test = std::env::current_exe().expect("a test knows where it is");
    let found = test.ancestors().skip(1).map(|folder| folder.join("floor")).find(|path| path.is_file());
    found.expect("the program is not built: run `cargo build` first, or name it in FLOOR_BIN")
}

/// A command of the program on a data folder, with nothing of this environment's configuration.
fn command(data: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(binary());
    command.args(arguments).env_clear().env("FLOOR__DATA_DIR", data).env("FLOOR__SERVER__ADDRESS", "127.0.0.1:0");
    command.env("FLOOR__LOG__FILTER", "warn,gateway=info").envs(variables.iter().copied());
    command.stdin(Stdio::null());
    command
}

/// A demonstration floor filled by this build of the program. Made by the first test that asks; others wait for it.
fn filled() -> PathBuf {
    let program = binary();
    let about = fs::metadata(&program).expect("the program is there");
    let built = about.modified().expect("a time").duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    let shared = program.with_file_name("demonstration-floors");
    fs::create_dir_all(&shared).expect("a folder beside the program");
    let folder = shared.join(format!("{}-{}", built.as_millis(), about.len()));
    let lock = File::create(shared.join("lock")).expect("a lock file");
    lock.lock().expect("the lock");
    if !folder.join("demonstration.done").exists() {
        sweep(&shared);
        let _ = fs::remove_dir_all(&folder);
        let done = command(&folder, &["demo", "--fill-only"], &[]).output().expect("the program starts");
        assert!(done.status.success(), "the demonstration floor can't be filled:\n{}", said(&done));
    }
    folder
}

/// Removes what is left of former builds and of tests that were killed; a run that goes on is never older than an hour.
fn sweep(shared: &Path) {
    for old in fs::read_dir(shared).expect("the folder").flatten().filter(|old| old.path().is_dir()) {
        let age = old.metadata().and_then(|about| about.modified()).ok().and_then(|time| time.elapsed().ok());
        if age.is_some_and(|age| age > Duration::from_secs(3600)) {
            let _ = fs::remove_dir_all(old.path());
        }
    }
}

/// A data folder of one test: a copy of the filled demonstration floor. Pictures and papers are never changed in
/// place, so they are linked.
#[must_use]
pub fn demonstration_folder() -> TempDir {
    let from = filled();
    // Beside the filled one: links don't reach other file systems.
    let copy = tempfile::Builder::new().prefix("test-").tempdir_in(from.parent().expect("a folder")).expect("a folder");
    copy_folder(&from, copy.path());
    copy
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &copy);
        } else if !path.components().any(|part| part.as_os_str() == "blobs") || fs::hard_link(&path, &copy).is_err() {
            fs::copy(&path, &copy).expect("a copy");
        }
    }
}

/// A command of the program on a data folder where nothing serves, to its end.
#[must_use]
pub fn run(data: &Path, arguments: &[&str]) -> Output {
    command(data, arguments, &[]).output().expect("the program starts")
}

/// What a finished command printed.
#[must_use]
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A serving floor; stopped hard when it is dropped.
pub struct Server {
    pub address: SocketAddr,
    folder: Option<TempDir>,
    child: Child,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
}

impl Server {
    /// The demonstration floor, on a copy of its own.
    #[must_use]
    pub fn demonstration() -> Self {
        Self::start(demonstration_folder(), &["demo"], &[])
    }

    /// `floor serve` or `floor demo` on that folder, with these keys in the environment.
    #[must_use]
    pub fn start(folder: TempDir, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let (child, address) = launch(folder.path(), arguments, variables);
        Self {
            address,
            child,
            folder: Some(folder),
            arguments: arguments.iter().map(|&one| one.to_owned()).collect(),
            variables: variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        }
    }

    #[must_use]
    pub fn data(&self) -> &Path {
        self.folder.as_ref().expect("a server has its folder until it is dropped").path()
    }

    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    #[must_use]
    pub fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// Another command of the program on the same folder, to its end.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Output {
        let variables = self.borrowed_variables();
        command(self.data(), arguments, &variables).output().expect("the program starts")
    }

    /// Another command of the program on the same folder that goes on beside this one.
    #[must_use]
    pub fn beside(&self, arguments: &[&str]) -> Beside {
        let log = File::options().create(true).append(true).open(self.data().join("log.txt")).expect("a log file");
        let variables = self.borrowed_variables();
        let child = command(self.data(), arguments, &variables).stdout(Stdio::null()).stderr(log).spawn();
        Beside(child.expect("the program starts"))
    }

    fn borrowed_variables(&self) -> Vec<(&str, &str)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// `kill -9`: no chance to tidy up.
    pub fn kill(&mut self) {
        self.child.kill().expect("the program can be killed");
        self.child.wait().expect("it ends");
    }

    /// Starts again on the same folder.
    pub fn start_again(&mut self) {
        let variables = self.borrowed_variables();
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        let (child, address) = launch(self.data(), &arguments, &variables);
        (self.child, self.address) = (child, address);
    }

    /// Its database.
    #[must_use]
    pub fn database(&self) -> database::Options {
        match self.variables.iter().find(|(name, _)| name == "FLOOR__DATABASE__URL") {
            Some((_, url)) => database::Options { url: url.clone(), connections: 2, schema: None },
            None => database::Options::sqlite(&self.data().join("floor.sqlite")),
        }
    }

    /// What the program has logged so far.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.data().join("log.txt")).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<&str> = log.lines().collect();
            eprintln!("--- the program's last words\n{}", lines[lines.len().saturating_sub(15)..].join("\n"));
        }
    }
}

/// A process beside a server; stopped hard when it is dropped.
pub struct Beside(Child);

impl Beside {
    /// `kill -9`.
    pub fn kill(&mut self) {
        self.0.kill().expect("the program can be killed");
        self.0.wait().expect("it ends");
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn launch(data: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> (Child, SocketAddr) {
    let log = File::options().create(true).append(true).open(data.join("log.txt")).expect("a log file");
    let mut child =
        command(data, arguments, variables).stdout(Stdio::piped()).stderr(log).spawn().expect("the program starts");
    let output = BufReader::new(child.stdout.take().expect("piped"));
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        for line in output.lines().map_while(Result::ok) {
            if let Some(url) = line.strip_prefix("Serving at http://") {
                let _ = tell.send(url.trim().parse::<SocketAddr>());
            }
        }
    });
    match told.recv_timeout(Duration::from_secs(300)) {
        Ok(Ok(address)) => (child, address),
        other => {
            let _ = child.kill();
            let log = fs::read_to_string(data.join("log.txt")).unwrap_or_default();
            panic!("the program does not serve ({other:?}):\n{log}")
        }
    }
}
