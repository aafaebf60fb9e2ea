//! What two sides do to trade, over the pages, one step per function.

use floor_tests::{
    client::Client,
    db,
    form::Form,
    html::Page,
    offers,
    people::{Role, log_in},
    program::Server,
};

use super::steps::{decide, moderator};
pub use floor_tests::people::PASSWORD;

pub const NEW_BUY: &str = "/giao-dich/chao-mua/moi";
pub const NEW_SELL: &str = "/giao-dich/chao-ban/moi";

/// A demonstration floor whose own member is trusted: its offers open at once.
pub struct Floor {
    pub server: Server,
    pub seller: Client,
    pub buyer: Client,
    /// A code of the second factor opens once, so he logs in once.
    pub officer: Client,
    /// What the demonstration has already.
    before: Vec<(&'static str, i64)>,
}

const TABLES: [&str; 6] = ["offer", "quote", "quote_thread", "deal", "thread_message", "thread_attachment"];

fn rows(server: &Server, table: &str) -> i64 {
    db::number(server, &format!("SELECT count(*) FROM {table}"))
}

impl Floor {
    pub fn new() -> Self {
        let server = Server::demonstration();
        db::execute(
            &server,
            "INSERT INTO offer_trust (member_id, officer_id, reason, since)
             SELECT membership.member_id, account.id, 'Thành viên lâu năm', account.created_at
             FROM membership JOIN account ON account.id = membership.account_id WHERE account.email = 'chu-vuon@mau.example'",
        );
        let before = TABLES.map(|table| (table, rows(&server, table))).to_vec();
        Self {
            seller: Role::Owner.visits(&server),
            buyer: Role::Buyer.visits(&server),
            officer: moderator(&server),
            server,
            before,
        }
    }

    /// The seller's offer of 500 kg, open; its public address.
    pub fn sells(&mut self) -> String {
        let form = sell_form(&self.server, &mut self.seller);
        format!("/chao-ban/{}", sent(&mut self.seller, form))
    }

    /// The buyer's offer of 1,000 kg of those words, approved; its public address.
    pub fn buys(&mut self, title: &str, contact: &str) -> String {
        let form = buy_form(&mut self.buyer, title).set("contact", contact);
        let id = sent(&mut self.buyer, form);
        decide(&mut self.officer, &format!("/quan-tri/chao-hang/{id}"), "duyet", "");
        format!("/chao-mua/{id}")
    }

    /// How many rows the test has made.
    pub fn count(&self, table: &str) -> i64 {
        let before = self.before.iter().find(|(known, _)| *known == table).expect("a table that is counted").1;
        rows(&self.server, table) - before
    }
}

/// The address of the owner of another business that sells.
pub fn other_sellers(server: &Server) -> Vec<String> {
    db::texts(
        server,
        "SELECT account.email FROM account JOIN membership ON membership.account_id = account.id
         JOIN member ON member.id = membership.member_id JOIN stall ON stall.member_id = member.id
         WHERE membership.role = 'owner' AND member.state = 'approved' AND stall.state = 'open' AND account.email IS NOT NULL
           AND account.email <> 'chu-vuon@mau.example' ORDER BY account.email LIMIT 12",
    )
}

/// That person, logged in.
pub fn enters(server: &Server, email: &str) -> Client {
    let mut client = server.client();
    log_in(&mut client, email, PASSWORD);
    client
}

/// So many days from today as people write it.
pub fn day(server: &Server, days: u64) -> String {
    kernel::date::day(kernel::Locale::Vi, offers::day(server, days))
}

/// The form of an offer to sell, filled in.
pub fn sell_form(server: &Server, client: &mut Client) -> Form {
    let (product, ..) = offers::product(server);
    let mut form = client.open(NEW_SELL).form(NEW_SELL);
    let steps = form.fields.iter_mut().filter(|(name, _)| name.starts_with("step_"));
    for ((_, value), typed) in steps.zip(["100", "43k"]) {
        typed.clone_into(value);
    }
    form.set("product", &product.to_string())
        .set("quantity", "500")
        .set("unit", "kg")
        .set("price", "45k")
        .set("min_lot", "10")
        .set("commune", "18550")
        .set("place", "Kho cạnh Ủy ban xã")
        .set("quality", "Loại 1, không dập")
        .set("available_until", &day(server, 60))
        .set("valid_until", &day(server, 30))
}

/// The form of an offer to buy in free words, filled in.
pub fn buy_form(client: &mut Client, title: &str) -> Form {
    let form = client.open(NEW_BUY).form(NEW_BUY);
    form.set("title", title)
        .set("category", "0101")
        .set("quantity", "1000")
        .set("unit", "kg")
        .set("price", "30k")
        .set("commune", "18550")
        .set("place", "Chợ đầu mối")
        .set("quality", "Trái trên 200 g")
}

/// Sends an offer's form; the offer's id.
pub fn sent(client: &mut Client, form: Form) -> String {
    let page = client.accepted(&form.press("hanh_dong", "gui"));
    last_part(&page)
}

/// The id at the end of the page's address.
pub fn last_part(page: &Page) -> String {
    let path = page.path.split('?').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// The form of a quote on the offer at that address.
pub fn quote_form(client: &mut Client, offer: &str, price: &str, quantity: &str) -> Form {
    let form = client.open(&format!("{offer}/bao-gia")).form("/bao-gia");
    form.set("price", price).set("quantity", quantity).set("terms", "Giao tại kho, trả tiền khi nhận")
}

/// Quotes; the address of the talk.
pub fn quotes(client: &mut Client, offer: &str, price: &str, quantity: &str) -> String {
    let form = quote_form(client, offer, price, quantity);
    talk_of(&client.accepted(&form))
}

/// The address of the talk that a page is.
pub fn talk_of(page: &Page) -> String {
    let path = page.path.split('?').next().unwrap_or_default().to_owned();
    assert!(path.starts_with("/giao-dich/trao-doi/"), "{path}: {}", page.main());
    path
}

/// Makes a counter-offer.
pub fn counters(client: &mut Client, talk: &str, price: &str, quantity: &str) -> Page {
    let form = client.open(talk).form("/tra-gia").set("price", price).set("quantity", quantity);
    client.accepted(&form)
}

/// Accepts what waits; the address of the deal.
pub fn accepts(client: &mut Client, talk: &str) -> String {
    let form = client.open(&format!("{talk}/chap-nhan")).form("/chap-nhan");
    let page = client.accepted(&form);
    let path = page.path.split('?').next().unwrap_or_default().to_owned();
    assert!(path.starts_with("/giao-dich/thoa-thuan/"), "{path}: {}", page.main());
    path
}

pub fn says(client: &mut Client, talk: &str, body: &str) -> Page {
    let form = client.open(talk).form("/tin-nhan").set("body", body);
    client.accepted(&form)
}
