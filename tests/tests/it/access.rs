//! Who may do what: every line of the route table, as everybody.

use floor_tests::{
    client::{Client, Request},
    db,
    html::Page,
    offers,
    people::Role,
    pictures,
    program::Server,
    walk::{Things, may_be_missing},
};
use gateway::{
    access::Access,
    routes::{Route, table},
};
use http::Method;

/// What the table says about that person.
fn allowed(access: Access, role: Role) -> bool {
    match access {
        Access::Public => true,
        Access::LoggedIn => role != Role::Nobody,
        Access::Member => matches!(role, Role::Staff | Role::Owner),
        Access::Owner => role == Role::Owner,
        Access::Officer => role.is_officer(),
        Access::Administrator => role == Role::Administrator,
    }
}

/// Handlers that look closer than the table can: staff see the application, only the owner changes it; who has no open stall is told
/// so before typing a quote for an offer to buy.
const CLOSER: [(Method, &str, Role); 4] = [
    (Method::POST, "/kenh-ban-hang/ho-so", Role::Staff),
    (Method::GET, "/chao-mua/{id}/bao-gia", Role::Buyer),
    (Method::GET, "/chao-mua/{id}/bao-gia", Role::Moderator),
    (Method::GET, "/chao-mua/{id}/bao-gia", Role::Administrator),
];

fn ask(client: &mut Client, route: &Route, address: &str) -> Page {
    match route.method {
        Method::GET => client.get(address),
        Method::POST => client.post(address, &[]),
        _ => client.send(Request { method: method(route), path: address.to_owned(), ..Request::default() }),
    }
}

fn method(route: &Route) -> &'static str {
    match route.method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        ref other => panic!("{other}: say here how it is asked"),
    }
}

fn is_refused(page: &Page) -> bool {
    let to_login = page.location().is_some_and(|to| to.contains("/dang-nhap?tiep="));
    to_login || matches!(page.status, 401 | 403)
}

/// Exactly the refusal of the guard.
fn is_exactly_refused(route: &Route, role: Role, page: &Page) -> bool {
    match (role, &route.method) {
        (Role::Nobody, &Method::GET) if route.is_page => page.status == 303 && is_refused(page),
        (Role::Nobody, _) => page.status == 401,
        _ => page.status == 403,
    }
}

/// A demonstration floor where both members have everything that an address can name.
fn furnished() -> (Server, Things, Things) {
    let server = Server::demonstration();
    let others = Things::others(&server);
    let mut visitor = server.client();
    let form = visitor.open(&format!("/gian-hang/{}", others.stall_slug)).form("/hoi");
    let form = form.set("name", "Người mua").set("contact", "0912345678").set("body", "Gian hàng có giao xa không?");
    visitor.accepted(&form);
    let mut own = Role::Owner.visits(&server);
    let page = own.open(&format!("/kenh-ban-hang/san-pham/{}", Things::own(&server).product));
    if let Some(form) = page.find_form("/giay-to") {
        let kind = form.choices.iter().find(|(name, value)| name == "kind" && !value.is_empty()).unwrap().1.clone();
        own.accepted(&form.set("kind", &kind).file("file", "giay.pdf", &pictures::pdf()));
    }
    let (offer, thread) = offers::furnish(&server);
    let (own, others) = (Things::own(&server), Things::others(&server));
    assert_eq!((&own.offer, &own.thread), (&offer.to_string(), &thread.to_string()));
    (server, own, others)
}

#[test]
fn every_route_serves_those_it_is_for_and_refuses_everybody_else() {
    let (server, own, _) = furnished();
    let mut wrong = Vec::new();
    let mut asked = 0;
    let mut visitors = Role::ALL.map(|role| (role, role.visits(&server)));
    // Everybody looks before anybody writes; the way out comes last.
    let mut routes = table();
    routes.sort_by_key(|route| (route.method != Method::GET, route.path == "/dang-xuat"));
    for route in &routes {
        for (role, client) in &mut visitors {
            for address in route.addresses() {
                let address = own.address(&server, &address);
                let page = ask(client, route, &address);
                if !fits(route, *role, &page) {
                    let to = page.location().unwrap_or_default();
                    wrong.push(format!(
                        "{role:?} {} {address} ({:?}): {} {to}",
                        route.method, route.access, page.status
                    ));
                }
                asked += 1;
            }
            // An empty form throws nobody out; else the rest of the walk would mean nothing.
            let lost = *role != Role::Nobody && route.path != "/dang-xuat" && client.cookie("floor").is_none();
            assert!(!lost, "{role:?} lost the session at {}", route.path);
        }
    }
    assert!(asked > 500, "{asked}");
    assert!(wrong.is_empty(), "{} of {asked} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Served to whom the table names, exactly refused to everybody else, and never a failure of ours.
fn fits(route: &Route, role: Role, page: &Page) -> bool {
    if !allowed(route.access, role) {
        return is_exactly_refused(route, role, page);
    }
    if page.status == 403 && CLOSER.contains(&(route.method.clone(), route.path, role)) {
        return true;
    }
    if route.method == Method::GET {
        return matches!(page.status, 200 | 303) && !is_refused(page)
            || (matches!(page.status, 404 | 410) && may_be_missing(route.path));
    }
    page.status < 500 && !is_refused(page)
}

#[test]
fn another_members_things_do_not_exist() {
    let (server, own, others) = furnished();
    let state = |table: &str| {
        let member = uuid::Uuid::parse_str(&others.member).unwrap().simple().to_string().to_uppercase();
        db::texts(
            &server,
            &format!(
                "SELECT state || '/' || version FROM {table} WHERE hex({}) = '{member}' ORDER BY id",
                if table == "member" { "id" } else { "member_id" }
            ),
        )
    };
    let before = [state("product"), state("stall"), state("member")];
    assert!(before.iter().all(|states| !states.is_empty()));
    let mut wrong = Vec::new();
    let mut asked = 0;
    let mut client = Role::Owner.visits(&server);
    let inside = table().into_iter().filter(|route| matches!(route.access, Access::Member | Access::Owner));
    for route in inside.filter(|route| route.path.contains('{')) {
        let nobodys = own.address(&server, route.path).replace(|one: char| one.is_ascii_digit(), "0");
        // Somebody else's, nobody's, and what is no id at all.
        let garbage: Vec<&str> =
            route.path.split('/').map(|part| if part.starts_with('{') { "khong-phai-ma" } else { part }).collect();
        for address in [others.address(&server, route.path), nobodys, garbage.join("/")] {
            let page = ask(&mut client, &route, &address);
            if page.status != 404 {
                wrong.push(format!("{} {address}: {}", route.method, page.status));
            }
            asked += 1;
        }
    }
    assert!(asked > 10, "{asked}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!([state("product"), state("stall"), state("member")], before, "nothing of theirs changed");
}

#[test]
fn private_papers_reach_only_the_member_and_officers() {
    let (server, own, _) = furnished();
    let paper = format!("/kenh-ban-hang/giay-to/{}", own.document);
    let page = Role::Owner.visits(&server).open(&paper);
    assert_eq!(page.header("content-type"), Some("application/pdf"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert!(page.header("content-disposition").is_some_and(|way| way.starts_with("attachment")));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(Role::Buyer.visits(&server).get(&paper).status, 403);
    assert_eq!(server.client().get(&paper).status, 303);
    let review = format!("/quan-tri/giay-to/{}", own.document);
    assert_eq!(Role::Moderator.visits(&server).get(&review).header("content-type"), Some("application/pdf"));
    assert_eq!(Role::Owner.visits(&server).get(&review).status, 403);
    // No blob stands at an address that could be guessed.
    for path in ["/blobs/", "/private/papers/", "/anh/private", "/anh/..%2fprivate%2fpapers"] {
        assert_eq!(server.client().get(path).status, 404, "{path}");
    }
}

#[test]
fn a_write_without_origin_is_refused_on_every_route() {
    let server = Server::demonstration();
    let own = Things::own(&server);
    let mut client = Role::Owner.visits(&server);
    client.sends_origin = false;
    // Mail programs turn off our mail from nowhere; the token in the address is what it takes.
    let asks = |route: &&Route| route.method != Method::GET && route.path != "/bo-theo-doi/{token}";
    for route in table().iter().filter(asks) {
        let path = own.address(&server, route.path);
        let page = client.send(Request { method: method(route), path: path.clone(), ..Request::default() });
        assert_eq!(page.status, 403, "{} {path}", route.method);
    }
}
