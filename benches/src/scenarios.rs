//! What is asked for: addresses, taken from the floor itself by its API, and queries made of its products' names.

use std::{collections::BTreeSet, net::SocketAddr};

use kernel::text::fold;

use crate::visit::{Visitor, encoded, texts};

const PRODUCTS: usize = 200;
const QUERIES: usize = 500;

/// Addresses on this floor.
pub struct Material {
    pub products: Vec<String>,
    pub stalls: Vec<String>,
    pub categories: Vec<String>,
    /// The category with the most products.
    pub category: String,
    pub queries: Vec<String>,
    pub beginnings: Vec<String>,
}

impl Material {
    pub async fn collect(address: SocketAddr) -> anyhow::Result<Self> {
        let mut visitor = Visitor::new(address).await?;
        let (mut names, mut products, mut stalls) = (Vec::new(), Vec::new(), BTreeSet::new());
        // As deep as the API's lists go.
        for page in 1..=10 {
            let list = visitor.json(&format!("/api/v1/products?per_page=100&page={page}")).await?;
            names.extend(texts(&list, "/name"));
            products.extend(texts(&list, "/slug"));
            stalls.extend(texts(&list, "/stall/slug"));
        }
        // Spread over the whole list, not 200 of one stall.
        let step = (products.len() / PRODUCTS).max(1);
        products = products.into_iter().step_by(step).take(PRODUCTS).collect();
        let first = visitor.json("/api/v1/products?per_page=1").await?;
        let counts = first["facets"]["category"].as_array().cloned().unwrap_or_default();
        let largest = counts.iter().max_by_key(|one| one["count"].as_u64()).and_then(|one| one["slug"].as_str());
        let categories = texts(&visitor.json("/api/v1/categories").await?, "/slug");
        let queries = queries(&names, QUERIES);
        anyhow::ensure!(products.len() == PRODUCTS && queries.len() == QUERIES, "the floor holds too few products");
        let beginnings = queries.iter().map(|query| query.chars().take(2 + query.len() % 6).collect()).collect();
        Ok(Self {
            category: largest.or(categories.first().map(String::as_str)).unwrap_or_default().to_owned(),
            products,
            stalls: stalls.into_iter().collect(),
            categories,
            queries,
            beginnings,
        })
    }
}

/// `before` + each of `values` as it stands in an address.
pub fn paths(before: &str, values: &[String]) -> Vec<String> {
    values.iter().map(|value| format!("{before}{}", encoded(value))).collect()
}

/// Distinct queries as people type them, of five kinds in turn: as written, without accents, the first two words, the
/// last word begun only, with one wrong letter.
fn queries(names: &[String], wanted: usize) -> Vec<String> {
    let (mut found, mut known) = (Vec::new(), BTreeSet::new());
    for round in 0..5 {
        for (at, name) in names.iter().enumerate() {
            let query = typed(name, (at + round) % 5);
            if found.len() < wanted && !query.is_empty() && known.insert(query.clone()) {
                found.push(query);
            }
        }
    }
    found
}

fn typed(name: &str, kind: usize) -> String {
    let words: Vec<&str> = name.split_whitespace().take(4).collect();
    let whole = words.join(" ");
    match kind {
        0 => whole,
        1 => fold(&whole),
        2 => words[..words.len().min(2)].join(" "),
        3 => {
            let text = fold(&words[..words.len().min(3)].join(" "));
            let shorter = text.chars().count().saturating_sub(2).max(2);
            text.chars().take(shorter).collect()
        }
        _ => misspelt(&fold(&whole)),
    }
}

/// The longest word without its second letter: `buoi phuc trach` → `buoi phuc tach`.
fn misspelt(text: &str) -> String {
    let longest = text.split(' ').max_by_key(|word| word.len()).unwrap_or_default();
    if longest.len() < 4 {
        return text.to_owned();
    }
    let wrong = format!("{}{}", &longest[..1], &longest[2..]);
    text.replacen(longest, &wrong, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_distinct_and_of_every_kind() {
        let names: Vec<String> = ["Bưởi Phúc Trạch", "Cam Khe Mây Hương Khê", "Cu đơ", "Nước mắm", "Mật ong rừng"]
            .map(ToOwned::to_owned)
            .to_vec();
        let found = queries(&names, 12);
        assert_eq!(found.len(), 12);
        assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), 12);
        assert_eq!(found[0], "Bưởi Phúc Trạch");
        assert_eq!(found[1], "cam khe may huong");
        assert_eq!(found[2], "Cu đơ");
        assert_eq!(typed("Bưởi Phúc Trạch", 3), "buoi phuc tra");
        assert_eq!(typed("Bưởi Phúc Trạch", 4), "buoi phuc tach");
        assert_eq!(paths("/tim-kiem?q=", &["Cu đơ".to_owned()]), ["/tim-kiem?q=Cu+%C4%91%C6%A1"]);
    }
}
