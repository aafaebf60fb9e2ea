//! What people do on the way from a registration to a sale, one step per function, in either language.

use floor_tests::{
    client::Client,
    form::Form,
    html::Page,
    letters,
    people::{PASSWORD, Role, log_in},
    pictures,
    program::Server,
    until, url,
};
use kernel::tax_code::TaxCode;

/// The Vietnamese or the English pages.
pub const VI: &str = "";
pub const EN: &str = "/en";

/// A path in the tree of that language.
pub fn at(tree: &str, path: &str) -> String {
    format!("{tree}{path}")
}

/// An organisation's tax code with a right check digit, another for every number.
pub fn tax_code(number: u32) -> String {
    let mut last_digits = (0..10_000).map(|rest| format!("3{:05}{rest:04}", number % 100_000));
    last_digits.find(|code| TaxCode::parse(code).is_ok()).expect("some digit is right")
}

/// Registers with an e-mail address and opens the link in the mail.
pub fn register(server: &Server, tree: &str, email: &str) -> Client {
    let mut client = server.client();
    let form = client.open(&at(tree, "/dang-ky")).form("/dang-ky");
    let form = form.set("identifier", email).set("display_name", "Người bán thử").set("password", PASSWORD);
    client.accepted(&form.tick("terms", "1").tick("privacy", "1"));
    let link = letters::link(&letters::letter(server, email, "/xac-minh/"), "/xac-minh/");
    assert_eq!(link.starts_with("/en/"), tree == EN, "the mail is in the language of the registration: {link}");
    let page = client.open(&link);
    client.accepted(&page.form(&link));
    client
}

/// The application, filled in.
pub fn application(client: &mut Client, tree: &str, name: &str, tax_code: &str) -> Form {
    let form = client.open(&at(tree, "/kenh-ban-hang/ho-so")).form("/kenh-ban-hang/ho-so");
    form.set("kind", "cooperative")
        .set("name", name)
        .set("tax_code", tax_code)
        .set("legal_representative", "Người đại diện thử")
        .set("commune", "18550")
        .set("address", "Thôn thử 1")
        .set("phone", "0912 345 678")
        .set("description", "Trồng cam từ lâu.")
}

/// Hands in a licence.
pub fn hand_in_licence(client: &mut Client, tree: &str) -> Page {
    let form = client.open(&at(tree, "/kenh-ban-hang/giay-to")).form("/kenh-ban-hang/giay-to");
    client.accepted(&form.set("kind", "licence").file("file", "Giấy phép.pdf", &pictures::pdf()))
}

/// Applies: saves, hands in the licence, submits.
pub fn apply(client: &mut Client, tree: &str, name: &str, tax_code: &str) -> Page {
    let form = application(client, tree, name, tax_code);
    client.accepted(&form.press("hanh_dong", "luu"));
    hand_in_licence(client, tree);
    let form = client.open(&at(tree, "/kenh-ban-hang/ho-so")).form("/kenh-ban-hang/ho-so");
    client.accepted(&form.press("hanh_dong", "gui"))
}

/// Fills in the stall and submits it.
pub fn open_stall(client: &mut Client, tree: &str, name: &str, slug: &str) -> Page {
    let form = stall(client, tree, name, slug);
    client.accepted(&form.press("hanh_dong", "gui"))
}

pub fn stall(client: &mut Client, tree: &str, name: &str, slug: &str) -> Form {
    let form = client.open(&at(tree, "/kenh-ban-hang/gian-hang")).form("/kenh-ban-hang/gian-hang");
    form.set("name", name)
        .set("slug", slug)
        .set("introduction", "Chào bạn đến với **gian hàng thử**.")
        .set("commune", "18550")
        .set("address", "Thôn thử 1")
        .set("phone", "0912 345 678")
}

/// A new product, filled in, with a photo.
pub fn product(client: &mut Client, tree: &str, name: &str) -> Form {
    let form = client.open(&at(tree, "/kenh-ban-hang/san-pham/moi")).form("/kenh-ban-hang/san-pham/moi");
    form.set("name", name)
        .set("category", "0101")
        .set("price", "45k")
        .set("unit", "kg")
        .set("commune", "18550")
        .tick("months", "11")
        .tick("months", "12")
        .set("description", "Vị **ngọt thanh**.")
        .file("photos", "anh.jpg", &pictures::photo(200))
}

pub fn list_product(client: &mut Client, tree: &str, name: &str) -> Page {
    let form = product(client, tree, name);
    client.accepted(&form.press("hanh_dong", "gui"))
}

/// The page in the officers' queue where that name stands.
pub fn in_queue(officer: &mut Client, tree: &str, name: &str) -> Page {
    let queue = officer.open(&at(tree, "/quan-tri/cho-duyet"));
    let html = queue.html();
    let named = html.find(name).unwrap_or_else(|| panic!("{name} does not wait: {}", queue.main()));
    let before = floor_tests::html::tags(&html[..named]);
    let link = before.iter().rev().find_map(|tag| tag.get("href")).expect("a name in the queue is a link");
    officer.open(link)
}

/// The form of the decision on a review page.
pub fn decision(page: &Page) -> Form {
    let path = page.path.split('?').next().unwrap_or_default().to_owned();
    page.form(path.strip_prefix("/en").unwrap_or(&path))
}

pub fn approve(officer: &mut Client, tree: &str, name: &str) {
    let page = in_queue(officer, tree, name);
    officer.accepted(&decision(&page).press("viec", "duyet"));
}

/// Sends a decision that needs a reason.
pub fn decide(officer: &mut Client, path: &str, verb: &str, reason: &str) {
    let page = officer.open(path);
    let form = decision(&page);
    let form = if reason.is_empty() { form } else { form.set("reason", reason) };
    officer.accepted(&form.press("viec", verb));
}

/// Whether a search shows a product of that name.
pub fn finds(client: &mut Client, tree: &str, typed: &str, name: &str) -> bool {
    client.open(&at(tree, &format!("/tim-kiem?q={}", url::encode(typed)))).main().contains(name)
}

/// Waits until a search does (or does not) show it.
pub fn until_found(client: &mut Client, tree: &str, typed: &str, name: &str, wanted: bool) {
    let what = format!("{name} {} found by {typed:?}", if wanted { "is" } else { "is no more" });
    until(&what, 60, || (finds(client, tree, typed, name) == wanted).then_some(()));
}

/// An approved member with an open stall, logged in.
pub fn seller(server: &Server, officer: &mut Client, number: u32) -> Client {
    let (email, name) = (format!("nguoi-ban-{number}@thu.example"), format!("Hợp tác xã Thử {number}"));
    let mut client = register(server, VI, &email);
    apply(&mut client, VI, &name, &tax_code(number));
    approve(officer, VI, &name);
    let stall = format!("Gian Hàng Thử {number}");
    open_stall(&mut client, VI, &stall, &format!("gian-hang-thu-{number}"));
    approve(officer, VI, &stall);
    client
}

/// Somebody new at the page, who knows name and password only.
pub fn logged_in(server: &Server, identifier: &str, password: &str) -> Client {
    let mut client = server.client();
    log_in(&mut client, identifier, password);
    client
}

pub fn moderator(server: &Server) -> Client {
    Role::Moderator.visits(server)
}
