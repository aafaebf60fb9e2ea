//! `GET …/{id}/xem`: what buyers will see, with the edit that waits, for the member alone.

use askama::Template;
use axum::extract::{Path, State};
use catalogue::markdown;
use chrono::Datelike;
use kernel::{date, place, unit};

use super::load;
use crate::{
    desk::states::{self, Standing},
    render::{Page, page},
    session::Member,
    state::App,
    view::Shell,
    web::{Image, Month, shelves},
};

#[derive(Template)]
#[template(path = "desk/products/preview.html")]
struct PreviewPage {
    shell: Shell,
    back: String,
    name: String,
    standing: Standing,
    images: Vec<Image>,
    price: Option<String>,
    unit: &'static str,
    facts: Vec<(&'static str, String)>,
    stars: u8,
    indication: String,
    age: Option<u8>,
    warning: Option<&'static str>,
    season: String,
    months: Vec<Month>,
    /// Clean HTML.
    description: String,
}

pub async fn show(State(app): State<App>, shell: Shell, member: Member, Path(id): Path<String>) -> Page {
    let current = load(&app, &member, &id).await?;
    let (l, today, content) = (shell.l, app.ctx(member.actor()).today(), &current.content);
    let shelves = shelves(&app).await?;
    let rule = shelves.tree.by_code(&content.category_code).map(|category| category.rule).unwrap_or_default();
    let months = (1..=12).filter(|_| !content.months.is_empty());
    let name = content.name_in(l).to_owned();
    page(&PreviewPage {
        back: super::path(current.product.id),
        standing: match &current.revision {
            Some(open) => states::revision(l, open.state),
            None => states::product(l, current.product.state),
        },
        images: images(&app, content, &name).await?,
        price: content.price.map(|price| price.format(l)),
        unit: unit::unit(&content.unit_code).map_or("", |unit| unit.short(l)),
        facts: facts(l, content, today),
        stars: content.ocop_on(today).map_or(0, |ocop| ocop.stars),
        indication: content.indication.clone(),
        age: rule.age_notice(today),
        warning: rule.warning(l),
        season: content.months.ranges(l),
        months: months
            .map(|number| Month { number, on: content.months.contains(number), now: number == today.month() })
            .collect(),
        description: markdown::to_html(&content.description),
        name,
        shell: shell.titled("Xem thử sản phẩm", "Preview of a product").private(),
    })
}

async fn images(app: &App, content: &catalogue::Content, name: &str) -> Result<Vec<Image>, sea_orm::DbErr> {
    let ids: Vec<String> = content.photos.iter().map(|photo| photo.picture_id.clone()).collect();
    let pictures = media::find_pictures(app.db.read(), &ids).await?;
    let image = |photo: &catalogue::Photo| {
        let alt = if photo.alt.is_empty() { name } else { &photo.alt };
        Some(Image::new(pictures.get(&photo.picture_id)?, alt))
    };
    Ok(content.photos.iter().filter_map(image).collect())
}

/// Name and value, without those that nobody gave.
fn facts(l: kernel::Locale, content: &catalogue::Content, today: chrono::NaiveDate) -> Vec<(&'static str, String)> {
    let unit = unit::unit(&content.unit_code);
    let min_order = content.min_order.zip(unit).map(|(least, unit)| unit.amount(l, least));
    let origin = place::commune(&content.commune_code)
        .map(|commune| format!("{}, {}", commune.title(l), l.t("tỉnh Hà Tĩnh", "Hà Tĩnh province")));
    let ocop = content.ocop_on(today).map(|ocop| {
        let until = ocop.expires_on.map(|day| date::day(l, day)).unwrap_or_default();
        format!(
            "{} {}, {} {}, {} {until}",
            ocop.stars,
            l.t("sao", "stars"),
            l.t("số", "no."),
            ocop.certificate,
            l.t("đến hết", "until")
        )
    });
    let all = [
        (l.t("Xuất xứ", "Origin"), origin.unwrap_or_default()),
        (l.t("Quy cách", "Content"), content.net_content.clone()),
        (l.t("Mua ít nhất", "Minimum order"), min_order.unwrap_or_default()),
        (l.t("Chứng nhận OCOP", "OCOP certificate"), ocop.unwrap_or_default()),
        (l.t("Số công bố", "Declaration number"), content.declaration_number.clone()),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}
