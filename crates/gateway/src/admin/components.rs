//! `GET /quan-tri/thanh-phan`: every component of the pages together, for whoever works on them.

use askama::Template;
use axum::extract::State;
use kernel::{Actor, FieldErrors, Fields, Problem};

use crate::{
    chart,
    form::{FormView, Labels},
    render::{Page, page},
    state::App,
    view::Shell,
    web::{Card, Image, Month, PageLink, Pager, StallCard, shelves},
};

const LABELS: Labels = &[
    ("ten", "Tên sản phẩm", "Product name"),
    ("gia", "Giá", "Price"),
    ("mo-ta", "Mô tả", "Description"),
    ("don-vi", "Đơn vị tính", "Unit"),
    ("loai", "Loại hình", "Kind"),
    ("dong-y", "Đồng ý", "Consent"),
];

#[derive(Template)]
#[template(path = "admin/all_components.html")]
struct ComponentsPage {
    shell: Shell,
    form: FormView,
    units: Vec<(&'static str, &'static str)>,
    kinds: Vec<(&'static str, &'static str)>,
    cards: Vec<Card>,
    stall: StallCard,
    months: Vec<Month>,
    pager: Pager,
    chart: String,
    icons: &'static [&'static str],
}

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    let shelves = shelves(&app).await?;
    let l = shell.l;
    let card = |n: u8| Card {
        slug: String::new(),
        name: vec![
            (l.t("Cam ", "Oranges ").to_owned(), n == 1),
            (l.t("mẫu, tên dài hai dòng", "with a long name").to_owned(), false),
        ],
        price: (n != 2).then(|| kernel::Money(45_000).format(l)),
        unit: "kg",
        place: l.t("Xã mẫu", "Sample commune").to_owned(),
        stall: l.t("Hợp tác xã mẫu", "Sample cooperative").to_owned(),
        stars: if n == 0 { 4 } else { 0 },
        in_season: n < 2,
        image: shelves
            .tree
            .roots()
            .nth(usize::from(n))
            .and_then(|root| shelves.drawing(&root.code))
            .map(|p| Image::new(p, "")),
    };
    let mut fields = Fields::default();
    fields.set("ten", l.t("Cam mẫu", "Sample oranges"));
    fields.set("gia", "1.5");
    let mut errors = FieldErrors::default();
    errors.add("gia", Problem::AmbiguousMoney);
    errors.add("don-vi", Problem::NotAChoice);
    let link = |number: u32| PageLink { number, href: "#trang".to_owned(), current: number == 2, gap: number == 9 };
    let template = ComponentsPage {
        form: FormView::new(l, LABELS, fields, errors),
        units: vec![("kg", "kg"), ("qua", l.t("quả", "piece"))],
        kinds: vec![("a", l.t("Hợp tác xã", "Cooperative")), ("b", l.t("Trang trại", "Farm"))],
        cards: (0..3).map(card).collect(),
        stall: StallCard {
            slug: String::new(),
            name: vec![(l.t("Gian hàng mẫu", "Sample stall").to_owned(), false)],
            place: l.t("Phường mẫu", "Sample ward").to_owned(),
            products: 12,
            logo: None,
        },
        months: (1..=12).map(|number| Month { number, on: number > 9, now: number == month(&app) }).collect(),
        pager: Pager {
            pages: vec![link(1), link(2), link(3), link(9)],
            previous: Some("#trang".to_owned()),
            next: Some("#trang".to_owned()),
        },
        chart: chart::bars(l, "mau", l.t("Biểu đồ mẫu", "Sample chart"), &sample(l)),
        icons: ICONS,
        shell: shell.private().titled("Thành phần giao diện", "Components"),
    };
    page(&template)
}

fn month(app: &App) -> u32 {
    use chrono::Datelike;
    app.ctx(Actor::System).today().month()
}

fn sample(l: kernel::Locale) -> Vec<(String, i64)> {
    (1..=12).map(|number: i64| (format!("{} {number}", l.t("Ngày", "Day")), number * number % 17)).collect()
}

const ICONS: &[&str] = &[
    "search", "user", "check", "clock", "pencil", "cross", "pause", "eye-off", "eye", "phone", "mail", "pin", "star",
    "store", "basket", "leaf", "shield", "filter", "camera", "file", "chat", "chart", "users", "list", "warning",
    "lock", "plus", "share", "calendar", "flag", "arrow",
];
