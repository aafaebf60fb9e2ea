//! `/quan-tri/mat-hang/{id}`: one commodity's form, and `/moi` for another one.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use catalogue::{Commodity, CommodityForm, ProtectedKind, queries, save_commodity};
use kernel::{CommodityId, FieldErrors, Fields, Locale};

use super::{frame::Frame, read_id};
use crate::{
    AppError,
    desk::commune_groups,
    form::{Form, FormView, Labels},
    render::{Page, after, page_with},
    session::Officer,
    state::App,
    view::Shell,
};

const LABELS: Labels = &[
    ("category", "Ngành hàng", "Category"),
    ("name_vi", "Tên tiếng Việt", "Vietnamese name"),
    ("name_en", "Tên tiếng Anh", "English name"),
    ("aliases", "Tên gọi khác", "Other names"),
    ("months", "Mùa vụ", "Season"),
    ("protected_name", "Tên được bảo hộ", "Protected name"),
    ("protected_kind", "Hình thức bảo hộ", "Kind of protection"),
    ("protected_communes", "Xã, phường được dùng tên", "Communes that may use the name"),
    ("active", "Mở cho sản phẩm mới", "Open for new products"),
];

/// Communes under the name of their former district; whether one of them is chosen.
type Communes = Vec<(String, bool, Vec<(&'static str, String)>)>;

#[derive(Template)]
#[template(path = "admin/commodity.html")]
struct CommodityPage {
    shell: Shell,
    frame: Frame,
    form: FormView,
    /// Empty for a new one.
    id: String,
    name: String,
    categories: Vec<(String, String)>,
    months: Vec<(String, String)>,
    kinds: Vec<(&'static str, &'static str)>,
    communes: Communes,
}

pub async fn begin(State(app): State<App>, shell: Shell) -> Page {
    let mut fields = Fields::default();
    fields.set("active", "1");
    with(&app, shell, None, fields, FieldErrors::default()).await
}

pub async fn show(State(app): State<App>, shell: Shell, Path(id): Path<String>) -> Page {
    let commodity = find(&app, &id).await?;
    let fields = to_fields(&commodity);
    with(&app, shell, Some(commodity), fields, FieldErrors::default()).await
}

pub async fn create(State(app): State<App>, shell: Shell, officer: Officer, form: Form) -> Page {
    save(&app, shell, &officer, None, form).await
}

pub async fn change(
    State(app): State<App>,
    shell: Shell,
    officer: Officer,
    Path(id): Path<String>,
    form: Form,
) -> Page {
    let commodity = find(&app, &id).await?;
    save(&app, shell, &officer, Some(commodity), form).await
}

async fn save(app: &App, shell: Shell, officer: &Officer, known: Option<Commodity>, form: Form) -> Page {
    if form.resumed {
        return with(app, shell, known, form.fields, FieldErrors::default()).await;
    }
    let mut errors = FieldErrors::default();
    let draft = CommodityForm::parse(&form.fields, &mut errors);
    if errors.is_empty() {
        let txn = app.db.begin().await?;
        let id = known.as_ref().map(|one| one.id);
        match save_commodity(&txn, &app.ctx(officer.actor()), id, &draft).await {
            Ok(_) => {
                txn.commit().await?;
                app.wake.notify_one();
                return after(&shell, "/quan-tri/mat-hang", "da-luu");
            }
            Err(catalogue::Error::Invalid(found)) => errors = found,
            Err(error) => return Err(error.into()),
        }
    }
    with(app, shell, known, form.fields, errors).await
}

async fn find(app: &App, id: &str) -> Result<Commodity, AppError> {
    let id: CommodityId = read_id(id)?;
    queries::find_commodity(app.db.read(), id).await?.ok_or(AppError::NotFound)
}

fn to_fields(one: &Commodity) -> Fields {
    let mut fields = Fields::default();
    fields.set("category", &one.category_code);
    fields.set("name_vi", &one.name_vi);
    fields.set("name_en", &one.name_en);
    fields.set("aliases", one.aliases.join("\n"));
    for month in one.months.iter() {
        fields.push("months", month.to_string());
    }
    fields.set("protected_name", &one.protected_name);
    fields.set("protected_kind", one.protected_kind.code());
    for code in &one.protected_communes {
        fields.push("protected_communes", code);
    }
    if one.active {
        fields.set("active", "1");
    }
    fields
}

async fn with(app: &App, shell: Shell, known: Option<Commodity>, fields: Fields, errors: FieldErrors) -> Page {
    let l = shell.l;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let tree = queries::category_tree(app.db.read()).await?;
    let leaves = tree.all().iter().filter(|one| one.parent_code.is_some());
    let kinds = ProtectedKind::ALL.iter().filter(|one| **one != ProtectedKind::None);
    let page = CommodityPage {
        frame: Frame::new(app, &shell).await?,
        communes: communes(l, &fields),
        form: FormView::new(l, LABELS, fields, errors),
        name: known.as_ref().map(|one| one.name(l).to_owned()).unwrap_or_default(),
        id: known.map(|one| one.id.to_string()).unwrap_or_default(),
        categories: leaves.map(|one| (one.code.clone(), format!("{} {}", one.code, one.name(l)))).collect(),
        months: (1..=12).map(|month| month_choice(l, month)).collect(),
        kinds: kinds.map(|one| (one.code(), one.name(l))).collect(),
        shell: shell.titled("Mặt hàng", "Commodity").private(),
    };
    page_with(status, &page)
}

fn communes(l: Locale, fields: &Fields) -> Communes {
    let chosen: Vec<&str> = fields.all("protected_communes").collect();
    let group = |(name, all): (String, Vec<(&'static str, String)>)| {
        let open = all.iter().any(|(code, _)| chosen.contains(code));
        (name, open, all)
    };
    commune_groups(&l).into_iter().map(group).collect()
}

fn month_choice(l: Locale, month: u32) -> (String, String) {
    let name = match l {
        Locale::Vi => format!("T{month}"),
        Locale::En => kernel::Months::from_numbers([month]).map(|months| months.ranges(l)).unwrap_or_default(),
    };
    (month.to_string(), name)
}
