//! The demonstration floor's products as documents, and an engine of each kind to put them in.

use std::{collections::HashMap, fs, path::Path};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kernel::text;
use search_indexer::{
    Change, CommodityDocument, Document, Engine, Hit, PhotoRef, ProductDocument, ProductQuery, ProductResults,
    StallDocument,
};
use tempfile::TempDir;
use uuid::Uuid;

use super::server::Meilisearch;

/// The clock of every test.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

pub fn noon() -> DateTime<Utc> {
    today().and_hms_opt(5, 0, 0).unwrap().and_utc()
}

/// An engine and where it lives, which goes away with it.
pub struct Tested {
    pub name: &'static str,
    pub engine: Engine,
    pub home: Home,
}

pub enum Home {
    Folder(TempDir),
    Server(Meilisearch),
}

impl Tested {
    /// How many indexes the engine keeps at the moment.
    pub fn indexes(&self) -> usize {
        match &self.home {
            Home::Folder(folder) => {
                fs::read_dir(folder.path()).unwrap().flatten().filter(|entry| entry.path().is_dir()).count()
            }
            Home::Server(server) => server.indexes().len(),
        }
    }
}

/// An empty engine of each kind.
pub async fn engines() -> Vec<Tested> {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open_embedded(folder.path()).await.unwrap();
    let mut engines = vec![Tested { name: "embedded", engine, home: Home::Folder(folder) }];
    if let Some(server) = Meilisearch::find() {
        let engine = Engine::open_meilisearch(server.options.clone()).await.unwrap();
        engines.push(Tested { name: "meilisearch", engine, home: Home::Server(server) });
    }
    for tested in &engines {
        build(&tested.engine, &[]).await;
    }
    engines
}

/// Builds the index anew from these products.
pub async fn build(engine: &Engine, products: &[ProductDocument]) {
    let rebuild = engine.begin_rebuild().await.unwrap();
    rebuild.load(documents(products)).await.unwrap().finish().await.unwrap();
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
    search(engine, &query(text)).await.hits.into_iter().map(|hit| hit.card.name.clone()).collect()
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

pub fn commodity(n: u32, name: &str, aliases: &[&str]) -> CommodityDocument {
    CommodityDocument {
        id: Uuid::from_u128(0x0192_0000_0000_7000_a000_0000_0000_0000 + u128::from(n)),
        slug: format!("mat-hang-{n}"),
        name: name.to_owned(),
        name_en: String::new(),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        category_path: vec!["nong-san".into(), "trai-cay".into()],
        category_names: "Nông sản · Trái cây".into(),
        months: 0,
    }
}

pub fn rows(path: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

type Row = HashMap<String, String>;

/// The 231 products of the demonstration floor, under forty stalls, with the facts that the floor's own documents have.
pub fn demonstration() -> Vec<ProductDocument> {
    let facts = Facts {
        categories: rows("../../demo/categories.csv").into_iter().map(|row| (row["code"].clone(), row)).collect(),
        commodities: rows("../../demo/commodities.csv"),
    };
    rows("../../demo/products.csv").iter().zip(1..).map(|(row, n)| demonstration_product(row, n, &facts)).collect()
}

struct Facts {
    categories: HashMap<String, Row>,
    commodities: Vec<Row>,
}

impl Facts {
    /// The commodity that a product is one of: the longest keywords of its category that stand in its name.
    fn commodity(&self, product: &Row) -> Option<&Row> {
        let name = format!(" {} ", text::fold(&product["name_vi"]));
        let of_category = self.commodities.iter().filter(|row| row["category_code"] == product["category_code"]);
        let keywords =
            of_category.flat_map(|row| row["keywords"].split(';').map(move |words| (text::fold(words), row)));
        let named = keywords.filter(|(words, _)| name.contains(&format!(" {words} ")));
        named.max_by_key(|(words, _)| words.len()).map(|(_, row)| row)
    }
}

/// A commodity's name and aliases, as words to be found by.
fn commodity_names(row: &Row) -> String {
    let aliases = row["aliases"].split(';').map(str::trim).filter(|alias| !alias.is_empty());
    [row["name_vi"].as_str(), &row["name_en"]].into_iter().chain(aliases).collect::<Vec<_>>().join(" · ")
}

fn months(text: &str) -> u16 {
    text.split(' ').filter_map(|month| month.parse::<u16>().ok()).fold(0, |set, month| set | 1 << (month - 1))
}

fn demonstration_product(row: &Row, n: u32, facts: &Facts) -> ProductDocument {
    let leaf = &facts.categories[&row["category_code"]];
    let root = &facts.categories[&leaf["parent_code"]];
    let commune = kernel::place::commune(&row["commune_code"]).unwrap();
    let commodity = facts.commodity(row);
    let number = |key: &str| row[key].parse::<i64>().ok();
    let stall = n % 40;
    let place = [commune.full_name.as_str(), commune.former_district].into_iter();
    ProductDocument {
        slug: row["slug"].clone(),
        name_en: row["name_en"].clone(),
        category_code: row["category_code"].clone(),
        category_path: vec![root["slug"].clone(), leaf["slug"].clone()],
        category_names: [root, leaf].map(|c| format!("{} · {}", c["name_vi"], c["name_en"])).join(" · "),
        commodity_slug: commodity.map(|row| row["slug"].clone()),
        commodity_names: commodity.map(commodity_names).unwrap_or_default(),
        stall_slug: format!("hop-tac-xa-mau-{stall}"),
        stall_name: format!("Hợp tác xã Mẫu {stall}"),
        commune_slug: commune.slug.to_owned(),
        commune_name: commune.full_name.clone(),
        place_text: place.chain(commune.former_names.iter().copied()).collect::<Vec<_>>().join(" · "),
        description: format!(
            "{} là sản phẩm của vùng {} (trước đây là {}), tỉnh Hà Tĩnh. Quy cách: {}. Bảo quản: nơi khô ráo, thoáng mát; \
             hàng tươi nên dùng sớm sau khi nhận. Giao hàng: người bán hẹn giao hoặc gửi xe theo thoả thuận. \
             Bạn cần thêm thông tin? Hãy hỏi người bán ngay trên trang này.",
            row["name_vi"], commune.full_name, row["former_commune"], row["net_content"]
        ),
        unit_code: row["unit_code"].clone(),
        price: number("price_min_vnd").filter(|_| !n.is_multiple_of(17)),
        months: months(&row["harvest_months"]),
        ocop_stars: number("ocop_stars").unwrap_or(0) as u8,
        ocop_until: number("ocop_expires_year").and_then(|year| NaiveDate::from_ymd_opt(year as i32, 10, 15)),
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
