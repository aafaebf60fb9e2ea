//! The public lists of offers, their feeds, what is shared of an offer, and the same pages in English.

use std::collections::BTreeSet;

use floor_tests::{
    client::Client,
    db,
    html::{Page, tags},
    offers::{buy, opened, sell, submitted, trader},
    people::Role,
    program::Server,
    until,
};

use super::trading_steps::*;

/// The offers that a page of a list shows.
fn shown(page: &Page, list: &str) -> Vec<String> {
    let html = page.html();
    let items = html.split("offer-row").skip(1).filter_map(|item| {
        let link = tags(item).into_iter().find(|tag| tag.name == "a")?;
        link.get("href").map(ToOwned::to_owned)
    });
    items.filter(|link| link.contains(list)).collect()
}

/// All offers of a list, page by page.
fn walked(client: &mut Client, first: &str, list: &str) -> Vec<String> {
    let (mut all, mut next) = (Vec::new(), Some(first.to_owned()));
    while let Some(path) = next {
        let page = client.open(&path);
        let here = shown(&page, list);
        assert!(here.len() <= 24 && (path == first || !here.is_empty()), "{path}: {} offers", here.len());
        all.extend(here);
        next = page
            .tags("a")
            .iter()
            .find(|tag| tag.get("rel") == Some("next"))
            .and_then(|tag| tag.get("href"))
            .map(ToOwned::to_owned);
        assert!(all.len() < 1_000, "the list ends");
    }
    all
}

#[test]
fn lists_are_paged_by_key_without_gaps_and_filters_narrow_them() {
    let server = Server::demonstration();
    let (owner, buyer) = (trader(&server, Role::Owner), trader(&server, Role::Buyer));
    let mut visitor = server.client();
    let count = |visitor: &mut Client, query: &str| walked(visitor, &format!("/chao-mua?{query}"), "/chao-mua/").len();
    let elsewhere = db::text(&server, "SELECT slug FROM category WHERE parent_code IS NULL ORDER BY code DESC LIMIT 1");
    let elsewhere = format!("nganh-hang={elsewhere}");
    let filters = [
        ("", 53),
        ("nganh-hang=trai-cay", 53),
        ("xa=xa-huong-do", 27),
        ("xa=phuong-thanh-sen&nganh-hang=trai-cay", 26),
        (elsewhere.as_str(), 0),
        ("vu-toi=1", 0),
    ];
    let before: Vec<usize> = filters.iter().map(|(query, _)| count(&mut visitor, query)).collect();
    let own = |server: &Server| {
        walked(&mut Role::Buyer.visits(server), "/giao-dich/chao-hang?trang-thai=open", "/giao-dich/chao-hang/")
    };
    let own_before = own(&server).len();
    let wanted: BTreeSet<String> = (0..53)
        .map(|number| {
            let commune = if number % 2 == 0 { "18550" } else { "18073" };
            let terms = offers::Terms { commune_code: commune.into(), ..buy(&server, &format!("Cam số {number}")) };
            format!("/chao-mua/{}", opened(&server, &buyer, &terms))
        })
        .collect();
    // All of one moment: the id alone keeps them apart.
    let moment = "(SELECT opened_at FROM offer WHERE title = 'Cam số 20')";
    db::execute(&server, &format!("UPDATE offer SET opened_at = {moment} WHERE title LIKE 'Cam số %'"));
    let sold = format!("/chao-ban/{}", opened(&server, &owner, &sell(&server)));
    submitted(&server, &buyer, &buy(&server, "Chưa ai duyệt"));
    for tree in ["", "/en"] {
        let all = walked(&mut visitor, &format!("{tree}/chao-mua"), "/chao-mua/");
        let seen: BTreeSet<String> = all.iter().map(|link| link.trim_start_matches("/en").to_owned()).collect();
        assert_eq!(all.len(), seen.len(), "nothing twice");
        assert!(wanted.is_subset(&seen), "nothing is left out: {:?}", wanted.difference(&seen).collect::<Vec<_>>());
    }
    for ((query, added), before) in filters.iter().zip(before) {
        until(query, 20, || (count(&mut visitor, query) == before + added).then_some(()));
    }
    let mut seller = server.client();
    // Filtered lists come from the index, which is a moment later.
    let mut is_shown = |query: &str| {
        until("a filtered list shows the new offer", 20, || {
            walked(&mut seller, &format!("/chao-ban?{query}"), "/chao-ban/").contains(&sold).then_some(())
        });
    };
    is_shown("vu-toi=1");
    let of_sold = sold.rsplit('/').next().unwrap().replace('-', "").to_uppercase();
    let commodity = db::texts(
        &server,
        &format!(
            "SELECT commodity.slug FROM commodity JOIN offer ON offer.commodity_id = commodity.id WHERE hex(offer.id) = '{of_sold}'"
        ),
    );
    if let Some(slug) = commodity.first() {
        is_shown(&format!("mat-hang={slug}"));
    }
    // Where nothing is found the page says what to do.
    let empty = seller.open("/chao-mua?vu-toi=1");
    assert!(
        empty.says("Chưa có chào mua nào ở đây") && empty.links().contains(&NEW_BUY.to_owned()),
        "{}",
        empty.main()
    );
    for wrong in [
        "nganh-hang=khong-co",
        "mat-hang=khong-co",
        "xa=khong-co",
        "nganh-hang=%00",
        "xa=%ff",
        "nganh-hang=trai-cay&xa=x",
    ] {
        for list in ["/chao-ban", "/chao-mua", "/en/chao-ban"] {
            let page = seller.get(&format!("{list}?{wrong}"));
            assert_eq!(page.status, 422, "{list}?{wrong}");
            assert!(page.says("Hãy xem lại") || page.says("Please look at"), "{}", page.main());
        }
    }
    assert_eq!(seller.get("/chao-ban?sau=khong-phai-ma").status, 200);
    // One's own lists are paged by key, too.
    let own = own(&server);
    assert_eq!((own.len(), own.iter().collect::<BTreeSet<_>>().len()), (own_before + 53, own_before + 53));
}

#[test]
fn the_feeds_hold_the_newest_offers_as_well_formed_xml() {
    let server = Server::demonstration();
    let (owner, buyer) = (trader(&server, Role::Owner), trader(&server, Role::Buyer));
    let id = opened(&server, &buyer, &buy(&server, "Cam <b>\"ngon\"</b> & rẻ ]]> 'đó'"));
    let sold = opened(&server, &owner, &sell(&server));
    let mut visitor = server.client();
    for (path, language, own) in [
        ("/chao-mua.rss", "vi", format!("/chao-mua/{id}")),
        ("/en/chao-mua.rss", "en", format!("/en/chao-mua/{id}")),
        ("/chao-ban.rss", "vi", format!("/chao-ban/{sold}")),
    ] {
        let page = visitor.open(path);
        assert_eq!(page.header("content-type"), Some("application/rss+xml; charset=utf-8"));
        let xml = page.html();
        assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
        well_formed(xml);
        assert!(xml.contains(&format!("<language>{language}</language>")));
        let link = format!("<link>{}{own}</link>", server.base_url());
        assert!(xml.contains(&link), "{link} in {xml}");
        let items = tags(xml).iter().filter(|tag| tag.name == "item").count();
        let dates = xml.split("<pubDate>").skip(1).map(|rest| rest.split("</pubDate>").next().unwrap());
        let dates: Vec<_> = dates.map(|date| chrono::DateTime::parse_from_rfc2822(date).expect(date)).collect();
        assert_eq!(dates.len(), items);
        assert!(dates.windows(2).all(|two| two[0] >= two[1]), "the newest first");
        // The list's page names its feed.
        let list = path.trim_end_matches(".rss");
        let named = visitor
            .open(list)
            .tags("link")
            .into_iter()
            .any(|tag| tag.get("type") == Some("application/rss+xml") && tag.get("href") == Some(path));
        assert!(named, "{list} names {path}");
    }
}

/// Every tag is closed in its order, and nothing stands for markup that is none. (A real parser reads it in the browser.)
fn well_formed(xml: &str) {
    let mut open: Vec<String> = Vec::new();
    let body = xml.split_once("?>").unwrap().1;
    for tag in tags(body) {
        if body[..tag.end].ends_with("/>") {
            continue;
        }
        match tag.name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop().as_deref(), Some(name), "at {}", tag.start),
            None => open.push(tag.name),
        }
    }
    assert!(open.is_empty(), "never closed: {open:?}");
    for (at, _) in body.match_indices('&') {
        let entity = body[at..].split(';').next().unwrap();
        assert!(["&amp", "&lt", "&gt", "&quot"].contains(&entity), "{entity}");
    }
}

#[test]
fn what_is_shared_of_an_offer_says_what_it_is() {
    let server = Server::demonstration();
    let owner = trader(&server, Role::Owner);
    let id = opened(&server, &owner, &sell(&server));
    let (_, goods, _) = floor_tests::offers::product(&server);
    let mut visitor = server.client();
    for (tree, locale, begins) in [("", "vi_VN", "Chào bán"), ("/en", "en_GB", "For sale")] {
        let page = visitor.open(&format!("{tree}/chao-ban/{id}"));
        let meta = |name: &str| {
            let tags = page.tags("meta");
            let found = tags.iter().find(|tag| tag.get("property") == Some(name)).unwrap_or_else(|| panic!("{name}"));
            found.get("content").unwrap().to_owned()
        };
        let title = meta("og:title");
        assert!(title.starts_with(begins) && title.contains("500 kg"), "{title}");
        assert!(tree == "/en" || title.contains(&goods), "{title}");
        assert!(meta("og:description").contains('₫') && meta("og:description").contains("Loại 1"));
        assert_eq!(
            (meta("og:locale"), meta("og:url")),
            (locale.to_owned(), format!("{}{tree}/chao-ban/{id}", server.base_url()))
        );
        let image = meta("og:image");
        let picture = visitor.open(image.strip_prefix(&server.base_url()).expect("our own picture"));
        assert_eq!(picture.header("content-type"), Some("image/jpeg"));
    }
    assert_eq!(
        visitor.open("/chao-ban?vu-toi=1").tags("meta").iter().filter(|tag| tag.get("name") == Some("robots")).count(),
        1
    );
}

/// Vietnamese words of the frame that no English page shows.
const WORDS: [&str; 26] = [
    "Chào bán",
    "Chào mua",
    "Báo giá",
    "báo giá",
    "Số lượng",
    "Thoả thuận",
    "thoả thuận",
    "Hiệu lực",
    "Còn lại",
    "Giao nhận",
    "Liên hệ",
    "Đến lượt",
    "Trao đổi",
    "Người bán",
    "Người mua cá nhân",
    "Gửi",
    "đến hết",
    "Ngày",
    "Huỷ",
    "Chấp nhận",
    "Từ chối",
    "Trả giá",
    "Mặt hàng",
    "Ngành hàng",
    "Thành tiền",
    "chào hàng",
];

#[test]
fn english_pages_of_trading_have_an_english_frame() {
    let mut floor = Floor::new();
    let offer = floor.sells();
    let wish = floor.buys("Oranges", "deal");
    let talk = quotes(&mut floor.buyer, &offer, "40k", "100");
    counters(&mut floor.seller, &talk, "44k", "100");
    let ask = floor.buyer.open(&format!("/en{talk}/chap-nhan"));
    let deal = accepts(&mut floor.buyer, &talk);
    let waiting = floor.sells();
    let asked = floor.buyer.open(&format!("/en{waiting}/bao-gia"));
    let second = quotes(&mut floor.buyer, &waiting, "40k", "100");
    let own = offer.replace("/chao-ban/", "/giao-dich/chao-hang/");
    let mut pages = vec![ask, asked];
    for path in [
        "/chao-ban",
        "/chao-mua",
        &offer,
        &wish,
        "/giao-dich",
        "/giao-dich/chao-hang",
        "/giao-dich/bao-gia",
        "/giao-dich/thoa-thuan",
        &deal,
        &talk,
        &second,
        &own,
        NEW_BUY,
        NEW_SELL,
    ] {
        pages.push(floor.seller.open(&format!("/en{path}")));
    }
    for page in &pages {
        // What people wrote of their goods stays as they wrote it.
        let mut frame = page.clone();
        let html = page.html();
        let list = html.find("<ul class=\"offers\">").map(|from| (from, from + html[from..].find("</ul>").unwrap()));
        if let Some((from, to)) = list {
            frame.body = format!("{}{}", &html[..from], &html[to..]).into_bytes();
        }
        let text = frame.main();
        assert!(page.html().contains("<html lang=\"en\""), "{}", page.path);
        for word in WORDS {
            assert!(!text.contains(word), "{} shows “{word}”: {text}", page.path);
        }
        let away: Vec<String> =
            page.links().into_iter().filter(|link| link.starts_with('/') && !link.starts_with("/en")).collect();
        let other = page.path.split('?').next().unwrap().trim_start_matches("/en").to_owned();
        assert!(
            away.iter().all(|link| link.split('?').next() == Some(&other)),
            "{} leads out of the English pages: {away:?}",
            page.path
        );
    }
    assert!(pages[0].says("100 kg") && pages[0].says("₫4,400,000"), "{}", pages[0].main());
}
