//! The files of `demo/`, compiled in: categories, commodities and the 231 real products.

use std::collections::HashMap;

use anyhow::Context;
use catalogue::{Category, Commodity, Content, Ocop, Photo, ProtectedKind, Rule};
use chrono::NaiveDate;
use kernel::{CommodityId, Money, Months, text};
use serde::Deserialize;

use super::{Filling, file};

const CATEGORIES: &str = include_str!("../../../../demo/categories.csv");
const COMMODITIES: &str = include_str!("../../../../demo/commodities.csv");
const PRODUCTS: &str = include_str!("../../../../demo/products.csv");

/// A page that says it is a sample.
pub const SAMPLE_PAPER: &[u8] = include_bytes!("../../../../demo/giay-to-mau.pdf");

#[derive(Deserialize)]
struct CategoryRow {
    code: String,
    parent_code: String,
    name_vi: String,
    name_en: String,
    slug: String,
    ocop_subgroup: String,
    rule: String,
    default_unit: String,
}

#[derive(Deserialize)]
struct CommodityRow {
    slug: String,
    category_code: String,
    name_vi: String,
    name_en: String,
    aliases: String,
    months: String,
    protected_name: String,
    protected_kind: String,
    protected_communes: String,
    keywords: String,
}

#[derive(Deserialize)]
struct ProductRow {
    id: String,
    name_vi: String,
    slug: String,
    name_en: String,
    category_code: String,
    unit_code: String,
    net_content: String,
    price_min_vnd: String,
    price_max_vnd: String,
    harvest_months: String,
    former_commune: String,
    commune_code: String,
    ocop_stars: String,
    ocop_expires_year: String,
    mark: String,
}

/// A real product, ready to be listed.
pub struct Base {
    pub slug: String,
    pub content: Content,
    /// The range of its price, in đồng.
    pub prices: Option<(i64, i64)>,
}

/// What the floor starts from.
pub struct Catalogue {
    pub categories: Vec<Category>,
    pub commodities: Vec<Commodity>,
    pub products: Vec<Base>,
}

pub fn catalogue(filling: &mut Filling<'_>) -> anyhow::Result<Catalogue> {
    let categories = categories(filling)?;
    let (commodities, keywords) = commodities(filling)?;
    let by_slug: HashMap<&str, &Category> = categories.iter().map(|one| (one.code.as_str(), one)).collect();
    let rows: Vec<ProductRow> = rows(PRODUCTS, "products.csv")?;
    let products = rows
        .into_iter()
        .map(|row| {
            let category = by_slug.get(row.category_code.as_str()).context("a product names an unknown category")?;
            base(filling, &row, category, &keywords)
        })
        .collect::<anyhow::Result<_>>()?;
    Ok(Catalogue { categories, commodities, products })
}

fn rows<T: for<'de> Deserialize<'de>>(csv: &str, name: &str) -> anyhow::Result<Vec<T>> {
    csv::Reader::from_reader(csv.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .with_context(|| format!("{} is not right", file(name).display()))
}

fn categories(filling: &Filling<'_>) -> anyhow::Result<Vec<Category>> {
    let units: HashMap<String, &'static str> =
        kernel::unit::units().iter().map(|unit| (unit.name_vi.to_owned(), unit.code)).collect();
    let rows: Vec<CategoryRow> = rows(CATEGORIES, "categories.csv")?;
    let mut all: Vec<Category> = rows
        .into_iter()
        .zip(1..)
        .map(|(row, position)| Category {
            picture_id: filling.pictures.of_category(&row.slug),
            rule: Rule::from_code(&row.rule).unwrap_or_default(),
            // The file names units as people say them.
            default_unit: units.get(&row.default_unit).copied().unwrap_or(&row.default_unit).to_owned(),
            parent_code: (!row.parent_code.is_empty()).then_some(row.parent_code),
            active: row.rule != "blocked",
            code: row.code,
            slug: row.slug,
            name_vi: row.name_vi,
            name_en: row.name_en,
            ocop_subgroup: row.ocop_subgroup,
            position,
        })
        .collect();
    // A group shows the drawing of its first category.
    let first: HashMap<String, String> =
        all.iter().rev().filter_map(|one| Some((one.parent_code.clone()?, one.picture_id.clone()?))).collect();
    for group in all.iter_mut().filter(|one| one.parent_code.is_none()) {
        group.picture_id = first.get(&group.code).cloned();
    }
    Ok(all)
}

/// Category code, folded words, commodity: the longest words that stand in a product's name win.
type Keywords = Vec<(String, String, CommodityId)>;

fn commodities(filling: &mut Filling<'_>) -> anyhow::Result<(Vec<Commodity>, Keywords)> {
    let mut keywords = Keywords::new();
    let mut all = Vec::new();
    for row in rows::<CommodityRow>(COMMODITIES, "commodities.csv")? {
        let id = CommodityId(filling.random.id(filling.ctx.now));
        let words = row.keywords.split(';').map(|words| (row.category_code.clone(), text::fold(words), id));
        keywords.extend(words);
        all.push(Commodity {
            id,
            slug: row.slug,
            category_code: row.category_code,
            name_vi: row.name_vi,
            name_en: row.name_en,
            aliases: row.aliases.split(';').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect(),
            months: months(&row.months),
            protected_name: row.protected_name,
            protected_kind: ProtectedKind::from_code(&row.protected_kind).unwrap_or_default(),
            protected_communes: row.protected_communes.split_whitespace().map(ToOwned::to_owned).collect(),
            active: true,
        });
    }
    Ok((all, keywords))
}

fn months(text: &str) -> Months {
    Months::parse(text).unwrap_or_default()
}

fn base(filling: &Filling<'_>, row: &ProductRow, category: &Category, keywords: &Keywords) -> anyhow::Result<Base> {
    let name = format!(" {} ", text::fold(&row.name_vi));
    let commodity_id = keywords
        .iter()
        .filter(|(code, words, _)| *code == row.category_code && name.contains(&format!(" {words} ")))
        .max_by_key(|(_, words, _)| words.len())
        .map(|(_, _, id)| *id);
    let photos = filling.pictures.of_product(&row.name_vi, &category.slug);
    let photos = photos.into_iter().map(|(picture_id, alt)| Photo { picture_id, alt }).collect();
    let number = |text: &str| text.parse::<i64>().ok();
    let prices = number(&row.price_min_vnd).zip(number(&row.price_max_vnd));
    let sample = row.id.trim_start_matches("HT");
    let asks_for_number =
        matches!(category.rule, Rule::Food | Rule::CosmeticNotice | Rule::Alcohol | Rule::HealthClaims);
    Ok(Base {
        slug: row.slug.clone(),
        prices,
        content: Content {
            category_code: row.category_code.clone(),
            commodity_id,
            name: row.name_vi.clone(),
            name_en: row.name_en.clone(),
            description: describe(row),
            unit_code: row.unit_code.clone(),
            net_content: net_content(row),
            price: prices.map(|(low, _)| Money(low)),
            min_order: None,
            commune_code: row.commune_code.clone(),
            months: months(&row.harvest_months),
            ocop: ocop(row, sample),
            indication: row.mark.strip_prefix("GI ").unwrap_or_default().to_owned(),
            declaration_number: if asks_for_number { format!("MẪU-{sample}/2026") } else { String::new() },
            photos,
        },
    })
}

/// A pack says what is in it; where the facts don't, its label does.
fn net_content(row: &ProductRow) -> String {
    let is_pack = kernel::unit::unit(&row.unit_code).is_some_and(|unit| unit.factor_to_base.is_none());
    if row.net_content.is_empty() && is_pack { "ghi trên nhãn".to_owned() } else { row.net_content.clone() }
}

/// The exact day is not known, so a certificate ends on 15 October of its last year.
fn ocop(row: &ProductRow, sample: &str) -> Option<Ocop> {
    let stars = row.ocop_stars.parse().ok()?;
    let year = row.ocop_expires_year.parse().ok();
    let expires_on = year.and_then(|year| NaiveDate::from_ymd_opt(year, 10, 15));
    Some(Ocop { stars, certificate: format!("MẪU-OCOP-{sample}"), expires_on })
}

fn describe(row: &ProductRow) -> String {
    let commune = kernel::place::commune(&row.commune_code);
    let place = commune.map_or_else(String::new, |one| match one.full_name == row.former_commune {
        true => one.full_name.clone(),
        false => format!("{} (trước đây là {})", one.full_name, row.former_commune),
    });
    let season = match months(&row.harvest_months) {
        months if months.is_empty() => String::new(),
        months => format!("- **Mùa vụ:** {}\n", months.ranges(kernel::Locale::Vi)),
    };
    let pack =
        if row.net_content.is_empty() { String::new() } else { format!("- **Quy cách:** {}\n", row.net_content) };
    format!(
        "**{}** là sản phẩm của vùng {place}, tỉnh Hà Tĩnh.\n\n{season}{pack}- **Bảo quản:** nơi khô ráo, thoáng mát; \
         hàng tươi nên dùng sớm sau khi nhận.\n- **Giao hàng:** người bán hẹn giao hoặc gửi xe theo thoả thuận.\n\n\
         Bạn cần thêm thông tin? Hãy hỏi người bán ngay trên trang này.",
        row.name_vi
    )
}
