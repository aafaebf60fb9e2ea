//! The people of the demonstration floor and how they log in.

use accounts::second_factor;
use chrono::{TimeDelta, Utc};

use crate::{client::Client, html::Page, program::Server};

/// As the start-up message prints it.
pub const PASSWORD: &str = "cam-khe-may-2026";
/// The key of the officers' second factor, as printed.
pub const SECOND_FACTOR: &str = "MZWG633SHBQXG2DFNZZWK5DPMRSW23ZT";

/// Who may be looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Nobody,
    Buyer,
    Staff,
    Owner,
    Moderator,
    Administrator,
}

impl Role {
    pub const ALL: [Self; 6] =
        [Self::Nobody, Self::Buyer, Self::Staff, Self::Owner, Self::Moderator, Self::Administrator];

    #[must_use]
    pub fn email(self) -> &'static str {
        match self {
            Self::Nobody => "",
            Self::Buyer => "nguoi-mua@mau.example",
            Self::Staff => "nhan-vien@mau.example",
            Self::Owner => "chu-vuon@mau.example",
            Self::Moderator => "kiem-duyet@mau.example",
            Self::Administrator => "quan-tri@mau.example",
        }
    }

    #[must_use]
    pub fn is_officer(self) -> bool {
        matches!(self, Self::Moderator | Self::Administrator)
    }

    /// That person of a demonstration floor, logged in.
    #[must_use]
    pub fn visits(self, server: &Server) -> Client {
        let mut client = server.client();
        if self != Self::Nobody {
            log_in(&mut client, self.email(), PASSWORD);
        }
        client
    }
}

/// Logs in at the page, with the second factor where it is asked for. Gives where it led.
pub fn log_in(client: &mut Client, identifier: &str, password: &str) -> Page {
    let page = client.open("/dang-nhap");
    let page = client.submit(&page.form("/dang-nhap").set("identifier", identifier).set("password", password));
    let page = if page.find_form("/dang-nhap/ma").is_some() { enter_code(client, page) } else { page };
    let failed = client.cookie("floor").is_none();
    assert!(!failed, "{identifier} can't log in: {} {}", page.status, page.main());
    page
}

/// Types the code of the demonstration's officers. A code works once, so the ones beside it are tried too.
fn enter_code(client: &mut Client, mut page: Page) -> Page {
    for seconds in [0, 30, -30] {
        let code = code(seconds);
        let answer = client.submit(&page.form("/dang-nhap/ma").set("code", &code));
        if client.cookie("floor").is_some() {
            return answer;
        }
        assert_eq!(answer.status, 422, "{}", answer.main());
        page = answer;
    }
    page
}

/// What the officers' app shows that many seconds from now.
#[must_use]
pub fn code(seconds: i64) -> String {
    at(SECOND_FACTOR, seconds)
}

/// What an app with that key shows now.
#[must_use]
pub fn code_of(key: &str) -> String {
    at(key, 0)
}

#[allow(clippy::disallowed_methods, reason = "the program under test runs on the real clock")]
fn at(key: &str, seconds: i64) -> String {
    second_factor::code_at(key, Utc::now() + TimeDelta::seconds(seconds)).expect("a right key")
}
