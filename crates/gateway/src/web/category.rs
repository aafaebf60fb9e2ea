//! `GET /danh-muc` and `GET /danh-muc/{slug}`: the tree, and what is sold in one category.

use std::collections::HashMap;

use alerts::FollowKind;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use catalogue::{Category, Cursor, queries};
use kernel::Actor;
use search_indexer::ProductQuery;

use super::{
    card::{Reader, cards},
    criteria::{Criteria, PER_PAGE},
    image::Image,
    results::{Builder, On, Results},
    search,
    shelves::{Shelves, shelves},
};
use crate::{
    AppError,
    alerts::button::FollowButton,
    render::{Page, counted, page_with},
    seen::View,
    state::App,
    view::Shell,
};

/// A group with what is below it.
pub struct Group {
    pub slug: String,
    pub name: String,
    pub image: Option<Image>,
    pub count: i64,
    pub below: Vec<Group>,
}

#[derive(Template)]
#[template(path = "web/categories.html")]
struct TreePage {
    shell: Shell,
    groups: Vec<Group>,
}

pub async fn tree(State(app): State<App>, shell: Shell) -> Page {
    let shelves = shelves(&app).await?;
    let counts = counts(&app, &shelves).await?;
    let count = |category: &Category| counts.get(&category.slug).copied().unwrap_or_default();
    let group = |category: &Category, below| Group {
        slug: category.slug.clone(),
        name: category.name(shell.l).to_owned(),
        image: shelves.drawing(&category.code).map(|picture| Image::new(picture, "")),
        count: count(category),
        below,
    };
    let groups = shelves.tree.roots().map(|root| {
        let below = shelves.tree.children(&root.code).map(|child| group(child, Vec::new()));
        group(root, below.collect())
    });
    let groups = groups.collect();
    let mut shell = shell.titled("Tất cả ngành hàng", "All categories");
    shell.description = shell
        .l
        .t(
            "Các ngành hàng trên Sàn: trái cây, mật ong, hải sản, cu đơ, nước mắm, chè, dược liệu, đồ thủ công Hà Tĩnh.",
            "The floor’s categories: fruit, honey, seafood, cu đơ, fish sauce, tea, medicinal goods and handicrafts of Hà Tĩnh.",
        )
        .to_owned();
    counted(&TreePage { shell, groups }, View::Page)
}

/// How many visible products each category has, by slug; without the engine those of stalls that are closed count too.
async fn counts(app: &App, shelves: &Shelves) -> Result<HashMap<String, i64>, AppError> {
    let all = ProductQuery {
        page: kernel::Page { number: 1, per_page: 1 },
        ..ProductQuery::new("", app.ctx(Actor::Anonymous).today())
    };
    if let Ok(found) = app.search.search_products(&all).await {
        let counts = found.facets.categories.into_iter();
        return Ok(counts.map(|value| (value.slug, i64::try_from(value.count).unwrap_or(i64::MAX))).collect());
    }
    let listed = queries::listed_counts_by_category(app.db.read()).await?;
    let under =
        |category: &Category| shelves.tree.codes_under(&category.code).iter().filter_map(|code| listed.get(code)).sum();
    Ok(shelves.tree.all().iter().map(|category| (category.slug.clone(), under(category))).collect())
}

#[derive(Template)]
#[template(path = "web/category.html")]
struct CategoryPage {
    shell: Shell,
    name: String,
    /// Path and name of the groups above.
    above: Vec<(String, String)>,
    image: Option<Image>,
    text: String,
    results: Results,
    follow: FollowButton,
}

pub async fn show(State(app): State<App>, shell: Shell, Path(slug): Path<String>) -> Page {
    let shelves = shelves(&app).await?;
    let category = shelves.open(&slug).ok_or(AppError::NotFound)?;
    let mut asked = Criteria::read(&shell.query, &shelves.tree);
    asked.categories = vec![slug.clone()];
    let reader = Reader { l: shell.l, today: app.ctx(Actor::Anonymous).today(), shelves: &shelves };
    let follow = FollowButton::new(&app, &shell, FollowKind::Category, category.code.as_str()).await?;
    let builder = Builder { asked: &asked, on: On::Category(&slug), reader: &reader };
    if !asked.errors.is_empty() {
        let page = frame(shell, category, &shelves, &asked, builder.nothing(), follow);
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let results = match search::find(&app, &asked, &reader).await {
        Ok(found) => builder.found(&found.hits, found.total, &found.facets),
        Err(error) => {
            tracing::warn!(%error, "a category goes on from the database");
            from_database(&app, category, &builder, &shell).await?
        }
    };
    counted(&frame(shell, category, &shelves, &asked, results, follow), View::Page)
}

fn frame(
    mut shell: Shell,
    category: &Category,
    shelves: &Shelves,
    asked: &Criteria,
    results: Results,
    follow: FollowButton,
) -> CategoryPage {
    let l = shell.l;
    let name = category.name(l).to_owned();
    shell.title.clone_from(&name);
    shell.description = if l.is_vi() {
        format!("{name} của Hà Tĩnh: mua tận gốc từ hợp tác xã, hộ sản xuất và doanh nghiệp đã được Sàn xác minh.")
    } else {
        format!("{name} from Hà Tĩnh, straight from cooperatives, growers and businesses that the floor has verified.")
    };
    let image = shelves.drawing(&category.code).map(|picture| Image::new(picture, ""));
    shell.share_picture = image.as_ref().map(|image| format!("{}{}", shell.settings.base_url, image.jpeg(640)));
    let filtered = asked.with(|other| other.categories.clear());
    shell.noindex = filtered.is_filtered() || !asked.text.is_empty() || asked.page > 1 || !asked.errors.is_empty();
    let path = shelves.tree.path(&category.code);
    let above = path.iter().filter(|one| one.code != category.code);
    let mut links = vec![("/danh-muc".to_owned(), l.t("Ngành hàng", "Categories").to_owned())];
    links.extend(above.map(|one| (format!("/danh-muc/{}", one.slug), one.name(l).to_owned())));
    CategoryPage { shell, name, above: links, image, text: asked.text.clone(), results, follow }
}

/// The newest of the category, when the search engine is away: no filters, no counts, paged by key.
async fn from_database(
    app: &App,
    category: &Category,
    builder: &Builder<'_>,
    shell: &Shell,
) -> Result<Results, AppError> {
    let codes = builder.reader.shelves.tree.codes_under(&category.code);
    let after = builder.asked.typed.get("sau").parse::<Cursor>().ok();
    let limit = u64::from(PER_PAGE);
    let found = queries::listed_in_categories(app.db.read(), &codes, after, limit, builder.reader.today).await?;
    let mut results = builder.nothing();
    let full = found.len() as u64 == limit;
    let cursor = found.last().and_then(queries::Card::cursor).filter(|_| full);
    results.further = cursor.map(|cursor| shell.further(&format!("/danh-muc/{}", category.slug), cursor));
    results.cards = cards(app, &found, builder.reader).await?;
    // Nothing is narrowed now, whatever the address says.
    results.chips.clear();
    results.degraded = true;
    Ok(results)
}
