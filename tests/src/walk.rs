//! The route table walked: every address filled with something that exists on the demonstration floor.

use crate::{db, program::Server};

/// The things of one member business, by the ids and slugs that stand in addresses.
#[derive(Debug, Clone)]
pub struct Things {
    pub member: String,
    pub stall: String,
    pub stall_slug: String,
    /// A listed product with photos and a revision.
    pub product: String,
    /// Of another listed product.
    pub product_slug: String,
    pub photo: String,
    pub revision: String,
    pub document: String,
    pub product_document: String,
    pub inquiry: String,
    pub account: String,
    pub offer: String,
    pub thread: String,
}

const NOTHING: &str = "00000000-0000-7000-8000-000000000000";

impl Things {
    /// Of the member whose owner logs in with that e-mail address.
    #[must_use]
    pub fn of(server: &Server, email: &str) -> Self {
        let account = db::id(server, &format!("SELECT id FROM account WHERE email = '{email}'"));
        let of_account = format!("(SELECT id FROM account WHERE email = '{email}')");
        let member = format!("(SELECT member_id FROM membership WHERE account_id = {of_account})");
        let one = |sql: &str| {
            let found = db::ids(server, &format!("{sql} LIMIT 1"));
            found.first().map_or_else(|| NOTHING.to_owned(), ToString::to_string)
        };
        let stall = format!("(SELECT id FROM stall WHERE member_id = {member})");
        let revision = format!("SELECT id FROM product_revision WHERE member_id = {member}");
        let product = format!("(SELECT product_id FROM product_revision WHERE member_id = {member} LIMIT 1)");
        let offer = format!("(SELECT id FROM offer WHERE party_id = {member} ORDER BY id DESC LIMIT 1)");
        Self {
            offer: one(&format!("SELECT id FROM offer WHERE id = {offer}")),
            thread: one(&format!("SELECT id FROM quote_thread WHERE offer_id = {offer}")),
            account: account.to_string(),
            member: one(&format!("SELECT id FROM member WHERE id = {member}")),
            stall: one(&format!("SELECT id FROM stall WHERE member_id = {member}")),
            stall_slug: db::text(server, &format!("SELECT slug FROM stall WHERE member_id = {member}")),
            product: one(&format!("SELECT id FROM product WHERE id = {product}")),
            product_slug: db::text(
                server,
                &format!(
                    "SELECT slug FROM product WHERE member_id = {member} AND state = 'listed' AND id <> {product} LIMIT 1"
                ),
            ),
            photo: db::text(
                server,
                &format!("SELECT picture_id FROM product_photo WHERE product_id = {product} ORDER BY position LIMIT 1"),
            ),
            revision: one(&revision),
            document: one(&format!("SELECT id FROM member_document WHERE member_id = {member}")),
            product_document: one(&format!("SELECT id FROM product_document WHERE product_id = {product}")),
            inquiry: one(&format!("SELECT id FROM inquiry WHERE stall_id = {stall}")),
        }
    }

    /// The demonstration's own member.
    #[must_use]
    pub fn own(server: &Server) -> Self {
        Self::of(server, "chu-vuon@mau.example")
    }

    /// Another member, with a revision of its own too.
    #[must_use]
    pub fn others(server: &Server) -> Self {
        let email = db::text(
            server,
            "SELECT account.email FROM account JOIN membership ON membership.account_id = account.id
             JOIN product_revision ON product_revision.member_id = membership.member_id
             WHERE membership.role = 'owner' AND account.email <> 'chu-vuon@mau.example' ORDER BY account.email LIMIT 1",
        );
        Self::of(server, &email)
    }

    /// The address of a line of the table with these things in it. A new kind of parameter needs a line here.
    #[must_use]
    pub fn address(&self, server: &Server, pattern: &str) -> String {
        let parts: Vec<&str> = pattern.split('/').collect();
        let mut address = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            if !part.starts_with('{') {
                address.push((*part).to_owned());
                continue;
            }
            // The nearest fixed part before it says what it names; a fixed part further back says whose it is.
            let named = parts[..at].iter().rev().find(|part| !part.starts_with('{')).copied().unwrap_or_default();
            let of_product = parts[..at].contains(&"san-pham") && named != "san-pham";
            address.push(self.parameter(server, pattern, named, of_product));
        }
        address.join("/") + query(pattern)
    }

    fn parameter(&self, server: &Server, pattern: &str, named: &str, of_product: bool) -> String {
        let inside = pattern.contains("/kenh-ban-hang/") || pattern.contains("/quan-tri/");
        match (named, inside) {
            ("san-pham", true) => self.product.clone(),
            ("san-pham" | "products", false) => self.product_slug.clone(),
            ("gian-hang", true) => self.stall.clone(),
            ("gian-hang" | "stalls", false) => self.stall_slug.clone(),
            ("thanh-vien", true) => self.member.clone(),
            ("ban-sua", true) => self.revision.clone(),
            ("giay-to", true) if of_product || pattern.contains("giay-to/san-pham") => self.product_document.clone(),
            ("giay-to", true) => self.document.clone(),
            ("anh", true) => self.photo.clone(),
            ("tin-nhan", true) => self.inquiry.clone(),
            ("chao-hang", true) => self.offer.clone(),
            ("trao-doi", _) => self.thread.clone(),
            ("chao-hang", false) => self.offer.clone(),
            ("chao-ban", false) => open_offer(server, "sell"),
            ("chao-mua", false) => open_offer(server, "buy"),
            // Nobody's.
            ("tep" | "thoa-thuan" | "xuat", _) => NOTHING.to_owned(),
            ("tai-khoan", true) => self.account.clone(),
            ("bang-gia", false) => "cam-khe-may".to_owned(),
            ("danh-muc", false) => "trai-cay".to_owned(),
            ("nganh-hang", true) => db::text(server, "SELECT code FROM category WHERE slug = 'trai-cay'"),
            ("mat-hang", true) => db::id(server, "SELECT id FROM commodity ORDER BY slug LIMIT 1").to_string(),
            ("tu-dong-nghia", true) => {
                db::id(server, "SELECT id FROM search_synonym ORDER BY term_key LIMIT 1").to_string()
            }
            ("su-co", true) => "1".to_owned(),
            ("trang", false) => "dieu-khoan".to_owned(),
            // Nobody's: what is done with one's own is for the tests of offers.
            ("offers" | "quotes" | "threads" | "deals" | "attachments", false) => NOTHING.to_owned(),
            ("anh", false) => format!("{}-320.jpg", self.photo),
            // Secrets that nobody has.
            ("xac-minh" | "dat-lai-mat-khau" | "loi-moi" | "tham-gia" | "bo-theo-doi", _) => "khong-phai-ma".to_owned(),
            ("thong-bao", false) => NOTHING.to_owned(),
            ("tinh", false) => "khong-co".to_owned(),
            _ => panic!("{pattern} names something new after /{named}/: say what in floor_tests::walk"),
        }
    }
}

/// An offer that everybody sees.
fn open_offer(server: &Server, kind: &str) -> String {
    let sql = format!("SELECT id FROM offer WHERE kind = '{kind}' AND state = 'open' ORDER BY id LIMIT 1");
    db::ids(server, &sql).first().map_or_else(|| NOTHING.to_owned(), ToString::to_string)
}

/// What an address needs besides.
fn query(pattern: &str) -> &'static str {
    match pattern.rsplit('/').next() {
        Some("tim-kiem") => "?q=cam",
        Some("thong-ke.csv") => "?bang=san-pham",
        Some("tai") => "?ky=2026-01&dang=csv",
        _ => "",
    }
}

/// Whether an address of this line need not exist: its parameter is a secret, or nothing of it is in the demonstration.
#[must_use]
pub fn may_be_missing(pattern: &str) -> bool {
    let missing = [
        "/chao-hang/",
        "/chao-ban/",
        "/chao-mua/",
        "/trao-doi/",
        "/tep/",
        "/thoa-thuan/",
        "/v1/offers/",
        "/v1/threads/",
        "/xac-minh/",
        "/dat-lai-mat-khau/",
        "/loi-moi/",
        "/tham-gia/",
        "/bo-theo-doi/",
        "/thong-bao/",
        "/tinh/",
        "/su-co/",
        "/xuat/",
    ];
    missing.iter().any(|part| pattern.contains(part))
}
