//! `/quan-tri/nganh-hang/{code}`: one category's form, and `/moi` for another one.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use catalogue::{Category, CategoryForm, Rule, queries, save_category};
use kernel::{FieldErrors, Fields, Locale, Problem, unit};

use super::frame::Frame;
use crate::{
    AppError,
    form::{Form, FormView, Labels},
    render::{Page, after, page_with},
    session::Officer,
    state::App,
    view::Shell,
};

const LABELS: Labels = &[
    ("code", "Mã", "Code"),
    ("parent", "Thuộc nhóm", "Belongs to"),
    ("name_vi", "Tên tiếng Việt", "Vietnamese name"),
    ("name_en", "Tên tiếng Anh", "English name"),
    ("slug", "Địa chỉ trên Sàn", "Address on the floor"),
    ("rule", "Điều kiện theo luật", "Rule of law"),
    ("default_unit", "Đơn vị tính gợi ý", "Proposed unit"),
    ("ocop_subgroup", "Phân nhóm OCOP", "OCOP subgroup"),
    ("position", "Thứ tự", "Position"),
    ("active", "Mở cho sản phẩm mới", "Open for new products"),
];

#[derive(Template)]
#[template(path = "admin/category.html")]
struct CategoryPage {
    shell: Shell,
    frame: Frame,
    form: FormView,
    /// Empty for a new one.
    code: String,
    name: String,
    groups: Vec<(String, String)>,
    rules: Vec<(&'static str, &'static str)>,
    units: Vec<(&'static str, &'static str)>,
}

pub async fn begin(State(app): State<App>, shell: Shell) -> Page {
    let mut fields = Fields::default();
    fields.set("active", "1");
    with(&app, shell, None, fields, FieldErrors::default()).await
}

pub async fn show(State(app): State<App>, shell: Shell, Path(code): Path<String>) -> Page {
    let category = find(&app, &code).await?;
    let fields = to_fields(&category);
    with(&app, shell, Some(category), fields, FieldErrors::default()).await
}

pub async fn create(State(app): State<App>, shell: Shell, officer: Officer, form: Form) -> Page {
    save(&app, shell, &officer, None, form).await
}

pub async fn change(
    State(app): State<App>,
    shell: Shell,
    officer: Officer,
    Path(code): Path<String>,
    form: Form,
) -> Page {
    let category = find(&app, &code).await?;
    save(&app, shell, &officer, Some(category), form).await
}

async fn save(app: &App, shell: Shell, officer: &Officer, known: Option<Category>, form: Form) -> Page {
    let mut fields = form.fields;
    if form.resumed {
        return with(app, shell, known, fields, FieldErrors::default()).await;
    }
    if let Some(category) = &known {
        // What pages and products name stays.
        fields.set("code", &category.code);
        fields.set("slug", &category.slug);
        fields.set("parent", category.parent_code.clone().unwrap_or_default());
    }
    let mut errors = FieldErrors::default();
    let draft = CategoryForm::parse(&fields, &mut errors);
    let txn = app.db.begin().await?;
    if known.is_none() && queries::all_categories(&txn).await?.iter().any(|one| one.code == draft.code) {
        errors.add("code", Problem::Taken);
    }
    if errors.is_empty() {
        match save_category(&txn, &app.ctx(officer.actor()), &draft).await {
            Ok(()) => {
                txn.commit().await?;
                app.wake.notify_one();
                return after(&shell, "/quan-tri/nganh-hang", "da-luu");
            }
            Err(catalogue::Error::Invalid(found)) => errors = found,
            Err(error) => return Err(error.into()),
        }
    }
    drop(txn);
    with(app, shell, known, fields, errors).await
}

async fn find(app: &App, code: &str) -> Result<Category, AppError> {
    let all = queries::all_categories(app.db.read()).await?;
    all.into_iter().find(|one| one.code == code).ok_or(AppError::NotFound)
}

fn to_fields(one: &Category) -> Fields {
    let mut fields = Fields::default();
    fields.set("code", &one.code);
    fields.set("parent", one.parent_code.clone().unwrap_or_default());
    fields.set("slug", &one.slug);
    fields.set("name_vi", &one.name_vi);
    fields.set("name_en", &one.name_en);
    fields.set("rule", one.rule.code());
    fields.set("default_unit", &one.default_unit);
    fields.set("ocop_subgroup", &one.ocop_subgroup);
    fields.set("position", one.position.to_string());
    if one.active {
        fields.set("active", "1");
    }
    fields
}

async fn with(app: &App, shell: Shell, known: Option<Category>, fields: Fields, errors: FieldErrors) -> Page {
    let l = shell.l;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let all = queries::all_categories(app.db.read()).await?;
    let groups = all.into_iter().filter(|one| one.parent_code.is_none()).map(|one| {
        let name = one.name(l).to_owned();
        (one.code, name)
    });
    let page = CategoryPage {
        frame: Frame::new(app, &shell).await?,
        form: FormView::new(l, LABELS, fields, errors),
        name: known.as_ref().map(|one| one.name(l).to_owned()).unwrap_or_default(),
        code: known.map(|one| one.code).unwrap_or_default(),
        groups: groups.collect(),
        rules: Rule::ALL.iter().filter(|rule| **rule != Rule::None).map(|rule| (rule.code(), rule.name(l))).collect(),
        units: units(l),
        shell: shell.titled("Ngành hàng", "Category").private(),
    };
    page_with(status, &page)
}

fn units(l: Locale) -> Vec<(&'static str, &'static str)> {
    unit::units().iter().map(|unit| (unit.code, unit.name(l))).collect()
}
