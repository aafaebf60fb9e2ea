//! Weight and shape of public pages.

use floor_tests::{client::Client, html::Page, program::Server};

/// One of every kind of public page, with data in it.
fn public_pages(client: &mut Client) -> Vec<Page> {
    let mut paths: Vec<String> = [
        "/",
        "/danh-muc",
        "/gian-hang",
        "/bang-gia",
        "/bang-gia/cam-khe-may",
        "/bang-gia/trai-cay",
        "/lich-mua-vu",
        "/tim-kiem?q=cam",
        "/tim-kiem?q=",
        "/tim-kiem?q=khongcogi",
        "/dang-nhap",
        "/dang-ky",
    ]
    .map(ToOwned::to_owned)
    .to_vec();
    paths.push(client.open("/danh-muc").link("/danh-muc/"));
    let category = client.open(paths.last().unwrap());
    paths.push(category.link("/san-pham/"));
    paths.push(client.open("/gian-hang").link("/gian-hang/"));
    paths.extend(client.open("/").links().into_iter().filter(|link| link.starts_with("/trang/")));
    let english: Vec<String> =
        paths.iter().map(|path| if path == "/" { "/en".to_owned() } else { format!("/en{path}") }).collect();
    paths.into_iter().chain(english).map(|path| client.open(&path)).collect()
}

#[test]
fn a_public_page_weighs_fifty_kilobytes_at_most() {
    let server = Server::demonstration();
    for page in public_pages(&mut server.client()) {
        assert!(page.body.len() <= 50_000, "{} weighs {} bytes", page.path, page.body.len());
    }
}

#[test]
fn pictures_do_not_push_the_text_around() {
    let server = Server::demonstration();
    let mut pictures = 0;
    for page in public_pages(&mut server.client()) {
        for tag in page.tags("img") {
            let source = tag.get("src").unwrap_or_default();
            for side in ["width", "height"] {
                let points = tag.get(side).and_then(|points| points.parse::<u32>().ok());
                assert!(points.is_some_and(|points| points > 0), "{}: {source} has no {side}", page.path);
            }
            assert!(tag.get("alt").is_some(), "{}: {source} has no alt", page.path);
            pictures += 1;
        }
    }
    assert!(pictures > 50, "{pictures} pictures only");
}

#[test]
fn every_public_page_names_its_language_title_and_other_language() {
    let server = Server::demonstration();
    for page in public_pages(&mut server.client()) {
        let english = page.path.starts_with("/en");
        let lang = page.tags("html")[0].get("lang").unwrap().to_owned();
        assert_eq!(lang, if english { "en" } else { "vi" }, "{}", page.path);
        let html = page.html();
        let title = &html[html.find("<title>").unwrap() + 7..html.find("</title>").unwrap()];
        assert!(title.len() > 3, "{}: {title:?}", page.path);
        assert_eq!(page.tags("h1").len(), 1, "{} has one main heading", page.path);
    }
}

#[test]
fn a_page_carries_its_guards() {
    let server = Server::demonstration();
    let page = server.client().open("/");
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert!(page.tags("script").iter().all(|tag| tag.get("src").is_some()), "no script inside the page");
    assert!(!page.html().contains(" style=\""), "no style inside the page");
}

#[test]
fn the_home_page_with_its_pictures_is_light() {
    let server = Server::demonstration();
    let mut client = server.client();
    let page = client.open("/");
    let mut bytes = page.body.len();
    let files = page.tags("link").into_iter().filter(|tag| tag.get("rel") == Some("stylesheet"));
    let mut addresses: Vec<String> = files.filter_map(|tag| tag.get("href").map(ToOwned::to_owned)).collect();
    addresses.extend(page.tags("script").iter().filter_map(|tag| tag.get("src").map(ToOwned::to_owned)));
    // What a phone of 360 points and two pixels each takes: the candidate next above what the picture covers.
    for tag in page.tags("source") {
        let sizes = tag.get("sizes").unwrap_or("100vw");
        let covered = if sizes.contains("46vw") { 332 } else { 720 };
        let candidates: Vec<(u32, String)> = tag
            .get("srcset")
            .unwrap_or_default()
            .split(',')
            .filter_map(|one| one.trim().rsplit_once(' '))
            .filter_map(|(address, width)| Some((width.trim_end_matches('w').parse().ok()?, address.to_owned())))
            .collect();
        let fits = candidates.iter().filter(|(width, _)| *width >= covered).min().or_else(|| candidates.iter().max());
        addresses.extend(fits.map(|(_, address)| address.clone()));
    }
    addresses.sort();
    addresses.dedup();
    assert!(addresses.len() > 5, "{addresses:?}");
    for address in &addresses {
        bytes += client.open(address).body.len();
    }
    assert!(bytes <= 500_000, "{bytes} bytes in {} files", addresses.len() + 1);
}

#[test]
fn a_static_file_is_kept_for_ever_only_under_its_own_hash() {
    let server = Server::demonstration();
    let mut client = server.client();
    let address = client.open("/").tags("link").into_iter().find(|tag| tag.get("rel") == Some("stylesheet")).unwrap();
    let address = address.get("href").unwrap().to_owned();
    assert!(client.open(&address).header("cache-control").unwrap().contains("immutable"));
    let other = address.replace(address.split('/').nth(2).unwrap(), "000000000000");
    assert_eq!(client.open(&other).header("cache-control"), Some("no-cache"));
}
