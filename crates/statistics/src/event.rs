//! What can be counted, and the names under which it is kept.

use kernel::{AccountId, MemberId};

use crate::{View, VisitorHash, source::Source};

/// One thing that happened. Searches and pages are recorded only for visitors that are no bots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A public page was shown.
    Page {
        visitor: VisitorHash,
        view: View,
        /// From where it was opened.
        source: Source,
        /// By which campaign's link.
        campaign: Option<String>,
    },
    /// An officer or a member took a list or a report away; which one.
    Export {
        what: &'static str,
    },
    LoginSucceeded {
        account: AccountId,
        member: Option<MemberId>,
    },
    /// The account and its member where they are known; a login with an unknown name has neither.
    LoginFailed {
        account: Option<AccountId>,
        member: Option<MemberId>,
    },
    /// What was typed into the search box, and how many products were found.
    Search {
        term: String,
        hits: u64,
    },
}

/// The kinds of `counter` rows. Kinds that count the floor as a whole have the nil UUID as subject.
pub mod kind {
    /// Pages shown.
    pub const PAGE: &str = "page";
    /// By product.
    pub const PRODUCT_VIEW: &str = "product_view";
    /// By commodity, of the products that name one.
    pub const COMMODITY_VIEW: &str = "commodity_view";
    /// By stall.
    pub const STALL_VIEW: &str = "stall_view";
    /// By offer.
    pub const OFFER_VIEW: &str = "offer_view";
    /// Visitors from other sites, by the site's name.
    pub const REFERRER: &str = "referrer";
    /// Visitors by a campaign's link, by the campaign.
    pub const CAMPAIGN: &str = "campaign";
    /// From where a stall's pages were opened, by stall and source.
    pub const STALL_SOURCE: &str = "stall_source";
    /// The terms whose results led to a stall's pages, by stall and term.
    pub const STALL_TERM: &str = "stall_term";
    /// Lists and reports taken away, by which one.
    pub const EXPORT: &str = "export";
    /// Pages that were not counted because their address asked for too many.
    pub const CAPPED: &str = "capped";
    /// Every successful login.
    pub const LOGIN_OK: &str = "login_ok";
    /// Successful logins by member.
    pub const LOGIN_OK_MEMBER: &str = "login_ok_member";
    /// Successful logins of accounts that belong to no member, by account.
    pub const LOGIN_OK_ACCOUNT: &str = "login_ok_account";
    /// Every failed login.
    pub const LOGIN_FAILED: &str = "login_failed";
    /// Failed logins by member.
    pub const LOGIN_FAILED_MEMBER: &str = "login_failed_member";
    /// Failed logins to accounts that belong to no member, by account.
    pub const LOGIN_FAILED_ACCOUNT: &str = "login_failed_account";
    /// Every search, those too whose term is not kept.
    pub const SEARCH: &str = "search";
    /// Visits; of days that are not closed yet they stand in `visitor`.
    pub const VISIT: &str = "visit";
    /// Different visitors of a day; of days that are not closed yet they stand in `visitor`.
    pub const VISITOR: &str = "visitor";
}
