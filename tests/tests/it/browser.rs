//! Every page in a real Chromium.

use fantoccini::key::Key;
use floor_tests::{
    browser::{Browser, Screen, Script, is_there},
    client::Client,
    db,
    people::{PASSWORD, Role},
    pictures,
    program::Server,
    walk::{Things, may_be_missing},
};
use gateway::{access::Access, routes::table};
use http::Method;

use super::steps::*;

/// Words of the program that no reader should meet.
const CODES: [&str; 10] = ["changes_requested", "Some(", "NaN", "undefined", "null", "Ok", "Err", "{{", "}}", "%}"];
/// English words of the program that must not stand on a Vietnamese page.
const ENGLISH: [&str; 12] = [
    "draft",
    "submitted",
    "approved",
    "rejected",
    "suspended",
    "archived",
    "hidden",
    "listed",
    "closed",
    "Submit",
    "Save",
    "None",
];

/// Every page of the table that `role` may see, in both languages.
fn pages(server: &Server, which: impl Fn(Access, &str) -> bool) -> Vec<String> {
    let own = Things::own(server);
    let routes = table().into_iter().filter(|route| route.method == Method::GET && route.is_page);
    let mut all = Vec::new();
    for route in routes.filter(|route| which(route.access, route.path) && !may_be_missing(route.path)) {
        for address in route.addresses() {
            let address = own.address(server, &address);
            // Private papers are downloads, not pages.
            if !address.contains("/giay-to/") {
                all.push(address);
            }
        }
    }
    all
}

/// Looks at pages on the phone and on the desk: one list of everything that is wrong.
fn look(server: &Server, visitor: Option<&Client>, paths: &[String]) {
    let mut wrong = Vec::new();
    for screen in [Screen::Phone, Screen::Desk] {
        let browser = Browser::new(server, screen, Script::On);
        if let Some(visitor) = visitor {
            browser.becomes(visitor);
        }
        for path in paths {
            let mut check = visitor.cloned().unwrap_or_else(|| server.client());
            let answer = check.go(path);
            if answer.header("content-type").is_none_or(|kind| !kind.starts_with("text/html")) {
                continue;
            }
            // A search whose parameters are wrong says so.
            if answer.status != 200 && !path.contains("min_price=9&") {
                wrong.push(format!("{path}: status {}", answer.status));
            }
            browser.go(path);
            let over = browser.overflow();
            if over > 0 {
                wrong.push(format!("{path} {screen:?}: {over} points too wide"));
            }
            wrong.extend(browser.axe().into_iter().map(|found| format!("{path} {screen:?}: {found}")));
            if screen == Screen::Desk {
                let lang = browser.run("return document.documentElement.lang");
                if lang != if path.starts_with("/en") { "en" } else { "vi" } {
                    wrong.push(format!("{path}: lang {lang}"));
                }
                wrong.extend(leaks(&browser.text("body"), path));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{} findings on {} pages:\n{}", wrong.len(), paths.len(), wrong.join("\n"));
}

#[test]
fn the_checks_of_pages_find_what_is_wrong() {
    if !is_there() {
        return;
    }
    let server = Server::demonstration();
    let browser = Browser::new(&server, Screen::Phone, Script::On);
    browser.go("/");
    assert_eq!((browser.overflow(), browser.axe()), (0, Vec::new()));
    assert_eq!(browser.run("return matchMedia('(prefers-color-scheme: dark)').matches"), true);
    browser.run("document.querySelector('label[for=q]').remove(); document.querySelector('#q').placeholder = ''");
    browser.run("const wide = document.createElement('p'); wide.style.minWidth = '500px'; wide.textContent = 'wide'; document.body.append(wide)");
    assert!(browser.axe().iter().any(|line| line.starts_with("label at #q")), "{:?}", browser.axe());
    assert!(browser.overflow() >= 100, "{}", browser.overflow());
    assert_eq!(leaks("Trạng thái: approved.", "/tai-khoan").len(), 1);
    assert!(leaks("What an officer approved", "/en/tai-khoan").is_empty());
}

fn leaks(text: &str, path: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches(['.', ',', ':', '(', ')'])).collect();
    let english: &[&str] = if path.starts_with("/en") { &[] } else { &ENGLISH };
    let codes = CODES.iter().chain(english).filter(|code| words.contains(code));
    codes.map(|code| format!("{path}: shows “{code}”")).collect()
}

#[test]
fn public_pages_are_right_for_everybody() {
    if !is_there() {
        return;
    }
    let server = Server::demonstration();
    let mut paths = pages(&server, |access, _| access == Access::Public);
    for more in [
        "/tim-kiem?q=khongcogi",
        "/tim-kiem?q=",
        "/tim-kiem?min_price=9&max_price=1",
        "/khong-co",
        "/trang/quyen-rieng-tu",
        "/trang/huong-dan",
    ] {
        paths.extend([more.to_owned(), format!("/en{more}")]);
    }
    paths.retain(|path| !path.contains("khong-co"));
    look(&server, None, &paths);
}

#[test]
fn account_and_desk_pages_are_right_for_everybody() {
    if !is_there() {
        return;
    }
    let server = Server::demonstration();
    let paths = pages(&server, |access, _| matches!(access, Access::LoggedIn | Access::Member | Access::Owner));
    look(&server, Some(&Role::Owner.visits(&server)), &paths);
}

#[test]
fn a_newcomers_desk_is_right_for_everybody() {
    if !is_there() {
        return;
    }
    let server = Server::demonstration();
    let paths: Vec<String> = ["/kenh-ban-hang", "/kenh-ban-hang/ho-so", "/tai-khoan"].map(ToOwned::to_owned).to_vec();
    let both: Vec<String> = paths.iter().map(|path| format!("/en{path}")).chain(paths.clone()).collect();
    look(&server, Some(&Role::Buyer.visits(&server)), &both);
    let applicant = logged_in(&server, "nop-ho-so@mau.example", PASSWORD);
    look(&server, Some(&applicant), &both);
}

#[test]
fn console_pages_are_right_for_everybody() {
    if !is_there() {
        return;
    }
    let server = Server::demonstration();
    floor_tests::offers::furnish(&server);
    let mut paths = pages(&server, |access, _| matches!(access, Access::Officer | Access::Administrator));
    paths.extend(exports(&server).iter().flat_map(|path| [path.clone(), format!("/en{path}")]));
    look(&server, Some(&Role::Administrator.visits(&server)), &paths);
}

/// The pages of an administrator's exports, one in every state that lasts.
fn exports(server: &Server) -> Vec<String> {
    let states = ["done", "failed", "cancelled"];
    for (at, state) in states.iter().enumerate() {
        let row = format!(
            "INSERT INTO export SELECT x'0{at}000000000070008000000000000000', id, 'audit', '', 'vi', '{state}', 12000, 12000, \
             2000000, created_at, created_at, '2100-01-01 00:00:00+00:00' FROM account WHERE email = '{}'",
            Role::Administrator.email()
        );
        db::execute(server, &row);
    }
    (0..states.len()).map(|at| format!("/quan-tri/xuat/0{at}000000-0000-7000-8000-000000000000")).collect()
}

/// Fills in and sends the register form, and opens the mailed link.
fn register_in(browser: &Browser, server: &Server, tree: &str, email: &str) {
    browser.go(&at(tree, "/dang-ky"));
    browser.types("#identifier", email);
    browser.types("#display_name", "Người bán thử");
    browser.types("#password", PASSWORD);
    browser.clicks("#terms");
    browser.clicks("#privacy");
    browser.clicks("main form[action$='/dang-ky'] button.primary");
    let letter = floor_tests::letters::letter(server, email, "/xac-minh/");
    browser.go(&floor_tests::letters::link(&letter, "/xac-minh/"));
    browser.clicks("main form[action*='/xac-minh/'] button.primary");
    floor_tests::until("verified", 60, || (!browser.path().contains("/xac-minh/")).then_some(()));
}

fn send(browser: &Browser, button: &str) {
    let before = browser.path();
    browser.clicks(button);
    floor_tests::until(&format!("{before}: after {button}"), 60, || {
        (browser.path() != before || browser.has(".error-summary")).then_some(())
    });
    if browser.has(".error-summary") {
        panic!("{}: {}", browser.path(), browser.text(".error-summary"));
    }
}

/// Application → approval → stall → approval → listing → approval → found by typing without accents.
fn sell(server: &Server, screen: Screen, script: Script, tree: &str, number: u32) -> Browser {
    let (business, stall, goods) = (
        format!("Hợp tác xã Trình Duyệt {number}"),
        format!("Gian Trình Duyệt {number}"),
        format!("Ổi Găng Vườn {number}"),
    );
    let mut officer = moderator(server);
    let browser = Browser::new(server, screen, script);
    register_in(&browser, server, tree, &format!("trinh-duyet-{number}@thu.example"));

    browser.go(&at(tree, "/kenh-ban-hang/ho-so"));
    browser.clicks("input[name=kind][value=cooperative]");
    for (field, text) in [
        ("name", business.as_str()),
        ("tax_code", &tax_code(number)),
        ("legal_representative", "Người đại diện thử"),
        ("address", "Thôn thử 1"),
        ("phone", "0912 345 678"),
    ] {
        browser.types(&format!("main #{field}"), text);
    }
    browser.chooses("#commune", "18550");
    send(&browser, "main button[name=hanh_dong][value=luu]");
    browser.go(&at(tree, "/kenh-ban-hang/giay-to"));
    browser.chooses("#kind", "licence");
    browser.attaches("#file", "giay-phep.pdf", &pictures::pdf());
    send(&browser, "main form[action$='/giay-to'] button.primary");
    browser.go(&at(tree, "/kenh-ban-hang/ho-so"));
    send(&browser, "main button[name=hanh_dong][value=gui]");
    approve(&mut officer, tree, &business);

    browser.go(&at(tree, "/kenh-ban-hang/gian-hang"));
    for (field, text) in [
        ("name", stall.as_str()),
        ("slug", &format!("gian-trinh-duyet-{number}")),
        ("address", "Thôn thử 1"),
        ("phone", "0912 345 678"),
    ] {
        browser.types(&format!("main #{field}"), text);
    }
    browser.chooses("#commune", "18550");
    send(&browser, "main button[name=hanh_dong][value=gui]");
    approve(&mut officer, tree, &stall);

    browser.go(&at(tree, "/kenh-ban-hang/san-pham/moi"));
    browser.attaches("#photo-files", "oi.jpg", &pictures::photo(120));
    browser.types("main #name", &goods);
    browser.chooses("#category", "0101");
    browser.types("main #price", "45k");
    browser.chooses("#unit", "kg");
    browser.chooses("#commune", "18550");
    send(&browser, "main .actions button[name=hanh_dong][value=gui]");
    approve(&mut officer, tree, &goods);

    until_found(&mut server.client(), tree, "oi gang vuon", &goods, true);
    browser.go(&at(tree, "/"));
    browser
}

#[test]
fn a_phone_without_scripts_sells_in_vietnamese() {
    if !is_there() {
        return;
    }
    let server = Server::demonstration();
    let browser = sell(&server, Screen::Phone, Script::Off, VI, 1);
    browser.types("#q", "oi gang vuon");
    browser.clicks("form[role=search] button");
    browser.sees("Ổi Găng Vườn 1");
    browser.clicks("main a[href^='/san-pham/oi-gang-vuon']");
    browser.sees("45.000");
    browser.types("#name", "Người mua");
    browser.types("#contact", "0987654321");
    browser.types("#body", "Ổi còn không bạn?");
    browser.clicks("form[action$='/hoi'] button");
    floor_tests::letters::letter(&server, "trinh-duyet-1@thu.example", "Ổi còn không bạn?");
}

#[test]
fn a_desk_with_scripts_sells_in_english_and_suggests_while_typing() {
    if !is_there() {
        return;
    }
    let server = Server::demonstration();
    let browser = sell(&server, Screen::Desk, Script::On, EN, 2);
    browser.types("#q", "oi gang");
    floor_tests::until("the suggestion", 60, || browser.text(".suggestions").contains("Ổi Găng").then_some(()));
    // Down to it, past the categories.
    floor_tests::until("the arrow key comes to it", 60, || {
        browser.keys("#q", &[Key::Down]);
        browser.text(".suggestions [aria-selected=true]").contains("Ổi Găng").then_some(())
    });
    browser.keys("#q", &[Key::Enter]);
    floor_tests::until("the chosen product", 60, || browser.path().contains("/en/san-pham/oi-gang-vuon").then_some(()));
    browser.sees("45,000");
    assert!(browser.title().contains("Ổi Găng Vườn 2"));
}
