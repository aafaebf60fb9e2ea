//! The JSON API: the shapes that scripts rely on.

use std::collections::BTreeSet;

use floor_tests::{client::Client, db, program::Server};
use serde_json::{Value, json};

fn get(client: &mut Client, path: &str) -> Value {
    let page = client.open(path);
    assert_eq!(page.header("content-type"), Some("application/json"), "{path}");
    page.json()
}

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<_> =
        value.as_object().unwrap_or_else(|| panic!("no object: {value}")).keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

fn ids(list: &Value) -> Vec<String> {
    list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_list_of_products_has_the_agreed_shape() {
    let server = Server::demonstration();
    let list = get(&mut server.client(), "/api/v1/products?q=cam+khe+may&per_page=2");
    assert_eq!(keys(&list), ["did_you_mean", "facets", "items", "page", "per_page", "total"]);
    assert_eq!((&list["page"], &list["per_page"]), (&json!(1), &json!(2)));
    assert!(list["total"].as_u64().unwrap() >= 1);
    assert_eq!(
        keys(&list["facets"]),
        ["category", "commune", "district", "in_season", "ocop", "price", "stall", "unit"]
    );
    let product = &list["items"][0];
    for key in ["id", "slug", "name", "price"] {
        assert!(product.get(key).is_some(), "{key} is missing in {product}");
    }
    assert_eq!(product["name"], "Cam Khe Mây");
    assert_eq!(product["slug"], "cam-khe-may");
}

#[test]
fn a_product_and_a_stall_are_found_by_their_slugs() {
    let server = Server::demonstration();
    let mut client = server.client();
    let product = get(&mut client, "/api/v1/products/cam-khe-may");
    assert_eq!(product["name"], "Cam Khe Mây");
    assert!(product["photos"].as_array().is_some_and(|photos| !photos.is_empty()), "{product}");
    let stall = product["stall"]["slug"].as_str().unwrap();
    let stall = get(&mut client, &format!("/api/v1/stalls/{stall}"));
    assert!(stall["phone"].as_str().is_some_and(|phone| !phone.is_empty()), "{stall}");
    for path in ["/api/v1/products/khong-co", "/api/v1/stalls/khong-co", "/api/v1/khong-co"] {
        let page = client.get(path);
        assert_eq!((page.status, page.header("content-type")), (404, Some("application/problem+json")), "{path}");
        assert_eq!(page.json()["status"], 404);
    }
}

#[test]
fn every_list_answers_the_same_four_things() {
    let server = Server::demonstration();
    let mut client = server.client();
    for path in ["/api/v1/stalls", "/api/v1/categories", "/api/v1/products"] {
        let list = get(&mut client, path);
        for key in ["items", "total", "page", "per_page"] {
            assert!(list.get(key).is_some(), "{path} has no {key}");
        }
        let first = list["items"].as_array().unwrap().first().unwrap_or_else(|| panic!("{path} is empty"));
        assert!(first.get("slug").is_some() && first.get("name").is_some(), "{path}: {first}");
    }
}

#[test]
fn pages_are_complete_and_disjoint() {
    let server = Server::demonstration();
    let mut client = server.client();
    for query in ["sort=relevance", "sort=price", "sort=-price", "sort=newest", "q=mat+ong", "q=cam&sort=price"] {
        let mut seen = BTreeSet::new();
        let (mut page, mut total) = (1, 1);
        while seen.len() < total {
            let list = get(&mut client, &format!("/api/v1/products?{query}&per_page=24&page={page}"));
            total = usize::try_from(list["total"].as_u64().unwrap()).unwrap();
            let ids = ids(&list);
            assert!(!ids.is_empty(), "{query}: page {page} is empty after {} of {total}", seen.len());
            for id in ids {
                assert!(seen.insert(id.clone()), "{query}: {id} came twice");
            }
            page += 1;
        }
        assert_eq!(seen.len(), total, "{query}");
    }
    assert_eq!(get(&mut client, "/api/v1/products")["total"], 231, "all demonstration products are listed");
}

#[test]
fn an_order_is_an_order() {
    let server = Server::demonstration();
    let mut client = server.client();
    let mut prices = |sort: &str| -> Vec<Option<i64>> {
        let list = get(&mut client, &format!("/api/v1/products?per_page=100&sort={sort}"));
        list["items"].as_array().unwrap().iter().map(|item| item["price"].as_i64()).collect()
    };
    let (up, down) = (prices("price"), prices("-price"));
    let priced = |all: &[Option<i64>]| all.iter().flatten().copied().collect::<Vec<_>>();
    assert!(priced(&up).is_sorted() && priced(&up).len() > 50, "{up:?}");
    assert!(priced(&down).iter().rev().is_sorted() && priced(&down).len() > 50, "{down:?}");
    // Where the price is to be asked for, the product comes last both ways.
    assert!(up[0].is_some() && down[0].is_some());
    let newest = get(&mut client, "/api/v1/products?per_page=100&sort=newest");
    let days: Vec<&str> =
        newest["items"].as_array().unwrap().iter().map(|item| item["listed_at"].as_str().unwrap()).collect();
    assert!(days.iter().rev().is_sorted(), "{days:?}");
}

#[test]
fn facets_count_what_choosing_them_gives() {
    let server = Server::demonstration();
    let mut client = server.client();
    for query in ["", "q=mat+ong", "ocop=3"] {
        let list = get(&mut client, &format!("/api/v1/products?{query}"));
        let total = list["total"].as_u64().unwrap();
        let communes = list["facets"]["commune"].as_array().unwrap();
        let sum: u64 = communes.iter().map(|one| one["count"].as_u64().unwrap()).sum();
        assert_eq!(sum, total, "{query}: a product comes from one commune");
        let districts = list["facets"]["district"].as_array().unwrap();
        let sum: u64 = districts.iter().map(|one| one["count"].as_u64().unwrap()).sum();
        assert_eq!(sum, total, "{query}: a commune lies in one former district");
        for facet in ["category", "commune", "district", "stall", "unit"] {
            for one in list["facets"][facet].as_array().unwrap().iter().take(3) {
                let chosen =
                    get(&mut client, &format!("/api/v1/products?{query}&{facet}={}", one["slug"].as_str().unwrap()));
                assert_eq!(chosen["total"], one["count"], "{query}: {facet} {one}");
            }
        }
        for one in list["facets"]["ocop"].as_array().unwrap() {
            let chosen = get(
                &mut client,
                &format!("/api/v1/products?{}&ocop={}", query.replace("ocop=3", ""), one["min_stars"]),
            );
            assert_eq!(chosen["total"], one["count"], "{query}: {one}");
        }
        for band in list["facets"]["price"].as_array().unwrap() {
            let max = band["max"].as_i64().map_or(String::new(), |max| format!("&max_price={max}"));
            let chosen = get(&mut client, &format!("/api/v1/products?{query}&min_price={}{max}", band["min"]));
            assert_eq!(chosen["total"], band["count"], "{query}: {band}");
        }
    }
}

#[test]
fn a_comma_means_or() {
    let server = Server::demonstration();
    let mut client = server.client();
    let mut total =
        |category: &str| get(&mut client, &format!("/api/v1/products?category={category}"))["total"].as_u64().unwrap();
    let (fruit, honey) = (total("trai-cay"), total("mat-ong-va-san-pham-ong"));
    assert!(fruit > 0 && honey > 0);
    assert_eq!(total("trai-cay,mat-ong-va-san-pham-ong"), fruit + honey);
}

#[test]
fn people_who_type_without_accents_or_with_a_slip_find_it() {
    let server = Server::demonstration();
    let mut client = server.client();
    for (typed, found) in [
        ("cam khe may", "Cam Khe Mây"),
        ("CAM KHE MÂY", "Cam Khe Mây"),
        ("ca\u{302}y cam khe ma\u{302}y", "Cam Khe Mây"),
        ("cu do", "Cu đơ"),
        ("buoi phuc trach", "Bưởi Phúc Trạch"),
        ("buoi phuc trahc", "Bưởi Phúc Trạch"),
    ] {
        let list = get(&mut client, &format!("/api/v1/products?q={}", floor_tests::url::encode(typed)));
        let names: Vec<&str> =
            list["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect();
        assert!(names.iter().take(5).any(|name| name.contains(found)), "{typed}: {names:?}");
    }
    let mended = get(&mut client, "/api/v1/products?q=nuco+mam+ky+phu");
    assert_eq!(mended["did_you_mean"], "nước mắm kỳ phú");
    assert!(get(&mut client, "/api/v1/products?q=cam+khe+may")["did_you_mean"].is_null());
    let groups = get(&mut client, "/api/v1/suggest?q=buwow");
    assert_eq!(groups["commodities"][0]["name"], "Bưởi Phúc Trạch", "{groups}");
    let groups = get(&mut client, "/api/v1/suggest?q=cu+d");
    assert!(
        groups["products"].as_array().unwrap().iter().any(|one| one["name"].as_str().unwrap().contains("Cu đơ")),
        "{groups}"
    );
}

#[test]
fn what_many_searched_for_and_found_is_suggested() {
    let server = Server::demonstration();
    let mut client = server.client();
    let mut search = |text: &str, times: u32| {
        for _ in 0..times {
            get(&mut client, &format!("/api/v1/products?q={}", floor_tests::url::encode(text)));
        }
    };
    search("mật ong Vũ Quang", 4);
    search("mật ong hàng giả", 9);
    search("mật ong hoa", 1);
    let counted = "SELECT CAST(COALESCE(SUM(searches), 0) AS BIGINT) FROM search_term";
    floor_tests::until("the searches are counted", 30, || (db::number(&server, counted) == 14).then_some(()));
    let terms = floor_tests::until("the terms", 30, || {
        let terms = get(&mut client, "/api/v1/suggest?q=mat+o")["terms"].clone();
        (!terms.as_array().unwrap().is_empty()).then_some(terms)
    });
    assert_eq!(terms, json!(["mật ong vũ quang"]), "only what goods are called by, and what several searched for");
    assert_eq!(get(&mut client, "/api/v1/suggest?q=cam")["terms"], json!([]));
}

#[test]
fn wrong_parameters_are_named_all_at_once() {
    let server = Server::demonstration();
    let mut client = server.client();
    let path = "/api/v1/products?min_price=9000&max_price=1000&sort=best&ocop=9&category=khong-co&district=khong-co&unit=dam&page=1000000000&per_page=0";
    let page = client.get(path);
    assert_eq!((page.status, page.header("content-type")), (422, Some("application/problem+json")));
    let problem = page.json();
    assert_eq!(problem["status"], 422);
    assert_eq!(problem["type"], "about:blank");
    assert_eq!(
        keys(&problem["errors"]),
        ["category", "district", "max_price", "ocop", "page", "per_page", "sort", "unit"]
    );
    // Beyond the depth that is answered.
    assert_eq!(client.get("/api/v1/products?page=11&per_page=100").status, 422);
    assert_eq!(client.get("/api/v1/products?page=10&per_page=100").status, 200);
}

#[test]
fn the_api_refuses_other_methods_in_its_own_words() {
    let server = Server::demonstration();
    let page = server.client().post("/api/v1/products", &[]);
    assert_eq!(page.status, 405);
}

#[test]
fn openapi_lists_every_route_of_the_api() {
    let server = Server::demonstration();
    let document = get(&mut server.client(), "/api/openapi.json");
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    let mut seen = 0;
    for route in gateway::routes::table().iter().filter(|route| route.path.starts_with("/api/v1/")) {
        let method = route.method.as_str().to_lowercase();
        assert!(document["paths"][route.path].get(&method).is_some(), "{method} {} is not described", route.path);
        seen += 1;
    }
    assert!(seen >= 5, "{seen}");
    for (path, methods) in document["paths"].as_object().unwrap() {
        let known = gateway::routes::table().iter().any(|route| route.path == path);
        assert!(known, "{path} is described but not there: {methods}");
    }
}

#[test]
fn the_probes_answer() {
    let server = Server::demonstration();
    let mut client = server.client();
    for path in ["/health/live", "/health/ready"] {
        client.open(path);
    }
    client.open("/");
    let metrics = client.open("/metrics");
    let text = String::from_utf8(metrics.body).unwrap();
    assert!(text.contains("floor_http_requests_total{status=\"2xx\"}"), "{text}");
}
