//! `/quan-tri/mat-hang`: the named goods.

use axum::extract::State;
use catalogue::{CategoryTree, Commodity, ProtectedKind, queries};
use kernel::{Locale, text::fold};

use super::{
    frame::Frame,
    list::{Choice, Further, ListPage, Row},
};
use crate::{
    account::parameter,
    desk::states::Standing,
    render::{Page, page},
    state::App,
    view::Shell,
};

const PATH: &str = "/quan-tri/mat-hang";
/// There are a few hundred.
const MANY: u64 = 2_000;

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let tree = queries::category_tree(db).await?;
    let frame = Frame::new(&app, &shell).await?;
    let (text, kind) = (parameter(&shell, "q"), parameter(&shell, "bao-ho"));
    let all = queries::all_commodities(db, MANY).await?;
    let wanted =
        all.into_iter().filter(|one| matches(one, &text) && (kind.is_empty() || one.protected_kind.code() == kind));
    let kinds = ProtectedKind::ALL.iter().filter(|one| **one != ProtectedKind::None);
    page(&ListPage {
        heading: l.t("Mặt hàng", "Commodities"),
        path: PATH,
        hint: l.t("Tên, tên gọi khác", "Name or another name"),
        choices: vec![Choice::new(
            &shell,
            "bao-ho",
            l.t("Bảo hộ", "Protection"),
            kinds.map(|one| (one.code(), one.name(l))),
        )],
        kept: Vec::new(),
        columns: vec![
            l.t("Tên", "Name"),
            l.t("Trạng thái", "State"),
            l.t("Ngành hàng", "Category"),
            l.t("Mùa vụ", "Season"),
            l.t("Tên được bảo hộ", "Protected name"),
        ],
        rows: wanted.map(|one| row(l, &tree, frame.administrator, one)).collect(),
        further: Further { is_first: true, next: None },
        csv: String::new(),
        new: frame.administrator.then(|| ("/quan-tri/mat-hang/moi", l.t("Thêm mặt hàng", "Add a commodity"))),
        shell: shell.titled("Mặt hàng", "Commodities").private(),
        frame,
        text,
    })
}

fn matches(one: &Commodity, text: &str) -> bool {
    let words = fold(text);
    let names = [&one.name_vi, &one.name_en, &one.protected_name];
    names.into_iter().chain(&one.aliases).any(|name| fold(name).contains(&words))
}

fn row(l: Locale, tree: &CategoryTree, administrator: bool, one: Commodity) -> Row {
    let standing = if one.active {
        Standing { class: "good", icon: "check", word: l.t("Đang mở", "Open"), next: "" }
    } else {
        Standing { class: "", icon: "lock", word: l.t("Đã đóng", "Closed"), next: "" }
    };
    let protection = if one.protected_name.is_empty() {
        String::new()
    } else {
        format!("{} ({})", one.protected_name, one.protected_kind.name(l))
    };
    Row {
        path: if administrator { format!("{PATH}/{}", one.id) } else { String::new() },
        name: one.name(l).to_owned(),
        about: one.aliases.join("; "),
        standing: Some(standing),
        flags: Vec::new(),
        cells: vec![
            tree.by_code(&one.category_code).map(|category| category.name(l).to_owned()).unwrap_or_default(),
            one.months.ranges(l),
            protection,
        ],
    }
}
