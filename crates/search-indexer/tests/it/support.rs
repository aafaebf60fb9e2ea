//! The demonstration floor's products as documents, and an engine of each kind to put them in.

use std::{collections::HashMap, path::Path};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use search_indexer::{
    Change, Document, Engine, Hit, PhotoRef, ProductDocument, ProductQuery, ProductResults, StallDocument,
};
use tempfile::TempDir;
use uuid::Uuid;

/// The clock of every test.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

pub fn noon() -> DateTime<Utc> {
    today().and_hms_opt(5, 0, 0).unwrap().and_utc()
}

/// An engine and the folder it lives in, which goes away with it.
pub struct Tested {
    pub name: &'static str,
    pub engine: Engine,
    pub folder: TempDir,
}

/// An empty engine of each kind.
pub async fn engines() -> Vec<Tested> {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open_embedded(folder.path()).await.unwrap();
    vec![Tested { name: "embedded", engine, folder }]
}

/// Engines that hold these products.
pub async fn engines_with(products: &[ProductDocument]) -> Vec<Tested> {
    let engines = engines().await;
    for tested in &engines {
        put(&tested.engine, products).await;
    }
    engines
}

pub async fn put(engine: &Engine, products: &[ProductDocument]) {
    engine.apply(products.iter().cloned().map(Change::put).collect()).await.unwrap();
}

pub async fn search(engine: &Engine, query: &ProductQuery) -> ProductResults {
    engine.search_products(query).await.unwrap()
}

pub fn query(text: &str) -> ProductQuery {
    ProductQuery::new(text, today())
}

/// The names of the first page.
pub async fn names(engine: &Engine, text: &str) -> Vec<String> {
    search(engine, &query(text)).await.hits.into_iter().map(|hit| hit.card.name).collect()
}

pub fn highlighted(hit: &Hit) -> Vec<&str> {
    hit.highlight.iter().map(|range| &hit.card.name[range.clone()]).collect()
}

/// A plain product of the number `n`, to be changed by the test.
pub fn product(n: u32, name: &str) -> ProductDocument {
    ProductDocument {
        id: Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 + u128::from(n)),
        slug: format!("san-pham-{n}"),
        name: name.to_owned(),
        name_en: String::new(),
        category_code: "0101".into(),
        category_path: vec!["nong-san".into(), "trai-cay".into()],
        category_names: String::new(),
        commodity_slug: None,
        commodity_names: String::new(),
        stall_slug: "gian-hang-mau".into(),
        stall_name: "Gian hàng mẫu".into(),
        commune_slug: "xa-mau".into(),
        commune_name: "Xã Mẫu".into(),
        place_text: String::new(),
        description: String::new(),
        unit_code: "kg".into(),
        price: Some(i64::from(n) * 1_000),
        months: 0,
        ocop_stars: 0,
        ocop_until: None,
        listed_at: noon() - TimeDelta::days(400) + TimeDelta::minutes(n.into()),
        photo: None,
        version: 1,
    }
}

pub fn stall(n: u32, name: &str) -> StallDocument {
    StallDocument {
        id: Uuid::from_u128(0x0192_0000_0000_7000_9000_0000_0000_0000 + u128::from(n)),
        slug: format!("gian-hang-{n}"),
        name: name.to_owned(),
        introduction: String::new(),
        commune_slug: "xa-mau".into(),
        commune_name: "Xã Mẫu".into(),
        place_text: String::new(),
        logo: None,
        product_count: n,
        opened_at: noon(),
        version: 1,
    }
}

pub fn rows(path: &str) -> Vec<HashMap<String, String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// The 231 products of the demonstration floor, under forty stalls.
pub fn demonstration() -> Vec<ProductDocument> {
    let categories: HashMap<String, HashMap<String, String>> =
        rows("../../demo/categories.csv").into_iter().map(|row| (row["code"].clone(), row)).collect();
    let products = rows("../../demo/products.csv");
    products.iter().zip(1..).map(|(row, n)| demonstration_product(row, n, &categories)).collect()
}

fn demonstration_product(
    row: &HashMap<String, String>,
    n: u32,
    categories: &HashMap<String, HashMap<String, String>>,
) -> ProductDocument {
    let leaf = &categories[&row["category_code"]];
    let root = &categories[&leaf["parent_code"]];
    let commune = kernel::place::commune(&row["commune_code"]).unwrap();
    let number = |key: &str| row[key].parse::<i64>().ok();
    let stall = n % 40;
    ProductDocument {
        slug: row["slug"].clone(),
        name_en: row["name_en"].clone(),
        category_code: row["category_code"].clone(),
        category_path: vec![root["slug"].clone(), leaf["slug"].clone()],
        category_names: [leaf, root].map(|c| format!("{}; {}", c["name_vi"], c["name_en"])).join("; "),
        stall_slug: format!("hop-tac-xa-mau-{stall}"),
        stall_name: format!("Hợp tác xã Mẫu {stall}"),
        commune_slug: commune.slug.to_owned(),
        commune_name: commune.full_name.clone(),
        place_text: format!("{}; {}", commune.former_names.join("; "), commune.former_district),
        description: format!("{} {}", row["net_content"], row["mark"]),
        unit_code: row["unit_code"].clone(),
        price: number("price_min_vnd").filter(|_| !n.is_multiple_of(17)),
        months: row["harvest_months"]
            .split(' ')
            .filter_map(|m| m.parse::<u16>().ok())
            .fold(0, |set, m| set | 1 << (m - 1)),
        ocop_stars: number("ocop_stars").unwrap_or(0) as u8,
        ocop_until: number("ocop_expires_year").and_then(|year| NaiveDate::from_ymd_opt(year as i32, 6, 30)),
        photo: n.is_multiple_of(2).then(|| PhotoRef {
            id: format!("{n:064x}"),
            widths: vec![320, 640, 1280],
            width: 1280,
            height: 960,
            colour: "#c08040".into(),
            alt: row["name_vi"].clone(),
        }),
        ..product(n, &row["name_vi"])
    }
}

pub fn documents(products: &[ProductDocument]) -> Vec<Document> {
    products.iter().cloned().map(Document::from).collect()
}
