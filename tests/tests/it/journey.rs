//! From the registration to the buyer's question, over HTTP, in both languages.

use floor_tests::{
    db, letters,
    people::{PASSWORD, Role, code_of},
    pictures,
    program::Server,
    url,
};

use super::steps::*;

#[test]
fn a_business_comes_to_the_floor_and_sells_in_vietnamese() {
    whole_journey(&Server::demonstration(), VI, 1);
}

#[test]
fn a_business_comes_to_the_floor_and_sells_in_english() {
    whole_journey(&Server::demonstration(), EN, 2);
}

/// Application → approval → stall → approval → product → approval → found → asked.
pub fn whole_journey(server: &Server, tree: &str, number: u32) {
    let email = format!("chu-moi-{number}@thu.example");
    let (business, stall, goods) =
        (format!("Hợp tác xã Mới {number}"), format!("Gian Hàng Mới {number}"), format!("Quýt Ngàn Ươi {number}"));
    let mut officer = moderator(server);
    let mut seller = register(server, tree, &email);

    // Without papers it can't be submitted, but what was typed is saved.
    let form = application(&mut seller, tree, &business, &tax_code(number));
    let page = seller.submit(&form.press("hanh_dong", "gui"));
    assert_eq!((page.status, page.wrong_fields()), (422, vec!["documents".to_owned()]), "{:?}", page.errors());
    hand_in_licence(&mut seller, tree);
    let form = seller.open(&at(tree, "/kenh-ban-hang/ho-so")).form("/kenh-ban-hang/ho-so");
    assert_eq!(form.get("name"), business);
    seller.accepted(&form.press("hanh_dong", "gui"));

    // The officer asks for changes, with a reason or not at all.
    let page = in_queue(&mut officer, tree, &business);
    let refused = officer.submit(&decision(&page).press("viec", "bo-sung"));
    assert_eq!((refused.status, refused.wrong_fields()), (422, vec!["reason".to_owned()]));
    officer.accepted(&decision(&page).set("reason", "Ảnh giấy phép bị mờ, xin chụp lại.").press("viec", "bo-sung"));
    letters::letter(server, &email, "Ảnh giấy phép bị mờ");
    assert!(seller.open(&at(tree, "/kenh-ban-hang")).says("Ảnh giấy phép bị mờ"));
    let form = seller.open(&at(tree, "/kenh-ban-hang/ho-so")).form("/kenh-ban-hang/ho-so");
    seller.accepted(&form.set("description", "Đã chụp lại.").press("hanh_dong", "gui"));
    approve(&mut officer, tree, &business);

    open_stall(&mut seller, tree, &stall, &format!("gian-hang-moi-{number}"));
    assert_eq!(server.client().get(&format!("/gian-hang/gian-hang-moi-{number}")).status, 404, "not open yet");
    approve(&mut officer, tree, &stall);
    let page = server.client().open(&at(tree, &format!("/gian-hang/gian-hang-moi-{number}")));
    assert!(page.says(&stall) && page.says("0912 345 678"), "what buyers are to know of a seller: {}", page.main());

    list_product(&mut seller, tree, &goods);
    let mut buyer = server.client();
    assert!(!finds(&mut buyer, tree, "quyt ngan uoi", &goods), "not approved yet");
    approve(&mut officer, tree, &goods);
    until_found(&mut buyer, tree, "quyt ngan uoi", &goods, true);
    let page = buyer.open(&at(tree, &format!("/tim-kiem?q={}", url::encode("quyt ngan uoi"))));
    let page = buyer.open(&page.link(&at(tree, "/san-pham/quyt-ngan-uoi")));
    assert!(page.says(if tree == VI { "45.000" } else { "45,000" }), "the price: {}", page.main());
    assert!(page.html().contains("<strong>ngọt thanh</strong>"), "the description is shown as it was meant");

    let form = page.form("/hoi").set("name", "Người mua Thử").set("contact", "0987 654 321");
    buyer.accepted(&form.set("body", "Quýt còn không, tôi cần 20 kg?"));
    letters::letter(server, &email, "Quýt còn không");
    let inbox = seller.open(&at(tree, "/kenh-ban-hang/tin-nhan"));
    let message = seller.open(&inbox.link(&at(tree, "/kenh-ban-hang/tin-nhan/")));
    assert!(message.says("tôi cần 20 kg") && message.says("Người mua Thử"), "{}", message.main());
    seller.accepted(&message.form("/da-tra-loi"));
}

#[test]
fn an_edit_stays_unseen_until_it_is_approved() {
    let server = Server::demonstration();
    let mut officer = moderator(&server);
    let mut seller = seller(&server, &mut officer, 3);
    list_product(&mut seller, VI, "Chuối Rú Thử");
    approve(&mut officer, VI, "Chuối Rú Thử");
    let mut buyer = server.client();
    until_found(&mut buyer, VI, "chuoi ru thu", "Chuối Rú Thử", true);

    let desk = seller.open("/kenh-ban-hang/san-pham").link("/kenh-ban-hang/san-pham/0");
    let path = desk.split('?').next().unwrap().to_owned();
    let form = seller.open(&path).form(&path);
    seller.accepted(&form.set("name", "Chuối Rú Đổi Tên").press("hanh_dong", "gui"));
    assert!(buyer.open("/san-pham/chuoi-ru-thu").says("Chuối Rú Thử"));
    assert!(!buyer.open("/san-pham/chuoi-ru-thu").says("Chuối Rú Đổi Tên"));
    // Before and after stand side by side.
    let page = in_queue(&mut officer, VI, "Chuối Rú");
    assert!(page.says("Chuối Rú Thử") && page.says("Chuối Rú Đổi Tên"), "{}", page.main());
    officer.accepted(&decision(&page).press("viec", "duyet"));
    until_found(&mut buyer, VI, "chuoi ru doi ten", "Chuối Rú Đổi Tên", true);

    // Hidden by the member: gone at once from the page, soon from the search; shown again: back.
    let page = seller.open(&path);
    seller.accepted(&page.form("/an").press("hanh_dong", "an"));
    until_found(&mut buyer, VI, "chuoi ru doi ten", "Chuối Rú Đổi Tên", false);
    let page = seller.open(&path);
    seller.accepted(&page.form("/hien").press("hanh_dong", "hien"));
    until_found(&mut buyer, VI, "chuoi ru doi ten", "Chuối Rú Đổi Tên", true);
}

#[test]
fn a_suspended_stall_takes_its_products_along_and_brings_them_back() {
    let server = Server::demonstration();
    let mut officer = moderator(&server);
    let mut buyer = server.client();
    let stall = db::id(&server, "SELECT stall_id FROM product WHERE slug = 'cam-khe-may'");
    let slug = db::text(
        &server,
        "SELECT stall.slug FROM stall JOIN product ON product.stall_id = stall.id WHERE product.slug = 'cam-khe-may'",
    );
    assert!(finds(&mut buyer, VI, "cam khe may", "Cam Khe Mây"));
    let review = format!("/quan-tri/gian-hang/{stall}");
    decide(&mut officer, &review, "tam-ngung", "Kiểm tra theo phản ánh.");
    floor_tests::until("the product is gone", 60, || (buyer.get("/san-pham/cam-khe-may").status == 404).then_some(()));
    assert_eq!(buyer.get(&format!("/gian-hang/{slug}")).status, 404);
    let path = format!("/api/v1/products?stall={slug}");
    floor_tests::until("the stall's products leave the index", 60, || {
        (buyer.open(&path).json()["total"] == 0).then_some(())
    });
    decide(&mut officer, &review, "khoi-phuc", "");
    floor_tests::until("the product is back", 60, || (buyer.get("/san-pham/cam-khe-may").status == 200).then_some(()));
    until_found(&mut buyer, VI, "cam khe may", "Cam Khe Mây", true);
    buyer.open(&format!("/gian-hang/{slug}"));
}

#[test]
fn staff_join_by_the_owners_link_and_leave() {
    let server = Server::demonstration();
    let mut owner = Role::Owner.visits(&server);
    let form = owner.open("/kenh-ban-hang/nhan-su").form("/kenh-ban-hang/nhan-su");
    let page = owner.submit(&form.set("note", "chị Hoa kế toán"));
    let page = if page.status == 303 { owner.follow(page) } else { page };
    let link =
        page.tags("input").into_iter().find(|tag| tag.get("id") == Some("lien-ket")).expect("the link is shown once");
    let link = link.get("value").unwrap().trim_start_matches(&server.base_url()).to_owned();

    let mut buyer = Role::Buyer.visits(&server);
    assert_eq!(buyer.get("/kenh-ban-hang/san-pham").status, 403);
    let page = buyer.open(&link);
    let form = page.forms().into_iter().find(|form| form.action.ends_with(&link)).expect("a button to join");
    buyer.accepted(&form);
    buyer.open("/kenh-ban-hang/san-pham");
    // The link works once.
    let mut other = register(&server, VI, "nguoi-thu-ba@thu.example");
    assert!(
        other.get(&link).status == 404 || other.get(&link).forms().iter().all(|form| !form.action.ends_with(&link))
    );

    let account = db::id(&server, "SELECT id FROM account WHERE email = 'nguoi-mua@mau.example'").to_string();
    let page = owner.open("/kenh-ban-hang/nhan-su");
    let form = page.forms().into_iter().find(|form| form.action.ends_with("/go") && form.get("id") == account).unwrap();
    owner.accepted(&form);
    assert_eq!(buyer.get("/kenh-ban-hang/san-pham").status, 403);
}

#[test]
fn a_phone_number_is_confirmed_by_an_officer() {
    let server = Server::demonstration();
    let mut client = server.client();
    let form = client
        .open("/dang-ky")
        .form("/dang-ky")
        .set("identifier", "0977 123 456")
        .set("display_name", "Bà Năm")
        .set("password", PASSWORD);
    client.accepted(&form.tick("terms", "1").tick("privacy", "1"));
    // She may fill in the application, but it reaches nobody until somebody has called her.
    let form = application(&mut client, VI, "Hộ Bà Năm", &tax_code(77));
    client.accepted(&form.press("hanh_dong", "luu"));
    hand_in_licence(&mut client, VI);
    let form = client.open("/kenh-ban-hang/ho-so").form("/kenh-ban-hang/ho-so");
    let page = client.accepted(&form.clone().press("hanh_dong", "gui"));
    assert!(page.path.starts_with("/tai-khoan/xac-minh"), "{}", page.path);

    let account = db::id(&server, "SELECT id FROM account WHERE phone = '+84977123456'");
    let mut officer = moderator(&server);
    let page = officer.open(&format!("/quan-tri/tai-khoan/{account}"));
    officer.accepted(&page.form("/xac-nhan-dien-thoai"));
    let mut again = logged_in(&server, "0977123456", PASSWORD);
    let form = again.open("/kenh-ban-hang/ho-so").form("/kenh-ban-hang/ho-so");
    let page = again.accepted(&form.press("hanh_dong", "gui"));
    assert_eq!(page.path.split('?').next(), Some("/kenh-ban-hang"));
    approve(&mut officer, VI, "Hộ Bà Năm");
}

#[test]
fn a_forgotten_password_is_set_anew_by_mail() {
    let server = Server::demonstration();
    let mut client = server.client();
    let form = client.open("/quen-mat-khau").form("/quen-mat-khau");
    client.accepted(&form.set("identifier", Role::Buyer.email()));
    let link =
        letters::link(&letters::letter(&server, Role::Buyer.email(), "/dat-lai-mat-khau/"), "/dat-lai-mat-khau/");
    let mut old = Role::Buyer.visits(&server);
    let form = client.open(&link).form(&link).set("password", "một câu mới dài hơn");
    client.accepted(&form);
    assert_eq!(old.get("/tai-khoan").status, 303, "older sessions ended");
    logged_in(&server, Role::Buyer.email(), "một câu mới dài hơn");
    let page = client.get(&link);
    assert!(page.find_form(&link).is_none(), "the link works once: {}", page.main());
    letters::letter(&server, Role::Buyer.email(), "Mật khẩu của bạn vừa được thay đổi");
}

#[test]
fn a_forgotten_password_is_set_anew_with_an_officers_code() {
    let server = Server::demonstration();
    let account = db::id(&server, "SELECT id FROM account WHERE email = 'nguoi-mua@mau.example'");
    let mut officer = moderator(&server);
    let page = officer.open(&format!("/quan-tri/tai-khoan/{account}"));
    let page = officer.submit(&page.form("/ma-dat-lai"));
    let page = officer.follow(page);
    let text = page.main();
    let code = text.split_whitespace().find(|word| word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_digit()));
    let code = code.unwrap_or_else(|| panic!("the code is shown: {text}"));
    let mut client = server.client();
    let form = client.open("/dat-lai-bang-ma").form("/dat-lai-bang-ma");
    let form = form.set("identifier", Role::Buyer.email()).set("code", code).set("password", "một câu mới dài hơn");
    client.accepted(&form);
    logged_in(&server, Role::Buyer.email(), "một câu mới dài hơn");
    assert_eq!(server.client().submit(&form).status, 422, "the code works once");
}

#[test]
fn a_recovery_code_opens_once() {
    let server = Server::demonstration();
    let codes = "khem-aycu-doho-ngsn";
    let enter = |code: &str| {
        let mut client = server.client();
        let form = client.open("/dang-nhap").form("/dang-nhap");
        let page = client.submit(&form.set("identifier", Role::Moderator.email()).set("password", PASSWORD));
        client.submit(&page.form("/dang-nhap/ma").set("code", code)).status
    };
    assert_eq!(enter("aaaa-aaaa-aaaa-aaaa"), 422);
    assert_eq!(enter(codes), 303);
    assert_eq!(enter(codes), 422);
}

#[test]
fn the_first_administrator_is_made_on_the_command_line_and_sets_up_the_second_factor() {
    let server = Server::demonstration();
    let done = server.run(&["admin", "create", "--email", "dau-tien@thu.example", "--name", "Quản trị đầu tiên"]);
    let said = floor_tests::program::said(&done);
    assert!(done.status.success(), "{said}");
    let password = said
        .lines()
        .find_map(|line| line.strip_prefix("Password"))
        .and_then(|line| line.split_whitespace().last())
        .unwrap();
    let mut client = logged_in(&server, "dau-tien@thu.example", password);
    let page = client.get("/quan-tri");
    assert_eq!(page.location().as_deref(), Some("/tai-khoan/xac-thuc"), "nothing without the second factor");
    let page = client.open("/tai-khoan/xac-thuc");
    let html = page.html();
    // The key stands in groups of four, for typing in by hand.
    let key: String = page
        .text()
        .split_whitespace()
        .filter(|word| {
            word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte))
        })
        .collect();
    assert!(key.len() >= 32, "{key} in {html}");
    let answer = client.submit(&page.form("/tai-khoan/xac-thuc").set("code", &code_of(&key)));
    assert_eq!(answer.status, 200, "the recovery codes are shown: {}", answer.main());
    client.open("/quan-tri");
    client.open("/quan-tri/tai-khoan");
    let again = server.run(&["admin", "create", "--email", "dau-tien@thu.example", "--name", "Hai"]);
    assert!(!again.status.success(), "the same address twice");
}

#[test]
fn photos_that_are_no_good_are_named_and_nothing_else_is_lost() {
    let server = Server::demonstration();
    let mut owner = Role::Owner.visits(&server);
    for (file, bytes) in [
        ("van-ban.jpg", b"day la van ban, khong phai anh".to_vec()),
        ("dut.jpg", pictures::truncated_photo()),
        ("bom.png", pictures::bomb()),
    ] {
        let mut form = product(&mut owner, VI, "Sản phẩm ảnh hỏng");
        form.files.push(("photos".to_owned(), file.to_owned(), bytes));
        let page = owner.submit(&form.press("hanh_dong", "luu"));
        let page = if page.status == 303 { owner.follow(page) } else { page };
        assert!(matches!(page.status, 200 | 422), "{file}: {}", page.status);
        assert!(page.says(file), "{file} is named: {}", page.main());
        assert!(page.html().contains("Sản phẩm ảnh hỏng"), "{file}: what was typed is kept");
        assert_eq!(
            page.tags("input").iter().filter(|tag| tag.get("name") == Some("photo")).count(),
            1,
            "{file}: the good photo is kept"
        );
    }
}

#[test]
fn an_application_with_every_mistake_shows_them_all() {
    let server = Server::demonstration();
    for (tree, number) in [(VI, 5), (EN, 6)] {
        let mut client = register(&server, tree, &format!("sai-{number}@thu.example"));
        let form = application(&mut client, tree, "Hợp tác xã Sai", "0123456788")
            .set("phone", "12")
            .set("email", "không phải thư")
            .set("legal_representative", "");
        let page = client.submit(&form.press("hanh_dong", "gui"));
        assert_eq!(page.status, 422);
        assert_eq!(page.wrong_fields(), ["documents", "email", "legal_representative", "phone", "tax_code"]);
        assert_eq!(page.form("/kenh-ban-hang/ho-so").get("tax_code"), "0123456788");
    }
    // An address of a stall that is taken.
    let mut officer = moderator(&server);
    let mut client = register(&server, VI, "trung@thu.example");
    apply(&mut client, VI, "Hợp tác xã Trùng", &tax_code(55));
    approve(&mut officer, VI, "Hợp tác xã Trùng");
    let taken = db::text(&server, "SELECT slug FROM stall WHERE state = 'open' ORDER BY slug LIMIT 1");
    let form = stall(&mut client, VI, "Gian Trùng", &taken);
    let page = client.submit(&form.press("hanh_dong", "gui"));
    assert_eq!((page.status, page.wrong_fields()), (422, vec!["slug".to_owned()]));
    assert_eq!(page.form("/kenh-ban-hang/gian-hang").get("name"), "Gian Trùng");
}

#[test]
fn a_form_sent_twice_at_once_makes_one_row() {
    let server = Server::demonstration();
    let mut owner = Role::Owner.visits(&server);
    // Several rounds: the two meet at another point each time.
    for round in 0..6 {
        let name = format!("Sản phẩm bấm hai lần {round}");
        let form = product(&mut owner, VI, &name).press("hanh_dong", "gui");
        let twice: Vec<_> = (0..2)
            .map(|_| {
                let (mut client, form) = (owner.clone(), form.clone());
                std::thread::spawn(move || client.submit(&form).status)
            })
            .collect();
        for one in twice {
            assert_eq!(one.join().unwrap(), 303);
        }
        let rows = format!("SELECT count(*) FROM product WHERE name = '{name}' AND state = 'submitted'");
        assert_eq!(db::number(&server, &rows), 1);
    }
}
