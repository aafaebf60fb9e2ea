//! What people and machines send that is wrong: a clear answer with the right status, nothing lost.

use floor_tests::{
    client::{Client, Request},
    db,
    html::Page,
    people::{PASSWORD, Role, log_in},
    program::Server,
    url,
};

/// Every answer below: not a failure of ours, and a page with words.
fn fine(page: &Page, status: u16) {
    assert_eq!(page.status, status, "{}: {}", page.path, page.main());
    assert!(page.main().len() > 20, "{} says nothing", page.path);
}

#[test]
fn nothing_typed_into_the_search_box_breaks_it() {
    let server = Server::demonstration();
    let mut client = server.client();
    let long = "cam ".repeat(2_500);
    let typed = [
        ("'; DROP TABLE product; --", 200),
        ("\" OR 1=1 (title:*) +-&& || ! ^~*?:\\/ [a TO b] {", 200),
        ("🍊🍊🍊", 200),
        ("ca\u{301}m be\u{300}o", 200),
        ("<script>alert(1)</script>", 200),
        ("%00 %s %n {{7*7}} ${7*7}", 200),
        ("mua ở đâu giá rẻ", 200),
        ("district = 'huyen-huong-khe' OR unit != kg", 200),
        ("\u{202e}\u{200b}\u{feff}", 200),
        ("cam\0khe", 422),
        ("cam\u{7}khe", 422),
        (long.as_str(), 422),
    ];
    for (text, status) in typed {
        for tree in ["", "/en"] {
            let page = client.get(&format!("{tree}/tim-kiem?q={}", url::encode(text)));
            fine(&page, status);
            assert!(!page.html().contains("<script>alert"), "what was typed is text");
        }
        let answer = client.get(&format!("/api/v1/products?q={}", url::encode(text)));
        assert_eq!(answer.status, status, "{text:?}");
        let answer = client.get(&format!("/api/v1/suggest?q={}", url::encode(text)));
        assert!(answer.status < 500, "{text:?}");
    }
    assert!(db::number(&server, "SELECT count(*) FROM product") > 200, "the products are still there");
    // What was typed stays in the box.
    let page = client.get(&format!("/tim-kiem?q={}", url::encode("cam \"sành\" & <bưởi>")));
    let shown = page.tags("input").into_iter().find(|tag| tag.get("name") == Some("q")).unwrap();
    assert_eq!(shown.get("value"), Some("cam \"sành\" & <bưởi>"));
}

#[test]
fn wrong_search_parameters_say_what_is_wrong_beside_the_field() {
    let server = Server::demonstration();
    let mut client = server.client();
    let page = client.get("/tim-kiem?q=cam&min_price=90000&max_price=1000");
    fine(&page, 422);
    assert_eq!(page.wrong_fields(), ["max_price"]);
    let typed = page.tags("input").into_iter().find(|tag| tag.get("name") == Some("max_price")).unwrap();
    assert_eq!(
        typed.get("value").map(|value| value.replace('.', "")).as_deref(),
        Some("1000"),
        "what was typed is kept"
    );
    for query in [
        "page=1000000000",
        "page=0",
        "page=-1",
        "page=mot",
        "page=99999999999999999999999999",
        "sort=hay",
        "ocop=nhieu",
        "district=huyen-khong-co",
        "district=huyen-huong-khe%22%20OR%201%3D1",
        "unit=dam",
        "unit=%00",
        "commune=khong-co",
    ] {
        fine(&client.get(&format!("/tim-kiem?q=cam&{query}")), 422);
        assert_eq!(client.get(&format!("/api/v1/products?{query}")).status, 422, "{query}");
    }
    // Not UTF-8, half an escape, a thousand parameters.
    for query in ["q=%ff%fe", "q=%", "q=%c3%28", &"a=1&".repeat(1_000)] {
        assert!(client.get(&format!("/tim-kiem?{query}")).status < 500);
    }
}

#[test]
fn an_unknown_page_says_so_in_the_language_of_its_tree() {
    let server = Server::demonstration();
    let mut client = server.client();
    for path in [
        "/khong-co",
        "/san-pham/khong-co",
        "/gian-hang/khong-co",
        "/danh-muc/khong-co",
        "/trang/khong-co",
        "/anh/../../etc/passwd",
        "/anh/%2e%2e%2fkhong.jpg",
        "/tinh/x/khong.css",
    ] {
        for tree in ["", "/en"] {
            let page = client.get(&format!("{tree}{path}"));
            assert_eq!(page.status, 404, "{tree}{path}");
            if tree == "/en" {
                fine(&page, 404);
                assert!(page.html().contains("<html lang=\"en\""), "{tree}{path}");
            }
        }
    }
}

#[test]
fn a_registration_with_every_mistake_shows_them_all_and_keeps_what_was_typed() {
    let server = Server::demonstration();
    let mut client = server.client();
    for (path, missing) in [("/dang-ky", "đồng ý"), ("/en/dang-ky", "tick")] {
        let form = client
            .open(path)
            .form("/dang-ky")
            .set("identifier", "không phải thư")
            .set("display_name", "Nguyễn Thị Mẫu")
            .set("password", "ngan");
        let page = client.submit(&form);
        fine(&page, 422);
        assert_eq!(page.wrong_fields(), ["identifier", "password", "privacy", "terms"]);
        assert!(
            page.errors().iter().any(|(field, text)| field == "terms" && text.contains(missing)),
            "{:?}",
            page.errors()
        );
        let again = page.form("/dang-ky");
        assert_eq!(again.get("identifier"), "không phải thư");
        assert_eq!(again.get("display_name"), "Nguyễn Thị Mẫu");
        assert_eq!(again.get("password"), "", "a password is never sent back");
        // The summary on top leads to each field.
        for field in page.wrong_fields() {
            assert!(page.links().contains(&format!("#{field}")), "no link to {field}");
        }
    }
}

#[test]
fn an_email_that_is_taken_is_refused_without_telling_who_has_it() {
    let server = Server::demonstration();
    let mut client = server.client();
    let form = client.open("/dang-ky").form("/dang-ky");
    let form = form
        .set("identifier", Role::Buyer.email())
        .set("display_name", "Người khác")
        .set("password", "một câu dài chỉ tôi biết");
    let page = client.submit(&form.tick("terms", "1").tick("privacy", "1"));
    assert!(page.status == 422 || page.status == 303, "{}", page.status);
    assert!(client.cookie("floor").is_none(), "nobody is logged in as somebody else");
    let accounts = format!("SELECT count(*) FROM account WHERE email = '{}'", Role::Buyer.email());
    assert_eq!(db::number(&server, &accounts), 1);
}

#[test]
fn a_wrong_login_does_not_tell_whether_the_account_exists() {
    let server = Server::demonstration();
    let mut client = server.client();
    let mut answers = Vec::new();
    for identifier in [Role::Buyer.email(), "khong-co-ai@mau.example"] {
        let form = client.open("/dang-nhap").form("/dang-nhap");
        let page = client.submit(&form.set("identifier", identifier).set("password", "không phải mật khẩu này"));
        fine(&page, 422);
        assert_eq!(page.form("/dang-nhap").get("identifier"), identifier, "what was typed is kept");
        answers.push((page.status, page.main().replace(identifier, "")));
    }
    assert_eq!(answers[0], answers[1]);
    let mut ask = |identifier: &str| {
        let form = client.open("/quen-mat-khau").form("/quen-mat-khau");
        let page = client.submit(&form.set("identifier", identifier));
        let page = client.follow(page);
        (page.status, page.main().replace(identifier, ""))
    };
    assert_eq!(ask(Role::Buyer.email()), ask("khong-co-ai@mau.example"));
}

#[test]
fn passwords_can_not_be_tried_without_end() {
    let server = Server::demonstration();
    let mut client = server.client();
    let mut last = 0;
    for _ in 0..12 {
        let form = client.open("/dang-nhap").form("/dang-nhap");
        last = client.submit(&form.set("identifier", Role::Buyer.email()).set("password", "đoán mò một câu")).status;
    }
    assert_eq!(last, 429);
}

#[test]
fn a_write_from_elsewhere_is_refused() {
    let server = Server::demonstration();
    let mut client = Role::Buyer.visits(&server);
    let elsewhere = |client: &mut Client, origin: Option<&str>| {
        client.sends_origin = false;
        let origin = origin.map(|origin| ("origin".to_owned(), origin.to_owned()));
        let headers =
            origin.into_iter().chain([("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())]);
        let page = client.send(Request {
            method: "POST",
            path: "/dang-xuat".to_owned(),
            headers: headers.collect(),
            body: Vec::new(),
        });
        client.sends_origin = true;
        page.status
    };
    assert_eq!(elsewhere(&mut client, None), 403);
    assert_eq!(elsewhere(&mut client, Some("https://evil.example")), 403);
    assert_eq!(elsewhere(&mut client, Some("null")), 403);
    client.open("/tai-khoan");
}

#[test]
fn wrong_kinds_and_sizes_of_bodies_are_refused() {
    let server = Server::demonstration();
    let mut client = Role::Owner.visits(&server);
    let mut send = |path: &str, kind: &str, body: Vec<u8>| {
        let headers = vec![("content-type".to_owned(), kind.to_owned())];
        client.send(Request { method: "POST", path: path.to_owned(), headers, body }).status
    };
    let form = "application/x-www-form-urlencoded";
    for path in ["/dang-nhap", "/tai-khoan", "/kenh-ban-hang/ho-so"] {
        assert_eq!(send(path, form, vec![b'a'; 400_000]), 413, "{path}: too large");
        assert!(matches!(send(path, "application/json", b"{\"a\":1}".to_vec()), 400..=422), "{path}: JSON");
        assert!(matches!(send(path, "multipart/form-data", b"x".to_vec()), 400..=422), "{path}: no boundary");
        assert!(
            matches!(send(path, "multipart/form-data; boundary=a", b"--b\r\n".to_vec()), 400..=422),
            "{path}: half a body"
        );
        assert!(matches!(send(path, form, b"identifier=%00&name=%00".to_vec()), 400..=422), "{path}: NUL");
        assert!(matches!(send(path, form, b"a=1&".repeat(600)), 400..=422), "{path}: many fields");
    }
    let mut file = b"--a\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n".to_vec();
    file.resize(41 * 1024 * 1024, b'a');
    assert_eq!(send("/kenh-ban-hang/giay-to", "multipart/form-data; boundary=a", file), 413);
}

#[test]
fn a_question_to_the_seller_keeps_what_was_typed_and_is_sent_once() {
    let server = Server::demonstration();
    let mut client = server.client();
    let path = "/san-pham/cam-khe-may";
    let form = client.open(path).form("/hoi");
    let page = client.submit(&form.clone().set("name", "A").set("contact", "123").set("body", "ngắn"));
    fine(&page, 422);
    assert_eq!(page.wrong_fields(), ["body", "contact", "name"]);
    assert_eq!(page.form("/hoi").get("contact"), "123");
    let form = page
        .form("/hoi")
        .set("name", "Người mua thử")
        .set("contact", "0912 345 678")
        .set("body", "Cam còn hàng không ạ? 🍊 Cảm ơn.");
    let before = db::number(&server, "SELECT count(*) FROM inquiry");
    let twice: Vec<_> = (0..2)
        .map(|_| {
            let (mut client, form) = (client.clone(), form.clone());
            std::thread::spawn(move || client.submit(&form).status)
        })
        .collect();
    for one in twice {
        assert_eq!(one.join().unwrap(), 303);
    }
    assert_eq!(db::number(&server, "SELECT count(*) FROM inquiry"), before + 1);
}

#[test]
fn two_visitors_with_the_same_kept_page_both_get_their_question_through() {
    let server = Server::demonstration();
    let before = db::number(&server, "SELECT count(*) FROM inquiry");
    let mut forms = Vec::new();
    for _ in 0..2 {
        forms.push(server.client().open("/san-pham/cam-khe-may").form("/hoi"));
    }
    for (number, form) in forms.into_iter().enumerate() {
        let form = form.set("name", "Người mua").set("contact", &format!("091234567{number}"));
        server.client().accepted(&form.set("body", &format!("Câu hỏi số {number} của tôi đây ạ")));
    }
    assert_eq!(db::number(&server, "SELECT count(*) FROM inquiry"), before + 2);
}

#[test]
fn a_session_that_ended_in_the_middle_of_a_form_loses_nothing() {
    let server = Server::demonstration();
    let mut client = Role::Buyer.visits(&server);
    let form = client.open("/kenh-ban-hang/ho-so").form("/kenh-ban-hang/ho-so");
    let form = form.set("kind", "farm").set("name", "Hợp tác xã Gõ Dở").set("address", "Thôn 3 & 4, \"xã\" <mẫu>");
    // Meanwhile the session ends.
    db::execute(&server, "DELETE FROM session");
    let page = client.submit(&form);
    fine(&page, 401);
    let login = page.form("/dang-nhap").set("identifier", Role::Buyer.email()).set("password", PASSWORD);
    let page = client.submit(&login);
    fine(&page, 200);
    let page = client.submit(&page.form("/kenh-ban-hang/ho-so"));
    fine(&page, 200);
    let back = page.form("/kenh-ban-hang/ho-so");
    assert_eq!(back.get("name"), "Hợp tác xã Gõ Dở");
    assert_eq!(back.get("address"), "Thôn 3 & 4, \"xã\" <mẫu>");
    assert_eq!(
        db::number(&server, "SELECT count(*) FROM member WHERE name = 'Hợp tác xã Gõ Dở'"),
        0,
        "nothing was done yet"
    );
    client.accepted(&back.press("hanh_dong", "luu"));
    assert_eq!(db::number(&server, "SELECT count(*) FROM member WHERE name = 'Hợp tác xã Gõ Dở'"), 1);
}

#[test]
fn an_address_to_go_to_after_the_login_is_only_ours() {
    let server = Server::demonstration();
    for next in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
        let mut client = server.client();
        let page = client.open(&format!("/dang-nhap?tiep={}", url::encode(next)));
        let form = page
            .form("/dang-nhap")
            .set("identifier", Role::Buyer.email())
            .set("password", PASSWORD)
            .force("tiep", next);
        let answer = client.submit(&form);
        let to = answer.location().unwrap();
        assert!(to.starts_with('/') && !to.contains("evil") && !to.contains("alert"), "{next} leads to {to}");
    }
    let mut client = server.client();
    log_in(&mut client, Role::Buyer.email(), PASSWORD);
}
