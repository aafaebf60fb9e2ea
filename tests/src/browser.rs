//! A real Chromium, driven over WebDriver (`FLOOR_TEST_WEBDRIVER`, `FLOOR_TEST_AXE`). Blocking, so that journeys read
//! like the other tests.

use std::{env, fs, future::Future};

use fantoccini::{ClientBuilder, Locator, cookies::Cookie, elements::Element, key::Key};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::{client::Client, program::Server, until};

/// What the visitor holds in the hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// 360 × 740 points, with the dark colours.
    Phone,
    /// 1280 × 900, with the light colours.
    Desk,
}

/// Whether pages may run scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    On,
    Off,
}

pub struct Browser {
    runtime: Runtime,
    client: Option<fantoccini::Client>,
    base: String,
    screen: Screen,
    _profile: TempDir,
}

/// Whether a driver is named; says that the test is skipped when not.
#[must_use]
pub fn is_there() -> bool {
    let named = env::var("FLOOR_TEST_WEBDRIVER").is_ok_and(|url| !url.is_empty());
    if !named {
        eprintln!("SKIPPED in the browser: FLOOR_TEST_WEBDRIVER is not set (tests/run sets it)");
    }
    named
}

impl Browser {
    #[must_use]
    pub fn new(server: &Server, screen: Screen, script: Script) -> Self {
        let driver = env::var("FLOOR_TEST_WEBDRIVER").expect("FLOOR_TEST_WEBDRIVER");
        let profile = TempDir::new().expect("a folder");
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let capabilities = capabilities(screen, script, &profile);
        let connecting =
            async { ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&driver).await };
        let client = runtime.block_on(connecting).expect("a browser");
        Self { runtime, client: Some(client), base: server.base_url(), screen, _profile: profile }
    }

    fn client(&self) -> &fantoccini::Client {
        self.client.as_ref().expect("open until dropped")
    }

    fn wait<T>(&self, what: &str, future: impl Future<Output = Result<T, fantoccini::error::CmdError>>) -> T {
        self.runtime.block_on(future).unwrap_or_else(|error| panic!("{what}: {error}"))
    }

    /// Opens an address of the floor.
    pub fn go(&self, path: &str) {
        self.wait(path, self.client().goto(&format!("{}{path}", self.base)));
    }

    /// The path where the browser is.
    #[must_use]
    pub fn path(&self) -> String {
        self.wait("address", self.client().current_url()).as_str().trim_start_matches(&self.base).to_owned()
    }

    #[must_use]
    pub fn html(&self) -> String {
        self.wait("source", self.client().source())
    }

    #[must_use]
    pub fn title(&self) -> String {
        self.wait("title", self.client().title())
    }

    /// Takes over the login of `visitor`.
    pub fn becomes(&self, visitor: &Client) {
        // A cookie can only be given to the host that is open.
        self.go("/robots.txt");
        let token = visitor.cookie("floor").expect("logged in");
        let cookie = Cookie::parse(format!("floor={token}; Domain=127.0.0.1; Path=/; SameSite=Lax; HttpOnly"))
            .expect("a cookie");
        self.wait("cookie", self.client().add_cookie(cookie));
    }

    /// The first element of that selector; waits for it.
    #[must_use]
    pub fn element(&self, css: &str) -> Element {
        until(&format!("{css} on {}", self.path()), 10, || {
            self.runtime.block_on(self.client().find(Locator::Css(css))).ok()
        })
    }

    #[must_use]
    pub fn has(&self, css: &str) -> bool {
        self.runtime.block_on(self.client().find(Locator::Css(css))).is_ok()
    }

    /// What stands in the element.
    #[must_use]
    pub fn text(&self, css: &str) -> String {
        self.wait(css, self.element(css).text())
    }

    /// What stands in a field.
    #[must_use]
    pub fn value(&self, css: &str) -> String {
        self.wait(css, self.element(css).prop("value")).unwrap_or_default()
    }

    /// Waits until the main part says so.
    pub fn sees(&self, words: &str) {
        until(&format!("“{words}” on {}", self.path()), 10, || {
            let page = self.runtime.block_on(async { self.client().find(Locator::Css("main")).await?.text().await });
            page.ok().filter(|text| text.contains(words))
        });
    }

    /// Replaces what stands in a field.
    pub fn types(&self, css: &str, text: &str) {
        let field = self.element(css);
        self.wait(css, field.clear());
        self.wait(css, field.send_keys(text));
    }

    pub fn chooses(&self, css: &str, value: &str) {
        self.wait(css, self.element(css).select_by_value(value));
    }

    /// Gives a file to a file field.
    pub fn attaches(&self, css: &str, name: &str, bytes: &[u8]) {
        let file = self._profile.path().join(name);
        fs::write(&file, bytes).expect("a file");
        self.wait(css, self.element(css).send_keys(&file.to_string_lossy()));
    }

    pub fn clicks(&self, css: &str) {
        let element = self.element(css);
        // Into the middle of the window: a bar at its edge must not take the click.
        let centre = "arguments[0].scrollIntoView({block: 'center'})";
        let handle = serde_json::to_value(&element).expect("an element");
        let _ = self.runtime.block_on(self.client().execute(centre, vec![handle]));
        self.wait(css, element.click());
    }

    /// Clicks the button or link with that text.
    pub fn presses(&self, text: &str) {
        let path = format!("//main//*[self::button or self::a][normalize-space(.)={text:?}]");
        let element = until(&format!("“{text}” on {}", self.path()), 10, || {
            self.runtime.block_on(self.client().find(Locator::XPath(&path))).ok()
        });
        self.wait(text, element.click());
    }

    /// Presses keys in a field.
    pub fn keys(&self, css: &str, keys: &[Key]) {
        let keys: String = keys.iter().map(|&key| char::from(key)).collect();
        self.wait(css, self.element(css).send_keys(&keys));
    }

    /// Runs a script of the test's own.
    pub fn run(&self, script: &str) -> Value {
        self.wait(script, self.client().execute(script, Vec::new()))
    }

    /// How many points wider than the screen the page is.
    #[must_use]
    pub fn overflow(&self) -> i64 {
        // A phone's window grows with what is too wide, so there the screen counts.
        let width = if self.screen == Screen::Phone { "360" } else { "document.documentElement.clientWidth" };
        let script =
            format!("return Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - {width}");
        self.run(&script).as_i64().expect("a number").max(0)
    }

    /// What axe-core finds: one line each.
    #[must_use]
    pub fn axe(&self) -> Vec<String> {
        let axe = fs::read_to_string(env::var("FLOOR_TEST_AXE").expect("FLOOR_TEST_AXE")).expect("axe-core");
        self.wait("axe", self.client().execute(&axe, Vec::new()));
        let script = "const done = arguments[arguments.length - 1];
            axe.run(document).then(found => done(found.passes.length < 5 ? ['axe saw no page'] : found.violations.flatMap(rule =>
                rule.nodes.slice(0, 5).map(node => rule.id + ' at ' + node.target.join(' ') + ': ' +
                    (node.failureSummary || rule.help).replace(/\\s+/g, ' ')))), error => done(['axe failed: ' + error]))";
        let found = self.wait("axe.run", self.client().execute_async(script, Vec::new()));
        let lines = found.as_array().expect("a list").iter();
        lines.map(|line| line.as_str().unwrap_or_default().to_owned()).collect()
    }

    /// A picture of the window, for looking at.
    pub fn screenshot(&self, file: &std::path::Path) {
        fs::write(file, self.wait("screenshot", self.client().screenshot())).expect("a file");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            let _ = self.runtime.block_on(client.close());
        }
    }
}

fn capabilities(screen: Screen, script: Script, profile: &TempDir) -> serde_json::Map<String, Value> {
    let mut arguments: Vec<String> = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,900",
    ]
    .map(ToOwned::to_owned)
    .to_vec();
    arguments.push(format!("--user-data-dir={}", profile.path().display()));
    if screen == Screen::Phone {
        arguments.push("--blink-settings=preferredColorScheme=0".to_owned());
    }
    let mut options = json!({ "args": arguments });
    if screen == Screen::Phone {
        // Without touch: with it and without scripts the driver waits for a gesture that never ends.
        let metrics = json!({ "width": 360, "height": 740, "pixelRatio": 2.0, "touch": false, "mobile": true });
        options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
    }
    if script == Script::Off {
        options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
    }
    let all = json!({ "browserName": "chrome", "goog:chromeOptions": options });
    all.as_object().expect("an object").clone()
}
