//! The lists of offers: searched, narrowed, counted and ordered through the index, on the pages and in the API; from the database while
//! the index is away.

use std::fs;

use floor_tests::{client::Client, html::Page, offers, people::Role, program::Server, until, url};
use kernel::text;

/// A floor where the owner sells oranges of a name that nothing else has, and the buyer wants sesame crackers.
struct Market {
    server: Server,
    visitor: Client,
    /// The product's name.
    name: String,
    sold: String,
    wanted: String,
}

impl Market {
    fn new() -> Self {
        let server = Server::demonstration();
        let (owner, buyer) = (offers::trader(&server, Role::Owner), offers::trader(&server, Role::Buyer));
        let sold = offers::opened(&server, &owner, &offers::sell(&server)).to_string();
        let wanted = offers::opened(&server, &buyer, &offers::buy(&server, "Bánh đa vừng nướng quạt")).to_string();
        let (_, name, _) = offers::product(&server);
        let mut market = Self { visitor: server.client(), server, name, sold, wanted };
        until("both offers to be found", 30, || {
            let of = |list: &serde_json::Value, id: &str| list["items"].to_string().contains(id);
            let sold = market.api(&format!("side=sell&sort=newest&q={}", url::encode(&market.name.clone())));
            let wanted = market.api("side=buy&q=banh+da+vung");
            (of(&sold, &market.sold) && of(&wanted, &market.wanted)).then_some(())
        });
        market
    }

    fn api(&mut self, query: &str) -> serde_json::Value {
        self.visitor.open(&format!("/api/v1/offers?{query}")).json()
    }

    fn shows_wanted(&self, page: &Page) -> bool {
        page.links().contains(&format!("/chao-mua/{}", self.wanted))
    }

    /// Without an index, and nobody can build one.
    fn without_index(&mut self) {
        self.server.kill();
        let search = self.server.data().join("search");
        fs::remove_file(search.join("current.json")).unwrap();
        for number in 1..9 {
            let path = search.join(format!("index-{number}"));
            let _ = fs::remove_dir_all(&path);
            fs::write(path, "in the way").unwrap();
        }
        self.server.start_again();
        self.visitor = self.server.client();
    }
}

#[test]
fn offers_are_found_as_people_type_and_marked() {
    let mut market = Market::new();
    for typed in ["bánh đa vừng", "banh da vung", "banhs dda vuwngf", "banh da vnug", "nuong quat banh da"] {
        let page = market.visitor.open(&format!("/chao-mua?q={}", url::encode(typed)));
        assert!(market.shows_wanted(&page), "{typed}: {}", page.main());
    }
    let page = market.visitor.open("/chao-mua?q=banh+da+vung");
    assert!(page.html().contains("<mark>Bánh đa vừng</mark>"), "{}", page.html());
    assert!(page.html().contains("noindex"));
    let typed = ("q".to_owned(), "banh da vung".to_owned());
    assert!(page.form("/chao-mua").fields.contains(&typed), "what was typed stands there again");
    let other = market.visitor.open("/chao-ban?q=banh+da+vung+nuong+quat");
    assert!(!other.links().iter().any(|link| link.contains(&market.wanted)), "on its own list only");
    let nothing = market.visitor.open("/chao-mua?q=kwxyzj");
    assert!(nothing.says("Chưa có chào mua nào ở đây") && nothing.says("0 chào mua"), "{}", nothing.main());
    assert!(nothing.links().contains(&"/giao-dich/chao-mua/moi?q=kwxyzj".to_owned()));
    let english = market.visitor.open("/en/chao-mua?q=banh+da+vung");
    assert!(english.says("offers to buy") && english.says("Best match"));

    let folded = text::fold(&market.name);
    let page = market.visitor.open(&format!("/chao-ban?q={}", url::encode(&folded)));
    assert!(page.links().contains(&format!("/chao-ban/{}", market.sold)), "by the product's name, without accents");
    let left = Role::Owner.visits(&market.server).post(&format!("/giao-dich/chao-hang/{}/an", market.sold), &[]);
    assert_eq!(left.status, 303, "{}", left.main());
    until("the hidden offer to be gone", 30, || {
        let list = market.api(&format!("side=sell&q={}", url::encode(&folded)));
        (!list["items"].to_string().contains(&market.sold)).then_some(())
    });
}

#[test]
fn lists_are_narrowed_counted_ordered_and_paged() {
    let mut market = Market::new();
    let plain = market.visitor.open("/chao-ban");
    assert!(plain.links().iter().any(|link| link.starts_with("/chao-ban?xep=gia-tang")));
    let page = market.visitor.open("/chao-ban?don-vi=kg&vu-toi=1&xep=gia-tang");
    let counted = market.api("side=sell&unit=kg&forward=true&sort=price&per_page=100");
    let total = counted["total"].as_u64().unwrap();
    assert!(total > 0 && page.says(&format!("{total} chào bán")), "{}", page.main());
    assert_eq!(counted["facets"]["forward"].as_u64(), Some(total));
    let kilograms = counted["facets"]["unit"].as_array().unwrap().iter().find(|one| one["slug"] == "kg").unwrap();
    assert_eq!(kilograms["count"].as_u64(), Some(total));
    assert!(page.html().contains(&format!("ki-lô-gam ({total})")), "counts stand beside the choices: {}", page.html());
    assert!(page.links().contains(&"/chao-ban?vu-toi=1&xep=gia-tang".to_owned()), "a chip takes its filter away");
    let prices: Vec<i64> =
        counted["items"].as_array().unwrap().iter().filter_map(|item| item["price"].as_i64()).collect();
    assert!(prices.is_sorted(), "{prices:?}");
    assert!(counted["items"].as_array().unwrap().iter().all(|item| item["unit"] == "kg"));

    let mut ends: Vec<String> = Vec::new();
    for number in 1..=3 {
        let page = market.api(&format!("side=sell&sort=ending&per_page=5&page={number}"));
        let items = page["items"].as_array().unwrap();
        ends.extend(items.iter().map(|item| item["valid_until"].as_str().unwrap().to_owned()));
    }
    assert!(ends.len() == 15 && ends.is_sorted(), "{ends:?}");

    let all = market.api("side=sell&sort=ending");
    if all["total"].as_u64() > Some(24) {
        let first = market.visitor.open("/chao-ban?xep=sap-het-han");
        assert!(first.links().contains(&"/chao-ban?xep=sap-het-han&trang=2".to_owned()), "{:?}", first.links());
        let second = market.visitor.open("/chao-ban?xep=sap-het-han&trang=2");
        let own = |page: &Page| -> Vec<String> {
            page.links().into_iter().filter(|link| link.starts_with("/chao-ban/")).collect()
        };
        assert!(!own(&second).is_empty() && own(&second).iter().all(|link| !own(&first).contains(link)));
    }
    let far = market.visitor.open("/chao-ban?xep=sap-het-han&trang=41");
    assert!(far.says("Trang này không còn chào hàng"), "{}", far.main());
    let cheap = market.api("side=sell&max_price=0");
    assert_eq!(cheap["total"], 0);
    let certified = market.api("side=sell&certificate=vietgap&district=huyen-huong-khe");
    assert!(certified["total"].as_u64().is_some());
}

#[test]
fn wrong_values_are_told_all_at_once() {
    let mut market = Market::new();
    let wrong = "/chao-ban?q=a%00b&nganh-hang=x&mat-hang=x&xa=x&huyen=x&don-vi=dam&chung-nhan=x&gia-tu=9k&gia-den=5k&xep=x&trang=999";
    for path in [wrong.to_owned(), format!("/en{wrong}"), "/chao-mua?trang=0".to_owned()] {
        let page = market.visitor.get(&path);
        assert_eq!(page.status, 422, "{path}");
        assert!(page.html().contains("role=\"alert\""), "{}", page.main());
    }
    let page = market.visitor.get(wrong);
    for label in ["Từ khoá", "Mặt hàng", "Ngành hàng", "Xã, phường", "Đơn vị tính", "Giá đến", "Sắp xếp", "Số trang"]
    {
        assert!(page.says(&format!("{label}:")), "{label}: {}", page.main());
    }
    let answer = market
        .visitor
        .get("/api/v1/offers?q=a%00b&unit=dam&sort=best&min_price=9&max_price=5&certificate=x&district=x");
    assert_eq!(answer.status, 422);
    let said = answer.json().to_string();
    for name in ["q", "unit", "sort", "max_price", "certificate", "district"] {
        assert!(said.contains(&format!("\"{name}\"")), "{name}: {said}");
    }
    let slug = market.visitor.open("/danh-muc").link("/danh-muc/");
    let product = market.visitor.open(&slug).link("/san-pham/").replace("/san-pham/", "");
    assert_eq!(market.visitor.get(&format!("/api/v1/offers?product={product}&q=cam")).status, 422);
    assert!(market.api(&format!("product={product}"))["facets"].is_null());
}

#[test]
fn without_the_index_lists_go_on_and_what_cannot_be_searched_is_said() {
    let mut market = Market::new();
    market.without_index();
    let plain = market.visitor.open("/chao-mua");
    assert!(market.shows_wanted(&plain) && !plain.says("tạm nghỉ"), "{}", plain.main());
    let narrowed = market.visitor.open("/chao-mua?nganh-hang=trai-cay");
    assert!(narrowed.says("Tìm kiếm đang tạm nghỉ: danh sách vẫn đủ"), "{}", narrowed.main());
    for path in ["/chao-mua?q=banh+da", "/chao-mua?xep=gia-tang", "/chao-mua?don-vi=kg"] {
        let page = market.visitor.get(path);
        assert_eq!(page.status, 503, "{path}");
        assert!(page.header("retry-after").is_some());
        assert!(page.says("Tìm kiếm đang tạm nghỉ") && market.shows_wanted(&page), "{}", page.main());
    }
    assert!(market.visitor.get("/en/chao-mua?q=x").says("Search is resting"));
    let list = market.api("side=buy");
    assert!(list["facets"].is_null() && list["total"].as_u64() > Some(0), "{list}");
    for query in ["q=banh", "sort=price", "unit=kg"] {
        let answer = market.visitor.get(&format!("/api/v1/offers?{query}"));
        assert_eq!(answer.status, 503, "{query}");
        assert!(answer.header("retry-after").is_some());
    }
}
